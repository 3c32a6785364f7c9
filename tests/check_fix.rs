//! `opsjd check --fix`: what it changes is right, the rest stays as it was, and a second run finds nothing more to change.

#![allow(clippy::unwrap_used, reason = "a panic in a test is the failure that is wanted")]

use std::fs;

#[path = "check/run.rs"]
mod run;

use run::{folder, opsjd, text};

/// What `--fix` makes of a file.
fn fixed_by(name: &str, before: &str, arguments: &[&str]) -> String {
    let folder = folder(&[(name, before)]);
    opsjd(folder.path(), &[&["check", name, "--fix"], arguments].concat());
    fs::read_to_string(folder.path().join(name)).unwrap()
}

fn fixed(name: &str, before: &str) -> String {
    fixed_by(name, before, &["-j", "CN"])
}

#[test]
fn straight_quotes_are_paired_from_the_left_and_those_of_one_text_all_become_the_same() {
    for (before, after) in [
        (r#"熟悉"SQL"和"Python""#, "熟悉“SQL”和“Python”"),
        (r#"负责"Push"和"短信"渠道"#, "负责“Push”和“短信”渠道"),
        (r#"做到"工作生活平衡"。"#, "做到“工作生活平衡”。"),
        (r#"使用 27"显示器和 24"显示器"#, r#"使用 27"显示器和 24"显示器"#),
        (r#"使用 27" 显示器做"短视频"剪辑"#, r#"使用 27" 显示器做"短视频"剪辑"#),
        (r#"Say "hello" to "users""#, r#"Say "hello" to "users""#),
    ] {
        assert_eq!(fixed("a.md", &format!("# 运营\n\n- {before}\n")), format!("# 运营\n\n- {after}\n"));
    }
    let before = "# 營運\n\n- 熟悉\"SQL\"，負責“推播”和\"簡訊\"\n";
    assert_eq!(fixed("a.md", before), "# 營運\n\n- 熟悉「SQL」，負責「推播」和「簡訊」\n");
}

#[test]
fn addresses_placeholders_and_code_are_not_set_anew() {
    for kept in [
        "投递：https://jobs.example.com/招聘apply?岗位=运营ops",
        "见 www.example.com/招聘apply",
        "见 jobs.example.com/招聘apply",
        "简历发送至 运营ops@a.com",
        "输出{{指标name}}",
        "输出{指标name}的日报",
        "输出 ${指标name}",
        "运行 `查询sql, 导出csv`",
        "见“https://a.example.com/招聘apply”",
    ] {
        let markdown = format!("# 用户运营\n\n- {kept}\n");
        assert_eq!(fixed("a.md", &markdown), markdown);
        assert_eq!(fixed("a.txt", &markdown), markdown);
        let role = format!("extends: user-ops\nqualifications:\n  how: {{ zh-CN: '{kept}', en: Apply }}\n");
        let role =
            if kept.contains('{') { role.replace("{ zh-CN", "\n    zh-CN").replace(", en: Apply }", "") } else { role };
        assert_eq!(fixed("roles/a.yaml", &role), role);
    }
    assert_eq!(fixed("a.txt", "用户运营\n熟悉\"{{指标name}}\"。\n"), "用户运营\n熟悉“{{指标name}}”。\n");
}

#[test]
fn the_front_matter_of_markdown_is_read_and_not_changed() {
    let before =
        "---\ntitle: \"用户运营\"\ntags: [\"运营\", \"内容\"]\nnote: 限女性\n---\n\n# 用户运营\n\n- 熟悉SQL查询\n";
    assert_eq!(fixed("a.md", before), before.replace("悉SQL查", "悉 SQL 查"));
    let folder = folder(&[("a.md", before)]);
    let shown = text(&opsjd(folder.path(), &["check", "a.md", "-j", "CN"]).stdout);
    assert!(shown.contains("a.md:4:7") && shown.contains("gender-required"), "{shown}");
}

#[test]
fn preformatted_text_and_code_of_html_are_not_changed() {
    let before = "<h1>用户运营</h1><p>熟悉SQL查询和<code>运营ops</code></p><pre>查询sql,导出csv</pre><textarea>限女性,用Excel</textarea>";
    assert_eq!(fixed("a.html", before), before.replace("悉SQL查", "悉 SQL 查"));
    let folder = folder(&[("a.html", before)]);
    assert!(text(&opsjd(folder.path(), &["check", "a.html", "-j", "CN"]).stdout).contains("gender-required"));
}

#[test]
fn one_run_gives_the_end_state() {
    for (before, after) in [
        ("真好!!!", "真好！"),
        ("快来！！！", "快来！"),
        ("用A中B中C做", "用 A 中 B 中 C 做"),
        ("负责\"SQL查询\"和\"日报\" ，每周交付!!", "负责“SQL 查询”和“日报”，每周交付！"),
    ] {
        let once = fixed("a.md", &format!("# 运营\n\n- {before}\n"));
        assert_eq!(once, format!("# 运营\n\n- {after}\n"));
        assert_eq!(fixed("a.md", &once), once);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]
    #[test]
    fn a_second_run_changes_nothing(
        lines in proptest::collection::vec("(好|用户|SQL|a|7|\"|“|”|!|！|\\?|？|,|，|:|：|;|。| |@|`|\\{|\\}|https://a.com/|3%){0,14}", 1..40)
    ) {
        for name in ["a.txt", "a.md", "a.html"] {
            let before = format!("用户运营\n\n{}\n", lines.join("\n\n"));
            let once = fixed(name, &before);
            proptest::prop_assert_eq!(&fixed(name, &once), &once);
        }
    }
}

#[test]
fn an_edit_of_a_quoted_value_lands_where_the_finding_is_or_nowhere() {
    let role = |value: &str| format!("extends: user-ops\nqualifications:\n  a:\n    zh-CN: {value}\n");
    for (before, after) in [
        (r#""\u4f7f用SQL查询，使用SQL写报告""#, r#""\u4f7f用 SQL 查询，使用 SQL 写报告""#),
        (r#""带\u4e2d文,转义\n第二行,abc中文""#, r#""带\u4e2d文，转义\n第二行，abc 中文""#),
        ("'熟悉''SQL查询'''", "'熟悉''SQL 查询'''"),
        ("\"熟悉\\\"SQL\\\"查询\"", "\"熟悉\\\"SQL\\\"查询\""),
        ("|\n      熟悉SQL，\n      用Excel制表", "|\n      熟悉 SQL，\n      用 Excel 制表"),
        (">-\n      熟悉SQL，\n      用Excel制表", ">-\n      熟悉 SQL，\n      用 Excel 制表"),
    ] {
        assert_eq!(fixed("roles/a.yaml", &role(before)), role(after));
    }
}

#[test]
fn asking_where_nobody_can_be_asked_is_said_and_changes_only_what_is_safe() {
    let folder = folder(&[("a.md", "# Salesman\n\nSell.\n")]);
    let output = opsjd(folder.path(), &["check", "a.md", "--fix=ask", "-j", "UK"]);
    let said = text(&output.stderr);
    assert!(said.contains("no terminal"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "# Salesman\n\nSell.\n");
    let shown = text(&opsjd(folder.path(), &["check", "a.md", "-j", "UK"]).stdout);
    assert!(shown.contains("`Salesperson`"), "{shown}");
}
