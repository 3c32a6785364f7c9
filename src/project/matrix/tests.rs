//! What jobs a matrix makes, and what it says of names that it does not know.

use super::*;
use crate::source::Source;

fn node(name: &str, text: &str) -> Node {
    crate::yaml::parse(&Source::new(name, text.to_owned()), &mut Vec::new()).unwrap()
}

/// The jobs of a matrix with what the command line says for each, and the warnings; `below` are the settings below it.
fn expanded_with(text: &str, command: Option<&str>) -> (Vec<String>, Vec<String>) {
    let node_of = |text| Arc::new(node("--option", text));
    let (matrix, command, mut faults) = (node("m.yaml", text), command.map(node_of), Vec::new());
    let below = matrix.get("below").cloned();
    let below: Vec<&Node> = below.iter().collect();
    let jobs = expand(&matrix, &["a".to_owned(), "b".to_owned()], &below, command.as_ref(), &mut faults);
    let shown = |node: &Node| serde_json::to_string(node).unwrap().replace(['"', '{', '}'], "");
    let shown = |job: &Combination| match &job.command {
        Some(command) => format!("{} under {}", shown(&job.own), shown(command)),
        None => shown(&job.own),
    };
    let told = |fault: &Diagnostic| {
        format!("{} {} {:?}", fault.span.as_ref().unwrap(), fault.message, fault.help.first().unwrap())
    };
    (jobs.iter().map(shown).collect(), faults.iter().map(told).collect())
}

fn expanded(text: &str) -> Vec<String> {
    let (jobs, warnings) = expanded_with(text, None);
    assert_eq!(warnings, [] as [&str; 0]);
    jobs
}

#[test]
fn every_combination_is_a_job_but_those_left_out() {
    let jobs = expanded(
        "roles: all\nlevels: [none, senior]\nlanguages: [en, zh-CN]\nformats: [html, docx]\nexclude:\n  - { role: b, level: senior }\n  - { language: zh-CN, format: html }\n",
    );
    assert_eq!(
        jobs,
        [
            "role:a,level:null,languages:[en],formats:[html,docx]",
            "role:a,level:null,languages:[zh-CN],formats:[docx]",
            "role:a,level:senior,languages:[en],formats:[html,docx]",
            "role:a,level:senior,languages:[zh-CN],formats:[docx]",
            "role:b,level:null,languages:[en],formats:[html,docx]",
            "role:b,level:null,languages:[zh-CN],formats:[docx]",
        ]
    );
}

#[test]
fn what_a_matrix_does_not_say_is_left_to_the_settings() {
    assert_eq!(expanded("roles: [a, b]\nbelow: { languages: [en, zh-CN], level: senior }\n"), ["role:a", "role:b"]);
    let (jobs, _) = expanded_with("roles: [a]\n", Some("languages: [en, zh-CN]"));
    assert_eq!(jobs, ["role:a under languages:[en,zh-CN]"]);
}

#[test]
fn what_is_left_out_can_name_what_the_settings_below_say() {
    let below = "below: { languages: [en, zh-cn, zh-CN], formats: [html, docx], level: senior }\n";
    assert_eq!(
        expanded(&format!("roles: [a]\nexclude: {{ language: en, format: html }}\n{below}")),
        ["role:a,languages:[en],formats:[docx]", "role:a,languages:[zh-CN],formats:[html,docx]"]
    );
    assert!(expanded(&format!("roles: [a]\nexclude: {{ level: senior }}\n{below}")).is_empty());
    assert!(expanded("roles: [a]\nexclude: { level: none, format: markdown }\n").is_empty());
}

#[test]
fn a_combination_without_keys_takes_everything_away() {
    assert!(expanded("roles: [a]\nexclude: [{}]\n").is_empty());
}

#[test]
fn the_command_line_says_for_a_job_what_is_left_of_its_languages_and_formats() {
    let command = Some("{ name: n, languages: [en, zh-cn], formats: [html, text] }");
    let (jobs, warnings) = expanded_with(
        "roles: [a]\nlanguages: [zh-CN]\nexclude: { language: zh-CN, format: html }\nbelow: { formats: docx }\n",
        command,
    );
    assert_eq!(
        jobs,
        [
            "role:a,languages:[zh-CN] under name:n,languages:[en],formats:[html,text]",
            "role:a,languages:[zh-CN] under name:n,languages:[zh-CN],formats:[text]",
        ]
    );
    // `html` is said by the command line only, which is enough.
    assert_eq!(warnings, [] as [&str; 0]);
}

#[test]
fn a_name_left_out_that_no_job_has_is_a_warning_at_its_place_whatever_the_command_line_says() {
    let matrix = "roles: [tester]\nlevels: senior\nexclude:\n  - { role: [tester, testr] }\n  - { level: Senior }\n  - { language: [de, en] }\n";
    let told = [
        "m.yaml:4:22 `exclude` names the role `testr`, which no job of the matrix has \"did you mean `tester`?\"",
        "m.yaml:5:14 `exclude` names the level `Senior`, which no job of the matrix has \"did you mean `senior`?\"",
        "m.yaml:6:18 `exclude` names the language `de`, which no job of the matrix has",
    ];
    for (below, command) in [
        ("languages: [en, fr]\n", None),
        ("below: { languages: [fr, en] }\n", Some("languages: fr")),
        ("", Some("languages: [en]")),
    ] {
        let (_, warnings) = expanded_with(&format!("{matrix}{below}"), command);
        assert_eq!(warnings.len(), 3, "{warnings:?}");
        assert!(warnings.iter().zip(told).all(|(warning, told)| warning.starts_with(told)), "{warnings:?}");
    }
    let unset = expanded_with("roles: [a]\nexclude: { language: en }\n", None).1;
    assert!(unset[0].ends_with("\"set `languages`: without them each role is written in a language of its own\""));
}
