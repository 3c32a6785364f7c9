"""Makes a repository of 1,000 roles of 30 KB in two commits, 10 of them changed. The same bytes in every run.

Usage: load.py FOLDER. The first commit is tagged `old`, the second `new`."""
import os
import pathlib
import subprocess
import sys

WORDS = {
    "en": "analyse report weekly churn users campaign plan growth retention data content review partner budget".split(),
    "zh-CN": "分析 报告 每周 流失 用户 活动 策划 增长 留存 数据 内容 复盘 伙伴 预算".split(),
    "zh-TW": "分析 報告 每週 流失 使用者 活動 企劃 成長 留存 數據 內容 檢討 夥伴 預算".split(),
}


def text(number, tag, length):
    """Words that hang on the number only."""
    picked, state = [], number * 2654435761 + 12345
    for _ in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        picked.append(WORDS[tag][state // 65536 % len(WORDS[tag])])
    return (" " if tag == "en" else "").join(picked)


def texts(number, length, indent):
    return "".join(f"{indent}{tag}: {text(number, tag, length)}\n" for tag in WORDS)


def role(number, changed):
    out = f"extends: [_base]\ntitle:\n{texts(number, 3, '  ')}summary:\n{texts(number + 1, 20, '  ')}sections:\n"
    for section in range(12):
        at = number * 1000 + section * 20
        out += f"  section-{section}:\n    title:\n{texts(at, 2, '      ')}    duties:\n"
        for duty in range(5):
            words = at + duty + 7
            # A changed role has one duty reworded, one gone and one new.
            if changed and section == 3 and duty == 1:
                words += 100000
            if changed and section == 5 and duty == 2:
                continue
            out += f"      duty-{section}-{duty}:\n{texts(words, 20, '        ')}"
        if changed and section == 7:
            out += f"      fresh:\n{texts(at + 500, 20, '        ')}"
        out += "    requires: [sql]\n"
    return out


def main():
    folder = pathlib.Path(sys.argv[1])
    roles = folder / "roles"
    roles.mkdir(parents=True)

    def git(*arguments):
        who = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (
            ("NAME", "Ann"), ("EMAIL", "ann@example.com"), ("DATE", "2026-01-02T03:04:05Z"))}
        subprocess.run(["git", "-C", folder, *arguments], check=True, env={**os.environ, **who})

    git("init", "-q", "-b", "main")
    (roles / "_base.yaml").write_text("skills:\n  sql: { name: SQL }\n", encoding="utf-8")
    for number in range(1000):
        (roles / f"role-{number}.yaml").write_text(role(number, False), encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "old")
    git("tag", "old")
    for number in range(0, 1000, 100):
        (roles / f"role-{number}.yaml").write_text(role(number, True), encoding="utf-8")
    git("commit", "-q", "-a", "-m", "new")
    git("tag", "new")
    git("gc", "-q")
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    for side, changed in (("one", False), ("two", True)):
        (folder / side / "role.yaml").write_text(role(0, changed).replace("extends: [_base]\n", "skills:\n  sql: { name: SQL }\n"), encoding="utf-8")


main()
