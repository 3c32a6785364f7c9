"""The same jobs as a Hugo site: roles as data files, one page a job. Only the site is made here, Hugo does the work.

Usage: hugo.py LOAD JOBS.csv SITE
"""
import csv
import json
import pathlib
import shutil
import sys

load, jobs, site = map(pathlib.Path, sys.argv[1:])
here = pathlib.Path(__file__).parent
shutil.rmtree(site, ignore_errors=True)
shutil.copytree(load / "roles", site / "data" / "roles")
(site / "content").mkdir()
(site / "layouts" / "_default").mkdir(parents=True)
(site / "config.json").write_text(json.dumps({
    "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "home", "section"],
    "uglyURLs": True,
    "mediaTypes": {"text/markdown": {"suffixes": ["md"]}},
    "outputFormats": {"MD": {"mediaType": "text/markdown", "isPlainText": True}},
    "outputs": {"page": ["HTML", "MD"]},
}))
style = (here / "../../templates/html/style.css").read_text(encoding="utf-8")
for name in ("single.html", "single.md"):
    text = (here / "hugo" / name).read_text(encoding="utf-8").replace("/*STYLE*/", style)
    (site / "layouts" / "_default" / name).write_text(text, encoding="utf-8")
with open(jobs, encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        row["sections"] = [name.strip() for name in row["sections"].split(",")]
        row["tag"] = row.pop("language")
        (site / "content" / f'{row["id"]}.{row["tag"]}.md').write_text(json.dumps(row) + "\n", encoding="utf-8")
