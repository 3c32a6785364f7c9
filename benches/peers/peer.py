"""What one would write instead of opsjd: roles by PyYAML's C loader, documents by Jinja2 or python-docx.

Usage: peer.py text|docx LOAD JOBS.csv OUT
"""
import csv
import pathlib
import sys

import jinja2
import yaml

HERE = pathlib.Path(__file__).parent
WORDS = {
    "zh-CN": dict(overview="岗位概述", duties="岗位职责", needs="任职要求", must="必备技能", nice="加分项", metrics="考核指标", colon="："),
    "zh-TW": dict(overview="職務概述", duties="工作內容", needs="應徵條件", must="必備技能", nice="加分項", metrics="考核指標", colon="："),
    "en": dict(overview="Overview", duties="Responsibilities", needs="Requirements", must="Required skills",
               nice="Nice to have", metrics="How success is measured", colon=": "),
}


def compose(role, row):
    language = row["language"]
    say = lambda text: text[language]
    title = role["levels"][row["level"]]["title"] if row["level"] else role["title"]
    chosen = [role["sections"][name.strip()] for name in row["sections"].split(",")]
    must = dict.fromkeys(role["requires"])
    nice, metrics = {}, {}
    for section in chosen:
        must.update(dict.fromkeys(section["requires"]))
        nice.update(dict.fromkeys(section["prefers"]))
        metrics.update(dict.fromkeys(section["metrics"]))
    skill = lambda name: (say(role["skills"][name]["name"]), say(role["skills"][name]["detail"]))
    return dict(
        language=language,
        title=say(title),
        summary=say(role["summary"]),
        sections=[dict(title=say(s["title"]), duties=[say(d) for d in s["duties"].values()]) for s in chosen],
        qualifications=[say(text) for text in role["qualifications"].values()],
        must=[skill(name) for name in must],
        nice=[skill(name) for name in nice if name not in must],
        metrics=[(say(role["metrics"][name]["name"]), say(role["metrics"][name]["definition"])) for name in metrics],
        words=WORDS[language],
        style=STYLE,
    )


def write_docx(job, path):
    document = docx.Document()
    words = job["words"]
    document.core_properties.title = job["title"]
    document.add_heading(job["title"], 0)
    document.add_heading(words["overview"], 1)
    document.add_paragraph(job["summary"])
    document.add_heading(words["duties"], 1)
    for section in job["sections"]:
        document.add_heading(section["title"], 2)
        for duty in section["duties"]:
            document.add_paragraph(duty, style="List Number")
    document.add_heading(words["needs"], 1)
    for text in job["qualifications"]:
        document.add_paragraph(text, style="List Bullet")
    for heading, items in (("must", job["must"]), ("nice", job["nice"]), ("metrics", job["metrics"])):
        document.add_heading(words[heading], 2)
        for name, detail in items:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(name).bold = True
            paragraph.add_run(words["colon"] + detail)
    document.save(path)


kind, load, jobs, out = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
if kind == "docx":
    import docx
STYLE = (HERE / "../../templates/html/style.css").read_text(encoding="utf-8")
roles = {
    path.stem: yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted((load / "roles").glob("*.yaml"))
}
environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE), autoescape=jinja2.select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True
)
markdown, html = environment.get_template("job.md"), environment.get_template("job.html")
out.mkdir(parents=True, exist_ok=True)
with open(jobs, encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        job = compose(roles[row["role"]], row)
        stem = f'{row["id"]}.{row["language"]}'
        if kind == "docx":
            write_docx(job, out / f"{stem}.docx")
        else:
            (out / f"{stem}.md").write_text(markdown.render(job), encoding="utf-8")
            (out / f"{stem}.html").write_text(html.render(job), encoding="utf-8")
