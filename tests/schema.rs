//! The JSON Schemas and the parser agree: what ships is accepted by both, what is broken is refused by both.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, ROLE};
use serde_json::{Value as Json, json};

fn schema(kind: &str) -> jsonschema::Validator {
    let schema: Json = serde_json::from_str(Project::with(&[]).run(&format!("schema {kind}")).done().text()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A YAML file as an editor hands it to a schema: with its numbers and booleans (YAML 1.2 core schema).
fn as_json(text: &str) -> Json {
    fn value(node: &opsjd::yaml::Node) -> Json {
        use opsjd::yaml::Value;
        match &node.value {
            Value::Null => Json::Null,
            Value::List(list) => list.iter().map(value).collect(),
            Value::Map(map) => {
                Json::Object(map.iter().map(|(key, entry)| (key.to_string(), value(&entry.node))).collect())
            }
            Value::Text(text) if node.span.text() != *text => json!(text),
            Value::Text(text) => serde_json::from_str::<Json>(text)
                .ok()
                .filter(|it| !it.is_object() && !it.is_array())
                .unwrap_or(json!(text)),
        }
    }
    let source = opsjd::source::Source::new("file.yaml", text.to_owned());
    value(&opsjd::yaml::parse(&source, &mut Vec::new()).unwrap())
}

#[track_caller]
fn accepted(schema: &jsonschema::Validator, name: &str, text: &str) {
    let instance = as_json(text);
    let faults: Vec<String> =
        schema.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
}

#[test]
fn every_shipped_role_and_base_is_accepted() {
    let (roles, bases) = (schema("role"), schema("base"));
    for file in opsjd::catalog::shipped_roles() {
        accepted(if file.name.starts_with('_') { &bases } else { &roles }, file.name, file.text);
    }
}

#[test]
fn a_new_role_and_the_fixtures_are_accepted() {
    let project = Project::with(&[]);
    project.run("new growth-ops").done();
    project.run("new my-ops --from user-ops").done();
    let roles = schema("role");
    accepted(&roles, "new", &project.read("roles/growth-ops.yaml"));
    accepted(&roles, "new --from", &project.read("roles/my-ops.yaml"));
    accepted(&roles, "keeper", include_str!("fixtures/roles/keeper.yaml"));
    accepted(&roles, "writer", include_str!("fixtures/roles/writer.yaml"));
    accepted(&schema("posting"), "posting", include_str!("fixtures/posting.yaml"));
    accepted(&schema("project"), "opsjd.yaml", "languages: [zh-CN, en]\n");
    let written: Json = serde_json::from_str(&project.read("roles/role.schema.json")).unwrap();
    let printed: Json = serde_json::from_str(project.run("schema role").done().text()).unwrap();
    assert_eq!(written, printed, "the file beside the roles is the schema that is printed");
}

const SECTION: &str = "sections: { a: { title: t, duties: { d: e } } }\n";

/// Broken role files: what to put after the head, and what is wrong with it.
const BROKEN_ROLES: &[(&str, &str)] = &[
    ("an unknown key", "colour: red\n"),
    ("an unknown key in a section", "sections: { a: { title: t, duty: { d: e }, duties: { d: e } } }\n"),
    ("an unknown key in a skill", "skills: { s: { name: n, level: 3 } }\n"),
    ("a skill without a name", "skills: { s: { detail: d } }\n"),
    ("a metric without a name", "metrics: { m: { definition: d } }\n"),
    ("a section without a title", "sections: { a: { duties: { d: e } } }\n"),
    ("a section without duties", "sections: { a: { title: t } }\n"),
    ("a list for a text", "focus: [a]\n"),
    ("a map of no language for a text", "focus: { colour: red }\n"),
    ("an empty map for a text", "focus: {}\n"),
    ("an empty text", "focus: ''\n"),
    ("a text of spaces", "focus: '  '\n"),
    ("an empty text in a language", "focus: { en: '' }\n"),
    ("null for a text", "focus: null\n"),
    ("null for a text in a language", "focus: { en: null }\n"),
    ("a text for a list", "requires: sql\n"),
    ("a list for a map", "skills: [sql]\n"),
    ("a list for sections", "sections: [a]\n"),
    ("a key that is not kebab-case", "skills: { My_Skill: { name: n } }\n"),
    ("a key in Chinese", "skills: { 技能: { name: n } }\n"),
    ("a name that is not kebab-case", "default-sections: [Data Analysis]\n"),
    ("a language tag in the wrong case", "focus: { zh-cn: x }\n"),
    ("a language tag with an underscore", "focus: { zh_CN: x }\n"),
    ("a language tag of a word", "focus: { chinese: x }\n"),
    (
        "a key of more than 64 letters",
        "skills: { aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: { name: n } }\n",
    ),
    ("an empty section", "sections: { a: null }\n"),
    ("a text for a section", "sections: { a: b }\n"),
    ("a level that is a text", "levels: { senior: high }\n"),
    ("an unknown key in a level", "levels: { senior: { colour: red } }\n"),
    ("a list in a list", "requires: [[a]]\n"),
    ("a list for a duty", "sections: { a: { title: t, duties: { d: [e] } } }\n"),
];

/// What only the parser can see, because it lies between two places of the file or in how it is written.
const ONLY_THE_PARSER: &[(&str, &str)] = &[
    ("a dangling skill", "requires: [nothing]\n"),
    ("a dangling section", "default-sections: [nothing]\n"),
    ("a skill both required and preferred", "skills: { s: { name: n } }\nrequires: [s]\nprefers: [s]\n"),
    (
        "two sections of one title",
        "sections: { a: { title: t, duties: { d: e } }, b: { title: t, duties: { d: e } } }\n",
    ),
    ("a duplicate key", "focus: a\nfocus: b\n"),
    ("a section whose duties are empty", "sections: { a: { title: t, duties: {} } }\n"),
];

fn broken_role(rest: &str) -> String {
    let sections = if rest.contains("sections: {") || rest.contains("sections: [a]") && !rest.contains("default-") {
        ""
    } else {
        SECTION
    };
    format!("title: t\nsummary: s\n{rest}{sections}")
}

fn parser_refuses(text: &str) -> bool {
    let run = Project::with(&[("roles/r.yaml", text)]).run("generate r --lang en");
    run.code == Some(2)
}

#[test]
fn what_the_parser_refuses_the_schema_refuses_too() {
    let roles = schema("role");
    assert!(!parser_refuses(&broken_role("focus: f\n")) && roles.is_valid(&as_json(&broken_role("focus: f\n"))));
    let mut faults = Vec::new();
    for (what, rest) in BROKEN_ROLES {
        let text = broken_role(rest);
        if !parser_refuses(&text) {
            faults.push(format!("the parser takes {what}"));
        }
        if roles.is_valid(&as_json(&text)) {
            faults.push(format!("the schema takes {what}"));
        }
    }
    for missing in ["title", "summary", "sections"] {
        let text: String =
            broken_role("").lines().filter(|line| !line.starts_with(missing)).map(|line| format!("{line}\n")).collect();
        assert!(parser_refuses(&text) && !roles.is_valid(&as_json(&text)), "a role without {missing}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_only_the_parser_can_see_the_schema_takes() {
    let roles = schema("role");
    for (what, rest) in ONLY_THE_PARSER {
        let text = broken_role(rest);
        assert!(parser_refuses(&text), "the parser takes {what}");
        assert!(roles.is_valid(&as_json(&text)), "the schema sees {what}: it belongs into the other table");
    }
}

#[test]
fn a_posting_is_refused_by_both() {
    let postings = schema("posting");
    let mut faults = Vec::new();
    for text in [
        "salary: 1\n",
        "headcount: 0\n",
        "headcount: 1.5\n",
        "headcount: many\n",
        "headcount: 100001\n",
        "remote: sometimes\n",
        "employment-type: fulltime\n",
        "employment-type: [full-time, x]\n",
        "pay: 100\n",
        "pay: { min: -1, currency: CNY }\n",
        "pay: { min: 12k, currency: CNY }\n",
        "pay: { min: 1, currency: RMB¥ }\n",
        "pay: { min: 1, currency: cny }\n",
        "pay: { min: 1, currency: CNY, period: fortnight }\n",
        "pay: { min: 1, currency: CNY, months: 11 }\n",
        "posted: 2026-13-01\n",
        "posted: 2026-02-30\n",
        "posted: 0000-01-01\n",
        "pay: { min: .inf, currency: CNY }\n",
        "pay: { min: 15_000, currency: CNY }\n",
        "pay: { min: '1.', currency: CNY }\n",
        "pay: { min: '00010000', currency: CNY }\n",
        "pay: { min: 1000000000000000, currency: CNY }\n",
        "headcount: 'two'\n",
        "apply: { url: 'https://.' }\n",
        "apply: { url: 'https://a..b/' }\n",
        "apply: { url: 'https://[::1' }\n",
        "apply: { url: 'https://a:99999/' }\n",
        "apply: { url: 'https://u:p@h/' }\n",
        "posted: soon\n",
        "posted: 22/11/2026\n",
        "company-url: 'javascript:alert(1)'\n",
        "company-url: example.com\n",
        "company-url: 'https://a b'\n",
        "company-url: 'https://a\"b'\n",
        "company-url: 'https://a<b'\n",
        "apply: { email: nobody }\n",
        "apply: { email: 'a b@example.com' }\n",
        "apply: { email: '<a>@example.com' }\n",
        "apply: { phone: 1 }\n",
        "location: { town: x }\n",
        "location: { city: x, country: China }\n",
        "location: [[x]]\n",
        "company: null\n",
        "company: ''\n",
        "benefits: { a: b }\n",
        "applicant-countries: [cn]\n",
        "identifier: ''\n",
        "identifier: [a]\n",
    ] {
        let project = Project::with(&[("roles/r.yaml", ROLE), ("p.yaml", text)]);
        if project.run("generate r --lang en --posting p.yaml").code != Some(2) {
            faults.push(format!("the parser takes {text}"));
        }
        if postings.is_valid(&as_json(text)) {
            faults.push(format!("the schema takes {text}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join(""));
}

#[test]
fn a_posting_that_the_parser_takes_the_schema_takes() {
    let postings = schema("posting");
    for text in [
        "company: 甲公司\n",
        "location: 上海\n",
        "location: [上海, { city: 台北, country: TW }]\n",
        "employment-type: full-time\n",
        "pay: { min: 12000.5, max: 20000, currency: CNY }\n",
        "identifier: 42\n",
        "posted: 2024-02-29\n",
        "company-url: HTTPS://例子.中国/招聘?a=1&b=2#c\n",
        "apply: { email: 招聘@例子.中国 }\n",
        "company-url: 'http://localhost:8080?a@b'\n",
        "company-url: 'https://[::1]:65535/'\n",
        "headcount: \"2\"\n",
        "pay: { min: '12000.50', currency: CNY }\n",
        "company: 360\n",
        "benefits: 五险一金\n",
        "remote: no\n",
        "location: { city: 上海, postal-code: 200000 }\n",
    ] {
        let project = Project::with(&[("roles/r.yaml", ROLE), ("p.yaml", text)]);
        project.run("generate r --lang en --posting p.yaml").done();
        accepted(&postings, text, text);
    }
}

#[test]
fn every_key_of_a_schema_is_described_in_english_and_chinese() {
    fn walk(schema: &Json, faults: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
            for (name, property) in properties {
                let words = property["description"].as_str().unwrap_or_default();
                let chinese = words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                if !chinese || !words.contains("\n\n") {
                    faults.push(name.clone());
                }
            }
        }
        match schema {
            Json::Object(map) => map.values().for_each(|value| walk(value, faults)),
            Json::Array(list) => list.iter().for_each(|value| walk(value, faults)),
            _ => {}
        }
    }
    for kind in ["role", "base", "posting", "project"] {
        let schema: Json =
            serde_json::from_str(Project::with(&[]).run(&format!("schema {kind}")).done().text()).unwrap();
        let mut faults = Vec::new();
        walk(&schema, &mut faults);
        assert!(faults.is_empty(), "{kind}: {faults:?}");
    }
}
