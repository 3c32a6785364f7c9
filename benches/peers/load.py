"""Writes the load: roles of 30 KB in three languages and job lists, the same bytes in every run.

Usage: load.py FOLDER [ROLES]
"""
import pathlib
import random
import sys

ROLES = int(sys.argv[2]) if len(sys.argv) > 2 else 50
SECTIONS = 12
DUTIES = 5
WORDS = {
    "zh-CN": "用户 增长 留存 活跃 内容 渠道 数据 分析 策略 活动 转化 复盘 指标 产品 协作 需求 调研 反馈 体验 流程 质量 审核".split(),
    "zh-TW": "使用者 成長 留存 活躍 內容 通路 資料 分析 策略 活動 轉換 回顧 指標 產品 協作 需求 調查 回饋 體驗 流程 品質 審核".split(),
    "en": "users growth retention content channel data analysis strategy campaign conversion review metric product "
    "team research feedback experience process quality moderation planning report".split(),
}


def text(rng, words):
    """One text in all three languages, as a flow map."""
    picks = [rng.randrange(22) for _ in range(words)]
    parts = []
    for tag, vocabulary in WORDS.items():
        joint, stop = (" ", ".") if tag == "en" else ("", "。")
        parts.append(f'{tag}: "{joint.join(vocabulary[pick] for pick in picks)}{stop}"')
    return "{ " + ", ".join(parts) + " }"


def role(number):
    rng = random.Random(number)
    lines = [f"title: {text(rng, 2)}", f"summary: {text(rng, 14)}", "skills:"]
    for skill in range(20):
        lines += [f"  skill-{skill}:", f"    name: {text(rng, 3)}", f"    detail: {text(rng, 8)}"]
    lines.append("metrics:")
    for metric in range(12):
        lines += [f"  metric-{metric}:", f"    name: {text(rng, 3)}", f"    definition: {text(rng, 8)}"]
    lines += ["qualifications:", f"  education: {text(rng, 8)}", f"  experience: {text(rng, 8)}"]
    lines += ["requires: [skill-0, skill-1]", "sections:"]
    for section in range(SECTIONS):
        lines += [f"  section-{section}:", f"    title: {text(rng, 3)}", f"    summary: {text(rng, 9)}", "    duties:"]
        lines += [f"      duty-{duty}: {text(rng, 12)}" for duty in range(DUTIES)]
        picks = rng.sample(range(20), 4)
        lines += [
            f"    requires: [skill-{picks[0]}, skill-{picks[1]}]",
            f"    prefers: [skill-{picks[2]}, skill-{picks[3]}]",
            f"    metrics: [metric-{section}]",
        ]
    lines += ["levels:", "  senior:", f"    title: {text(rng, 3)}"]
    return "\n".join(lines) + "\n"


def jobs(count):
    rng = random.Random(count)
    yield "id,role,level,language,sections"
    for number in range(count):
        sections = " ".join(f"section-{pick}," for pick in rng.sample(range(SECTIONS), 4)).rstrip(",")
        level = rng.choice(["", "senior"])
        yield f'job-{number:05},role-{rng.randrange(ROLES):02},{level},{rng.choice(list(WORDS))},"{sections}"'


folder = pathlib.Path(sys.argv[1])
(folder / "roles").mkdir(parents=True, exist_ok=True)
(folder / "opsjd.yaml").write_text("languages: [zh-CN]\n", encoding="utf-8")
for number in range(ROLES):
    (folder / "roles" / f"role-{number:02}.yaml").write_text(role(number), encoding="utf-8")
for count in (2_000, 20_000):
    (folder / f"jobs-{count}.csv").write_text("\n".join(jobs(count)) + "\n", encoding="utf-8")
