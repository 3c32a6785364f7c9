//! How a comparison is written, over two small roles.

use super::*;
use crate::compare;
use crate::language::Language;
use crate::role::{MergedRole, RoleDefinition};
use crate::source::Source;

fn roles() -> Vec<RoleDefinition> {
    let text = "
focus: { zh-CN: 以用户为中心，提升满意度, en: Users and their satisfaction }
summary: { zh-CN: 维系产品与用户的关系，提升满意度 | 忠诚度, en: Runs the relationship with users }
skills: { sql: { name: { zh-CN: SQL 取数, en: SQL } }, writing: { name: { zh-CN: 文案写作, en: Writing } } }
sections:
  data: { title: { zh-CN: 数据分析, en: Data }, duties: { watch: { zh-CN: 每日查看核心指标看板，发现异常波动当天核实, en: Check the dashboard daily } }, prefers: [sql] }
";
    let role = |id: &str, own: &str| {
        let mut faults = Vec::new();
        let file = crate::role::parse(id, &Source::new(id.to_owned(), format!("{own}{text}")), &mut faults).unwrap();
        let role = MergedRole::new(id, Vec::new(), file, &mut faults).definition(None, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        role.unwrap()
    };
    vec![
        role("user-ops", "title: { zh-CN: 用户运营, en: User Operations }\nrequires: [writing]"),
        role("data-ops", "title: { zh-CN: 数据运营, en: Data Operations }\nrequires: [sql]"),
    ]
}

fn written(format: Format, language: &str, width: usize, parts: &[Part]) -> String {
    let comparison = compare::compare(&roles(), &Language::parse(language).unwrap());
    let templates = Templates::new(crate::catalog::shipped_templates(), std::collections::BTreeMap::new());
    write(&comparison, &Style { format, parts, width, colored: false }, &templates).unwrap()
}

#[test]
fn no_line_of_the_table_is_wider_than_the_terminal() {
    for language in ["zh-CN", "en"] {
        for width in [40, 57, 80, 100, 200] {
            for line in written(Format::Table, language, width, &[]).lines() {
                assert!(console::measure_text_width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn columns_begin_at_one_place_under_wide_characters() {
    let table = written(Format::Table, "zh-CN", 80, &[Part::Skills]);
    let places: Vec<usize> = table
        .lines()
        .filter_map(|line| line.rfind("必备").max(line.rfind("—")).map(|at| console::measure_text_width(&line[..at])))
        .collect();
    assert_eq!(places, [46, 46], "{table}");
}

#[test]
fn a_narrow_terminal_gets_one_role_below_the_other() {
    let table = written(Format::Table, "en", 40, &[Part::Definition]);
    assert!(table.contains("\n  User Operations (user-ops): Runs the"), "{table}");
}

#[test]
fn markdown_escapes_what_would_end_a_cell() {
    assert!(written(Format::Markdown, "zh-CN", 80, &[]).contains("满意度 \\| 忠诚度"));
}

#[test]
fn parts_choose_what_is_written() {
    let text = written(Format::Markdown, "en", 80, &[Part::Summary]);
    assert!(text.contains("## In short") && !text.contains("## Skills"), "{text}");
    assert!(text.contains("**Must-have skills of the whole role**: Writing"), "{text}");
}

#[test]
fn json_has_its_version_and_needs_as_words() {
    let value: serde_json::Value = serde_json::from_str(&written(Format::Json, "en", 80, &[])).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["skills"][0]["cells"], serde_json::json!(["required", null]));
    assert_eq!(value["skills"][1]["cells"], serde_json::json!(["preferred", "required"]));
}

#[test]
fn every_line_of_csv_has_a_field_for_each_role() {
    let text = written(Format::Csv, "en", 80, &[Part::Skills]);
    assert_eq!(
        text,
        "part,group,id,shared,user-ops,data-ops\r\nskill,role,Writing,one,must,\r\nskill,role,SQL,one,nice to have,must\r\n"
    );
}
