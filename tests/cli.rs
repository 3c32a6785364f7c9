//! The command line from end to end: what is typed, what is printed where, and the exit code.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use std::io::Read as _;

use project::{Project, ROLE, watch};

fn project() -> Project {
    Project::with(&[
        ("roles/keeper.yaml", include_str!("fixtures/roles/keeper.yaml")),
        ("roles/writer.yaml", include_str!("fixtures/roles/writer.yaml")),
        ("posting.yaml", include_str!("fixtures/posting.yaml")),
    ])
}

#[test]
fn the_main_job_prints_markdown_with_the_chosen_sections_and_nothing_else() {
    let run = Project::with(&[]).run("generate user-ops --sections retention,data --lang en").done();
    assert!(run.text().starts_with("# "), "{}", run.text());
    assert_eq!(run.text().matches("\n### ").count(), 2, "{}", run.text());
    assert_eq!(run.stderr, "");
}

#[test]
fn chinese_names_choose_sections() {
    let run = Project::with(&[]).run("generate user-ops --sections 留存,数据 --lang zh-CN").done();
    assert_eq!(run.text().matches("\n### ").count(), 2, "{}", run.text());
}

#[test]
fn the_ending_of_the_file_says_the_format() {
    for (file, begin) in
        [("a.md", "# "), ("a.html", "<!DOCTYPE html>"), ("a.txt", ""), ("a.json", "{"), ("a.docx", "PK"), ("a", "# ")]
    {
        let project = project();
        let run = project.run(&format!("generate keeper --lang en -o out/{file}")).done();
        assert!(run.stdout.is_empty());
        assert_eq!(run.stderr, format!("wrote out/{file}\n"));
        let bytes = std::fs::read(project.path(&format!("out/{file}"))).unwrap();
        assert!(bytes.to_ascii_lowercase().starts_with(begin.to_ascii_lowercase().as_bytes()), "{file}");
    }
}

#[test]
fn a_file_of_an_unknown_ending_needs_the_format_named() {
    let project = project();
    let run = project.run("generate keeper --lang en -o jd.pdf").failed();
    assert!(run.stderr.contains("`.pdf` is the ending of no format"), "{}", run.stderr);
    assert!(!project.path("jd.pdf").exists());
    project.run("generate keeper --lang en --format html -o jd.page").done();
    std::fs::create_dir(project.path("v1.2")).unwrap();
    project.run("generate keeper --lang en -o v1.2").done();
    assert!(project.path("v1.2/keeper.en.md").exists());
}

#[test]
fn a_folder_gets_files_named_by_role_level_and_language() {
    let project = project();
    project.run("generate keeper --lang zh-TW --level senior --format html,docx，json -o out").done();
    project.run("generate keeper --lang en -o out/").done();
    let written: Vec<_> = project.files().into_iter().filter(|file| file.starts_with("out/")).collect();
    assert_eq!(
        written,
        [
            "out/keeper-senior.zh-TW.docx",
            "out/keeper-senior.zh-TW.html",
            "out/keeper-senior.zh-TW.json",
            "out/keeper.en.md"
        ]
    );
}

#[test]
fn one_format_that_fails_does_not_lose_the_others() {
    let project = project();
    project.write("templates/html/job.html.j2", b"{{ job.nothing }}");
    let run = project.run("generate keeper --lang en --format markdown,html,text,docx -o out");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("templates/html/job.html.j2:1:4"), "{}", run.stderr);
    let written: Vec<_> = project.files().into_iter().filter(|file| file.starts_with("out/")).collect();
    assert_eq!(written, ["out/keeper.en.docx", "out/keeper.en.md", "out/keeper.en.txt"]);
}

#[test]
fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    let project = project();
    project.write("out/keeper.md", "old ".repeat(10_000).as_bytes());
    project.run("generate keeper --lang en -o out/keeper.md").done();
    assert!(project.read("out/keeper.md").starts_with("# User operations\n"));
    assert_eq!(std::fs::read_dir(project.path("out")).unwrap().count(), 1);
}

#[test]
fn the_language_comes_from_the_option_the_variable_the_project_the_locale_and_at_last_english() {
    let title = |project: &Project, environment: &[(&str, &str)], option: &str| {
        let run = project.run_in(environment, &format!("generate keeper {option}")).done();
        run.text().lines().next().unwrap().to_owned()
    };
    let (simplified, traditional, english) = ("# 用户运营", "# 使用者營運", "# User operations");
    let plain = project();
    assert_eq!(title(&plain, &[], ""), english);
    assert_eq!(title(&plain, &[("LANG", "zh_CN.UTF-8")], ""), simplified);
    assert_eq!(title(&plain, &[("LANG", "en_US.UTF-8"), ("LC_ALL", "zh_TW.UTF-8")], ""), traditional);
    assert_eq!(title(&plain, &[("LANG", "fr_FR.UTF-8")], ""), english);
    assert_eq!(title(&plain, &[("LANG", "C")], ""), english);
    assert_eq!(title(&plain, &[("LANG", "en_US.UTF-8"), ("OPSJD_LANG", "zh-TW")], ""), traditional);
    assert_eq!(title(&plain, &[("OPSJD_LANG", "zh-TW")], "--lang zh-CN"), simplified);
    plain.write("opsjd.yaml", b"languages: [zh-TW, en]\n");
    assert_eq!(title(&plain, &[("LANG", "en_US.UTF-8")], ""), traditional);
    assert_eq!(title(&plain, &[("OPSJD_LANG", "en")], ""), english);
}

#[test]
fn a_posting_and_what_is_set_over_it_stand_in_the_document() {
    let project = project();
    let run = project.run_with(&[
        "generate",
        "keeper",
        "--lang",
        "en",
        "--posting",
        "posting.yaml",
        "--set",
        "company=Nova Ltd",
        "--set",
        "pay.max=30000",
        "--set",
        "location=Hangzhou、Chengdu",
    ]);
    let text = run.done().text().to_owned();
    for part in ["Nova Ltd", "15,000–30,000", "Hangzhou", "Chengdu", "jobs@example.com", "31 December 2026"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Galaxy") && !text.contains("Shanghai"), "{text}");
}

#[test]
fn a_role_is_found_from_a_folder_inside_of_the_project_and_by_path_from_anywhere() {
    let project = project();
    std::fs::create_dir_all(project.path("docs/deep")).unwrap();
    let mut command = project.command(&["generate", "keeper", "--lang", "en"]);
    command.current_dir(project.path("docs/deep"));
    let text = watch(command).done().stdout;
    let elsewhere = Project::with(&[]);
    let path = project.path("roles/keeper.yaml").display().to_string();
    assert_eq!(elsewhere.run_with(&["generate", &path, "--lang", "en"]).done().stdout, text);
    let roles = project.path("roles").display().to_string();
    assert_eq!(elsewhere.run_with(&["generate", "keeper", "--roles", &roles, "--lang", "en"]).done().stdout, text);
}

#[test]
fn a_local_role_extends_the_shipped_one_of_its_name() {
    let project = Project::with(&[("roles/user-ops.yaml", "extends: user-ops\ntitle: { en: Our own }\n")]);
    let run = project.run("generate user-ops --lang en --sections retention").done();
    assert!(run.text().starts_with("# Our own\n"), "{}", run.text());
    assert!(run.text().contains("\n### "));
}

#[test]
fn list_shows_the_roles_of_the_project_and_the_shipped_ones_without_bases() {
    let run = project().run("list").done();
    for id in ["keeper", "writer", "user-ops", "channel-ops"] {
        assert!(run.text().lines().any(|line| line.starts_with(id)), "{}", run.text());
    }
    assert!(!run.text().contains("_common"));
    assert_eq!(run.stderr, "");
}

#[test]
fn list_with_a_role_shows_sections_levels_and_languages() {
    let run = project().run("list keeper --lang zh-CN").done();
    let line = |word: &str| run.text().lines().find(|line| line.contains(word)).unwrap_or_default().to_owned();
    assert!(line("用户留存").contains("* retention") && line("用户留存").contains("Keeping"), "{}", run.text());
    assert!(line("表扬").contains("praise") && !line("表扬").contains('*'), "{}", run.text());
    assert!(line("高级用户运营").contains("senior"), "{}", run.text());
    let languages = run.text().lines().rev().find(|line| !line.is_empty()).unwrap();
    assert!(["zh-CN", "zh-TW", "en"].iter().all(|tag| languages.contains(tag)), "{}", run.text());
}

#[test]
fn list_as_json_holds_what_can_be_chosen() {
    let project = project();
    let keeper: serde_json::Value =
        serde_json::from_str(project.run("list keeper --json --lang en").done().text()).unwrap();
    assert_eq!(keeper["id"], "keeper");
    assert_eq!(keeper["default_sections"], serde_json::json!(["retention", "data"]));
    assert_eq!(keeper["sections"][0]["duties"], 2);
    assert_eq!(keeper["sections"][2]["default"], false);
    assert_eq!(keeper["levels"][0]["title"], "Senior user operations");
    let all: serde_json::Value = serde_json::from_str(project.run("list --json").done().text()).unwrap();
    let ids: Vec<_> = all.as_array().unwrap().iter().filter_map(|role| role["id"].as_str()).collect();
    assert!(ids.is_sorted() && ids.contains(&"keeper") && ids.contains(&"user-ops"), "{ids:?}");
}

#[test]
fn show_prints_a_role_that_generates_the_same_document() {
    let project = project();
    for (line, level) in [("show keeper", ""), ("show keeper --level senior", "--level senior"), ("show user-ops", "")]
    {
        let role = line.split_whitespace().nth(1).unwrap();
        let shown = project.run(line).done();
        let other = Project::with(&[(&format!("roles/{role}.yaml"), shown.text())]);
        let one = project.run(&format!("generate {role} {level} --lang en --format markdown")).done();
        let two = other.run(&format!("generate {role} --lang en --format markdown")).done();
        assert_eq!(one.text(), two.text(), "{line}");
    }
}

#[test]
fn show_with_origin_names_the_file_and_line_of_every_text() {
    let project = project();
    project.write("roles/own.yaml", b"extends: keeper\ntitle: { en: Own }\n");
    let run = project.run("show own --origin").done();
    assert!(run.text().contains("roles/own.yaml:2:14: title.en: Own\n"), "{}", run.text());
    assert!(run.text().contains("roles/keeper.yaml:2:17: title.zh-CN: 用户运营\n"), "{}", run.text());
    assert!(!run.text().contains(&project.root().display().to_string()));
    let senior = project.run("show own --level senior --origin").done();
    assert!(senior.text().contains("sections.retention.duties.mentor.en: Mentor others"), "{}", senior.text());
    assert!(!senior.text().contains("win-back"));
}

#[test]
fn a_new_role_generates_at_once_in_three_languages() {
    let project = Project::with(&[]);
    let run = project.run("new growth-ops").done();
    assert!(run.stderr.contains("opsjd generate growth-ops"), "{}", run.stderr);
    assert!(
        project.read("roles/growth-ops.yaml").lines().any(|line| line.starts_with("# yaml-language-server: $schema="))
    );
    for language in ["zh-CN", "zh-TW", "en"] {
        let run = project.run(&format!("generate growth-ops --strict --lang {language} --sections all")).done();
        assert_eq!(run.stderr, "");
    }
    let before = project.read("roles/growth-ops.yaml");
    project.run("new growth-ops").failed();
    assert_eq!(project.read("roles/growth-ops.yaml"), before);
    project.run("new growth-ops --force").done();
}

#[test]
fn a_new_role_from_another_extends_it() {
    let project = project();
    for from in ["keeper", "user-ops"] {
        project.run(&format!("new my-{from} --from {from}")).done();
        let run = project.run(&format!("generate my-{from} --lang en")).done();
        assert!(run.text().starts_with("# "), "{}", run.text());
    }
    project.run("new x --from nothing").failed();
    assert!(!project.path("roles/x.yaml").exists());
}

#[test]
fn a_new_role_over_a_base_has_what_the_base_lacks_and_generates_at_once() {
    let project = Project::with(&[("roles/_own.yaml", "qualifications: { degree: { en: A degree } }\n")]);
    for from in ["_own", "_common", "_data"] {
        project.run(&format!("new over{} --from {from}", from.replace('_', "-"))).done();
        let id = format!("over{}", from.replace('_', "-"));
        let run = project.run(&format!("generate {id} --lang en --sections experiments")).done();
        assert!(run.text().contains("### Growth Experiments\n"), "{}", run.text());
        assert!(project.read(&format!("roles/{id}.yaml")).contains(&format!("\nextends: {from}\n")));
    }
    assert_eq!(project.run("list").done().stderr, "");
}

#[test]
fn a_shipped_role_extends_the_shipped_base_unless_the_project_s_own_is_laid_over_it() {
    let own = "skills: { own: { name: Own } }\nsections: { data: { duties: { own: { en: Our own way } } } }\n";
    let shipped = Project::with(&[]).run("generate user-ops --lang en").done();
    for base in ["_common", "_data"] {
        let file = format!("roles/{base}.yaml");
        let run = Project::with(&[(&file, own)]).run("generate user-ops --lang en").done();
        assert_eq!((run.text(), run.stderr.as_str()), (shipped.text(), ""), "{base}");
    }
    let over = Project::with(&[("roles/_data.yaml", &format!("extends: _data\n{own}"))]);
    assert!(over.run("generate user-ops --lang en").done().text().contains("Our own way"));
    // A role of the project means the project's base, and a broken file is told however it is meant.
    let mine = Project::with(&[("roles/_data.yaml", own), ("roles/mine.yaml", "extends: _data\n")]);
    assert!(mine.run("generate mine").failed().stderr.contains("lacks `title`"));
    let broken = Project::with(&[("roles/_data.yaml", "skils: {}\n")]);
    assert_eq!(broken.run("generate user-ops").failed().stderr.matches("unknown key `skils`").count(), 1);
}

#[test]
fn list_warns_of_role_files_that_are_passed_over() {
    let project = Project::with(&[("roles/Growth_Ops.yaml", ROLE), ("roles/.hidden_.yaml", ROLE), ("roles/a.txt", "")]);
    let run = project.run("list").done();
    assert!(run.stderr.starts_with("warning[passed-over]: `roles/Growth_Ops.yaml` is passed over"), "{}", run.stderr);
    assert!(run.stderr.contains("`growth-ops.yaml`") && run.stderr.matches("warning").count() == 1, "{}", run.stderr);
    assert_eq!(project.run("list user-ops").done().stderr, "");
}

#[test]
fn ejected_templates_and_roles_make_the_same_documents() {
    let project = Project::with(&[]);
    let before = project.run("generate user-ops --lang zh-CN --format html").done();
    project.run("eject templates").done();
    project.run("eject roles").done();
    assert!(project.path("templates/html/job.html.j2").exists() && project.path("roles/user-ops.yaml").exists());
    assert!(!project.path("templates/new").exists());
    assert_eq!(project.run("generate user-ops --lang zh-CN --format html").done().text(), before.text());
    let again = project.run("eject templates html");
    assert_eq!(again.code, Some(2), "what is there is not overwritten");
    project.run("eject templates html labels/en.yaml --force").done();
    let one = Project::with(&[]);
    one.run("eject templates html").done();
    assert!(one.files().iter().all(|file| file.starts_with("templates/html/")), "{:?}", one.files());
}

#[test]
fn a_project_s_template_takes_the_place_of_a_shipped_one_by_name_or_by_block() {
    let project = project();
    project.write("templates/text/job.txt.j2", "《{{ job.title }}》{{ job.sections|length }}\n".as_bytes());
    assert_eq!(project.run("generate keeper --lang zh-CN --format text").done().text(), "《用户运营》2\n");
    let shipped = Project::with(&[]);
    shipped.run("eject templates html").done();
    let text = shipped.read("templates/html/job.html.j2");
    let block = text.split("{% block ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    let own = format!("{{% extends \"opsjd/html/job.html.j2\" %}}{{% block {block} %}}<!-- mine -->{{% endblock %}}\n");
    project.write("templates/html/job.html.j2", own.as_bytes());
    let run = project.run("generate keeper --lang zh-CN --format html").done();
    assert!(run.text().contains("<!-- mine -->") && run.text().contains("</html>"), "{}", run.text());
    project.write("templates/labels/zh-CN.yaml", shipped_label("zh-CN").replace("任职要求", "我们希望你").as_bytes());
    assert!(project.run("generate keeper --lang zh-CN").done().text().contains("我们希望你"));
}

fn shipped_label(language: &str) -> String {
    let project = Project::with(&[]);
    project.run(&format!("eject templates labels/{language}.yaml")).done();
    project.read(&format!("templates/labels/{language}.yaml"))
}

#[test]
fn schema_completions_and_man_print_what_they_are_asked_for() {
    let project = Project::with(&[]);
    for file in ["role", "base", "posting", "project"] {
        let run = project.run(&format!("schema {file}")).done();
        let schema: serde_json::Value = serde_json::from_str(run.text()).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(
            run.text().chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{file} is described in Chinese too"
        );
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.run(&format!("completions {shell}")).done();
        assert!(run.text().contains("generate") && run.text().contains("sections"), "{shell}");
    }
    assert!(project.run("man").done().text().contains(".TH opsjd 1"));
    project.run("man -o man").done();
    let page = project.read("man/opsjd-generate.1");
    assert!(page.contains(".SH SYNOPSIS\n\\fBopsjd generate\\fR"), "{page}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let project = Project::with(&[]);
    let large = ROLE.replace("Find out why users leave", &"long ".repeat(100_000));
    project.write("roles/r.yaml", large.as_bytes());
    for line in ["generate r --lang en", "show r", "list", "completions bash", "generate r --lang en --format docx-xml"]
    {
        let mut child = project.command(&line.split_whitespace().collect::<Vec<_>>()).spawn().unwrap();
        let mut first = [0; 1];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    }
}

#[test]
fn colour_is_for_those_who_ask() {
    let project = project();
    let line = "generate keeper --sections nothing";
    assert!(!project.run(line).stderr.contains('\u{1b}'), "a pipe gets no colour");
    assert!(project.run(&format!("{line} --color always")).stderr.contains('\u{1b}'));
    assert!(!project.run(&format!("{line} --color never")).stderr.contains('\u{1b}'));
    assert!(!project.run_in(&[("NO_COLOR", "1")], line).stderr.contains('\u{1b}'));
    let forced = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert!(!project.run_in(&forced, &format!("{line} --color never")).stderr.contains('\u{1b}'));
}

#[test]
fn bad_usage_is_exit_code_2_and_help_is_a_product() {
    let project = project();
    for line in ["", "generate", "nothing", "generate keeper --nothing", "completions csh", "schema nothing"] {
        let run = project.run(line);
        assert_eq!(run.code, Some(2), "{line}");
        assert!(!run.stderr.is_empty() && run.stdout.is_empty(), "{line}");
    }
    for line in ["--help", "--version", "generate --help"] {
        let run = project.run(line).done();
        assert!(!run.stdout.is_empty() && run.stderr.is_empty(), "{line}");
    }
}

#[test]
fn no_message_or_document_names_the_folder_of_the_machine() {
    let project = project();
    let root = project.root().display().to_string();
    for line in [
        "list",
        "list keeper --json",
        "show keeper --origin",
        "show user-ops --origin",
        "generate keeper --lang en --posting posting.yaml --format html",
        "generate nothing",
        "new made",
        "eject templates html",
        "generate keeper --lang en -o out/a.docx",
        "generate keeper --posting nothing.yaml",
    ] {
        let run = project.run(line);
        assert!(!run.stderr.contains(&root), "{line}: {}", run.stderr);
        assert!(!String::from_utf8_lossy(&run.stdout).contains(&root), "{line}");
        assert!(!String::from_utf8_lossy(&run.stdout).contains(env!("CARGO_MANIFEST_DIR")), "{line}");
    }
}

#[test]
fn a_local_file_over_a_shipped_role_is_the_same_role_whichever_way_it_is_named() {
    let own = "extends: user-ops\nsections:\n  retention:\n    duties:\n      survey-satisfaction: null\nlevels: { junior: null }\n";
    let project = Project::with(&[("roles/user-ops.yaml", own)]);
    let whole = project.run("generate user-ops --lang en").done();
    for way in ["generate roles/user-ops.yaml", "generate ./roles/user-ops.yaml", "generate user-ops --roles ./roles"] {
        assert_eq!(project.run(&format!("{way} --lang en")).done().text(), whole.text(), "{way}");
    }
    project.run("show roles/user-ops.yaml").done();
    for way in ["check roles", "check roles/user-ops.yaml", "check"] {
        let run = project.run(way);
        assert!(run.code != Some(2) && !run.stderr.contains("removes-nothing"), "{way}: {}", run.stderr);
    }
    let run = project.run("generate user-ops --level junior").failed();
    assert!(run.stderr.contains("unknown-level"), "{}", run.stderr);
    project.write("roles/_b.yaml", b"levels: { lead: null }\n");
    project.write("roles/c-ops.yaml", b"extends: [review-ops, _b]\n");
    project.run("generate c-ops --lang en").done();
    project.run("generate c-ops --lang en --level lead").failed();
}

#[test]
fn a_new_role_does_not_take_the_place_of_a_shipped_one_unless_told_to() {
    let project = Project::with(&[]);
    let run = project.run("new user-ops").failed();
    assert!(run.stderr.contains("`user-ops` is a role of the library") && run.stderr.contains("--from user-ops"));
    assert!(project.files().is_empty(), "{:?}", project.files());
    project.run("new user-ops --from user-ops").done();
    assert!(project.run("generate user-ops --lang en").done().text().starts_with("# "));
    project.run("new review-ops --force").done();
}

#[test]
fn whom_a_vacancy_reports_to_goes_over_what_the_role_says_of_it() {
    let project = Project::with(&[]);
    let text =
        |arguments: &str| project.run(&format!("generate user-ops --lang en {arguments}")).done().text().to_owned();
    assert!(text("").contains("Reports to the User Operations Lead"));
    assert!(text("--set headcount=2").contains("Reports to the User Operations Lead"));
    let with = text("--set reports-to=COO");
    assert!(with.contains("**Reports to**: COO") && !with.contains("User Operations Lead"), "{with}");
    assert!(with.contains("Works with"), "the other relations stay");
}

#[test]
fn a_city_that_is_its_own_region_is_said_once() {
    let posting = "location:\n  - { region: 上海市, city: 上海, street: 世纪大道 100 号 }\n  - { region: 北京, city: 北京市 }\n  - { region: 吉林省, city: 吉林市 }\n  - { region: 吉林省, city: 吉林 }\n";
    let project = Project::with(&[("p.yaml", posting)]);
    let run = project.run("generate user-ops --lang zh-CN -p p.yaml").done();
    assert!(run.text().contains("：上海市世纪大道 100 号、北京市、吉林省吉林市、吉林省吉林\n"), "{}", run.text());
}

#[test]
fn a_file_whose_ending_says_another_format_than_it_gets_is_warned_of() {
    let project = project();
    let run = project.run("generate keeper --lang en --format html -o jd.docx").done();
    assert!(run.stderr.contains("`jd.docx` gets html, and its ending says docx"), "{}", run.stderr);
    for line in
        ["--format html -o a.html", "--format text -o b.txt", "--format docx-xml -o c.xml", "--format html -o d.page"]
    {
        let run = project.run(&format!("generate keeper --lang en {line}")).done();
        assert!(!run.stderr.contains("ending"), "{line}: {}", run.stderr);
    }
}

#[test]
fn lines_of_what_a_vacancy_says_at_length_are_paragraphs_in_every_format() {
    let posting = "about: |\n  做收银产品。\n\n  服务 12 万家门店。\napply:\n  text: |\n    1. 寄简历\n    2. 一周内答复\n  email: a@b.cn\nstatement: >\n  Equal\n  opportunity.\n";
    let project = Project::with(&[("p.yaml", posting)]);
    let text = |format: &str| {
        let run = project.run(&format!("generate user-ops --lang zh-CN -p p.yaml --format {format}")).done();
        run.text().to_owned()
    };
    for (format, parts) in [
        (
            "markdown",
            [
                "\n做收银产品。\n\n服务 12 万家门店。\n",
                "\n1\\. 寄简历\n\n2\\. 一周内答复\n\n-",
                "\n\nEqual opportunity.\n",
            ],
        ),
        ("text", ["\n做收银产品。\n服务 12 万家门店。\n", "\n1. 寄简历\n2. 一周内答复\n", "\n\nEqual opportunity.\n"]),
        (
            "html",
            [
                "<p>做收银产品。</p>\n<p>服务 12 万家门店。</p>\n",
                "<p>1. 寄简历</p>\n<p>2. 一周内答复</p>\n",
                ">Equal opportunity.</p>\n",
            ],
        ),
        ("docx-xml", ["做收银产品。</w:t></w:r></w:p>", "1. 寄简历</w:t></w:r></w:p>", "Equal opportunity.</w:t>"]),
        ("json", ["\"做收银产品。\\n服务 12 万家门店。\"", "1. 寄简历\\n2. 一周内答复", "\"Equal opportunity.\""]),
    ] {
        let text = text(format);
        for part in parts {
            assert!(text.contains(part), "{format}: {part}\n{text}");
        }
    }
}

#[test]
fn one_section_is_no_one_sections() {
    let run = Project::with(&[("roles/one.yaml", ROLE)]).run("list --lang en").done();
    assert!(run.text().contains(" 1 section   ") && run.text().contains(" sections  "), "{}", run.text());
}
