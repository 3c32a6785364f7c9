//! Precedence and names over whole jobs.

use super::*;
use crate::source::Source;

fn node(name: &str, text: &str) -> Node {
    crate::yaml::parse(&Source::new(name, text.to_owned()), &mut Vec::new()).unwrap()
}

fn job(number: usize, own: &str, layers: &[(&'static str, &str)], command: Option<&str>) -> Job {
    let layers = layers.iter().map(|(origin, text)| Layer { origin, node: node(origin, text) }).collect();
    Job {
        is_sound: true,
        number,
        group: Arc::new(Group { layers }),
        own: node("jobs.yaml", own),
        command: command.map(|text| Arc::new(node("--option", text))),
    }
}

fn planned(jobs: &[Job]) -> (Vec<String>, Vec<&'static str>) {
    let mut faults = Vec::new();
    let documents = plan(jobs, &mut Names::new(&["index.html", "index.json"]), |_| Language::parse("en"), &mut faults);
    let paths = documents.iter().flat_map(|planned| planned.outputs.iter().map(|output| output.path.clone()));
    (paths.collect(), faults.iter().map(|fault| fault.code).collect())
}

#[test]
fn the_command_line_wins_over_the_job_over_the_list_over_the_manifest_over_the_project() {
    let layers = [("project", "{ level: a, name: p, strict: true }"), ("manifest", "level: b"), ("list", "level: c")];
    for (own, command, level) in [
        ("{ role: r, level: d }", Some("level: e"), "e"),
        ("{ role: r, level: d }", None, "d"),
        ("{ role: r }", None, "c"),
    ] {
        assert_eq!(job(1, own, &layers, command).level(), Some(level));
    }
    assert_eq!(job(1, "role: r", &layers[..2], None).level(), Some("b"));
    let last = job(1, "role: r", &layers[..1], None);
    assert_eq!((last.level(), last.is_strict()), (Some("a"), true));
}

#[test]
fn a_posting_is_merged_from_all_layers_key_by_key() {
    let layers = [("project", "posting: { company: Acme, remote: no }"), ("list", "posting: { remote: hybrid }")];
    let job = job(1, "{ role: r, posting: { headcount: 3 } }", &layers, Some("posting: { company: Beta }"));
    let posting = job.posting(|_, _, _| None, &mut Vec::new()).unwrap();
    assert_eq!(posting.company.unwrap().first().unwrap().text, "Beta");
    assert_eq!((posting.remote.as_deref(), posting.headcount), (Some("hybrid"), Some(3)));
}

#[test]
fn names_come_from_the_template_and_the_format() {
    let one = job(1, "{ role: user-ops, level: senior, languages: [en, zh-CN], formats: [html, docx] }", &[], None);
    assert_eq!(
        planned(&[one]).0,
        [
            "user-ops-senior.en.html",
            "user-ops-senior.en.docx",
            "user-ops-senior.zh-CN.html",
            "user-ops-senior.zh-CN.docx"
        ]
    );
    let formats = "{ role: r, name: '{{ format }}/{{ role }}', formats: [html, docx-xml] }";
    assert_eq!(planned(&[job(1, formats, &[], None)]).0, ["html/r.html", "docx-xml/r.xml"]);
    let name = "{ role: r, id: x, name: '{{ role }}/{{ level or \"all\" }}-{{ number }}.{{ lang }}' }";
    assert_eq!(planned(&[job(7, name, &[], None)]).0, ["r/all-7.en.md"]);
}

#[test]
fn a_name_that_cannot_be_is_found_before_anything_is_written() {
    for (jobs, code) in [
        (["{ role: r }", "{ role: r }"], "name-shared"),
        (["{ role: r, id: Abc }", "{ role: r, id: abc }"], "name-case"),
        (["{ role: r, id: ab }", "{ role: r, id: \"a\\u200db\" }"], "name-case"),
        (
            ["{ role: r, id: a, name: 'straße.md/{{ id }}' }", "{ role: r, id: STRASSE, name: '{{ id }}' }"],
            "name-folder",
        ),
        (["{ role: r, id: a, name: '{{ id }}' }", "{ role: r, id: b, name: 'a.md/{{ id }}' }"], "name-folder"),
        (["{ role: r, name: '../{{ role }}' }", "{ role: s }"], "name-leaves"),
        (["{ role: r, name: '{{ role }}/{{ level }}' }", "{ role: s }"], "name-hidden"),
        (["{ role: r, name: index, formats: html }", "{ role: s }"], "name-shared"),
        (["{ role: r, name: '{{ rol }}' }", "{ role: s }"], "name-template"),
        (
            [
                "{ role: r, name: '{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}' }",
                "{ role: s }",
            ],
            "name-template",
        ),
    ] {
        let jobs: Vec<Job> = jobs.iter().zip(1..).map(|(own, number)| job(number, own, &[], None)).collect();
        assert_eq!(planned(&jobs).1, [code], "{jobs:?}");
    }
}

#[test]
fn an_explanation_names_what_each_setting_stands_over() {
    let layers = [("project", "languages: [zh-CN, en]"), ("matrix", "posting: { company: Acme }")];
    let job = job(3, "{ role: r, languages: en }", &layers, Some("posting: { company: Beta }"));
    let documents = plan(std::slice::from_ref(&job), &mut Names::new(&[]), |_| None, &mut Vec::new());
    let posting = job.posting_layers(|_, _, _| None, &mut Vec::new()).unwrap();
    insta::assert_snapshot!(explain(&job, &documents, &Below { posting: &posting, role: None, language: None }));
}

#[test]
fn an_explanation_tells_the_posting_that_the_document_has_and_the_files_that_it_comes_from() {
    let project = "{ posting-file: p.yaml, posting: { headcount: 1, company: { en: Acme }, pay: { min: 1, max: 2 } } }";
    let own = "{ role: r, posting: { company: Beta, pay: null } }";
    let job = job(1, own, &[("project", project)], Some("posting-file: q.yaml"));
    let read = |file: &str, _: &Span, _: &mut Vec<Diagnostic>| {
        Some(node(file, if file == "p.yaml" { "{ headcount: 7, hours: 40 }" } else { "headcount: 9" }))
    };
    let posting = job.posting_layers(read, &mut Vec::new()).unwrap();
    insta::assert_snapshot!(explain(&job, &[], &Below { posting: &posting, role: None, language: None }));
}
