//! Every error that a person can make, with the whole of what is answered. After a wanted change of a message:
//! `INSTA_UPDATE=always cargo test --test errors`, then read the changed files under `tests/snapshots`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use project::{Project, ROLE};

/// The answer to `line` in a project of these files, which must be a failure that prints no product.
#[track_caller]
fn answer(files: &[(&str, &str)], line: &str) -> String {
    let project = Project::with(files);
    let report = project.run(line).failed().report();
    assert!(!report.contains(&project.root().display().to_string()), "{report}");
    report
}

macro_rules! errors {
    ($($name:ident: [$($file:expr => $text:expr),* $(,)?] $line:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(answer(&[$(($file, &$text)),*], $line));
        }
    )*};
}

const HEAD: &str = "title: 用户运营\nsummary: 让用户留下来\n";

fn with_head(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

errors! {
    bad_indentation_is_shown_at_the_line_that_does_not_fit: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n   duties:\n      one: 做事\n")] "generate r";
    a_tab_in_the_indentation_is_shown: ["roles/r.yaml" => with_head("sections:\n\tkeep:\n    title: 留存\n")] "generate r";
    a_full_width_space_in_the_indentation_is_shown: ["roles/r.yaml" => with_head("sections:\n　keep:\n    title: 留存\n")] "generate r";
    a_full_width_space_deeper_in_the_indentation_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep:\n  　title: 留存\n    duties: { one: 做事 }\n")] "generate r";
    a_colon_and_space_in_a_chinese_text_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    duties:\n      one: 目标: 找到流失原因\n")] "generate r";
    a_colon_and_space_in_a_chinese_text_in_braces_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    duties:\n      one: { zh-CN: 目标: 找到原因, en: Find causes }\n")] "generate r";
    a_full_width_colon_after_a_key_is_shown_where_it_stands: ["roles/r.yaml" => "title： 用户运营\nsummary: 让用户留下来\n"] "generate r";
    a_full_width_colon_after_a_key_of_a_section_is_shown_where_it_stands: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title： 留存\n    duties: { one: 做事 }\n")] "generate r";
    a_full_width_colon_after_a_key_in_braces_is_shown: ["roles/r.yaml" => "title: { zh-CN： 用户运营, en: User operations }\nsummary: 概述\nsections: { keep: { title: 留存, duties: { one: 做事 } } }\n"] "generate r";
    a_full_width_colon_after_a_key_before_braces_is_shown: ["roles/r.yaml" => "title: { zh-CN: 用户运营, en: User operations }\nsummary: 概述\nsections： { keep: { title: 留存, duties: { one: 做事 } } }\n"] "generate r";
    a_colon_without_a_space_is_shown_where_it_stands: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    duties:\n      one:做事\n      two: 做别的事\n")] "generate r";
    a_last_colon_without_a_space_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    duties:\n      one:做事\n")] "generate r";
    a_byte_order_mark_takes_no_column: ["roles/r.yaml" => "\u{feff}summery: 概述\n"] "generate r";
    a_brace_that_is_not_closed_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep: { title: 留存, duties: { one: 做事 }\n")] "generate r";
    a_quote_that_is_not_closed_is_shown: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: \"留存\n    duties: { one: 做事 }\n")] "generate r";
    an_unknown_key_gets_the_nearest_valid_one: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    dutys: { one: 做事 }\n    duties: { one: 做事 }\n")] "generate r";
    a_value_of_the_wrong_type_says_what_is_taken: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: [留存]\n    duties: 做事\n")] "generate r";
    a_duplicate_key_shows_both_places: ["roles/r.yaml" => with_head("sections:\n  keep:\n    title: 留存\n    duties:\n      one: 做事\n      one: 做别的事\n")] "generate r";
    a_missing_field_is_named_with_what_it_is_for: ["roles/r.yaml" => "title: 用户运营\nsections:\n  keep:\n    title: 留存\n    duties: { one: 做事 }\n"] "generate r";
    a_missing_field_of_a_section_is_shown_there: ["roles/r.yaml" => with_head("sections:\n  keep:\n    duties: { one: 做事 }\n")] "generate r";
    a_dangling_skill_metric_and_section_are_all_shown: ["roles/r.yaml" => with_head("default-sections: [keap]\nskills: { sql: { name: SQL } }\nmetrics: { churn: { name: 流失率 } }\nsections:\n  keep:\n    title: 留存\n    requires: [sqll]\n    metrics: [chrun]\n    duties: { one: 做事 }\n")] "generate r";
    two_faults_in_one_file_are_both_shown: ["roles/r.yaml" => "title: 用户运营\nsumary: 让用户留下来\nsections:\n  keep:\n    title: 留存\n    duties: { one: [] }\n"] "generate r";
    faults_on_the_command_line_and_in_the_file_are_shown_together: ["roles/r.yaml" => "title: 用户运营\nsumary: 概述\n"] "generate r --format pfd --set salery=1 --lang 中文";
    a_key_that_is_not_kebab_case_is_shown: ["roles/r.yaml" => with_head("sections:\n  Keep_All:\n    title: 留存\n    duties: { one: 做事 }\n")] "generate r";
    a_language_tag_in_the_wrong_case_is_shown: ["roles/r.yaml" => "title: { zh-cn: 用户运营, chinese: 用户 }\nsummary: 概述\nsections: { keep: { title: 留存, duties: { one: 做事 } } }\n"] "generate r";
    an_empty_text_is_shown: ["roles/r.yaml" => "title: ' '\nsummary: 概述\nsections: { keep: { title: 留存, duties: { one: 做事 } } }\n"] "generate r";
    a_section_without_duties_is_shown: ["roles/r.yaml" => with_head("sections: { keep: { title: 留存, duties: {} } }\n")] "generate r";
    two_sections_of_one_name_are_shown: ["roles/r.yaml" => with_head("sections:\n  keep: { title: 留存, duties: { one: 做事 } }\n  hold: { title: 维系, aliases: [留存], duties: { one: 做事 } }\n")] "generate r";
    a_skill_both_required_and_preferred_is_shown: ["roles/r.yaml" => with_head("skills: { sql: { name: SQL } }\nsections: { keep: { title: 留存, requires: [sql], prefers: [sql], duties: { one: 做事 } } }\n")] "generate r";
    an_empty_role_file_says_what_it_lacks: ["roles/r.yaml" => ""] "generate r";
    a_second_document_is_shown: ["roles/r.yaml" => "title: a\n---\ntitle: b\n"] "generate r";
    an_unknown_role_gets_the_nearest: ["roles/r.yaml" => ROLE] "generate user-opps";
    a_role_file_whose_name_is_no_id_is_named: ["roles/Growth_Ops.yaml" => ROLE] "compare Growth_Ops growth-ops";
    an_unknown_extended_role_is_shown_where_it_is_named: ["roles/r.yaml" => "extends: [_comon]\n"] "generate r";
    a_base_is_no_role_to_generate: [] "generate _common -o c.docx";
    a_base_is_no_role_to_show: [] "show _common";
    a_base_is_no_role_to_list: [] "list _common";
    a_base_is_no_role_to_compare: [] "compare _common user-ops";
    a_base_is_no_role_to_borrow_from: [] "generate user-ops -s _common:collaboration";
    a_base_of_the_project_is_no_role: ["roles/_own.yaml" => "skills: { own: { name: Own } }\n"] "generate _own";
    a_base_is_no_role_to_build: ["opsjd.yaml" => "jobs: [{ id: one, role: _common }, { id: two, role: user-ops, sections: _common:collaboration }]\noutput: out\n"] "build";
    a_section_to_exclude_of_a_role_that_nothing_is_borrowed_from_is_an_error: ["roles/r.yaml" => ROLE] "generate r -s all -x content-ops:data,nope:retention";
    an_unknown_section_gets_the_nearest: ["roles/r.yaml" => ROLE] "generate r --sections retentoin,用户留";
    an_unknown_section_to_exclude_is_an_error: ["roles/r.yaml" => ROLE] "generate r --exclude dat";
    an_unknown_role_to_borrow_from_is_an_error: ["roles/r.yaml" => ROLE] "generate r --sections contnt-ops:creation";
    an_unknown_level_is_an_error: ["roles/r.yaml" => format!("{ROLE}levels:\n  senior: {{ title: 高级用户运营 }}\n")] "generate r --level seniour";
    a_level_where_there_is_none_is_an_error: ["roles/r.yaml" => ROLE] "generate r --level senior";
    an_unknown_language_lists_those_of_the_role: ["roles/r.yaml" => ROLE] "generate r --lang fr";
    a_language_that_is_no_tag_is_an_error: ["roles/r.yaml" => ROLE] "generate r --lang ../en";
    an_unknown_format_gets_the_nearest: ["roles/r.yaml" => ROLE] "generate r --format makdown";
    an_unknown_set_key_gets_the_nearest: ["roles/r.yaml" => ROLE] "generate r --set compnay=Acme";
    a_set_without_a_value_is_an_error: ["roles/r.yaml" => ROLE] "generate r --set company";
    a_set_of_the_wrong_type_is_shown: ["roles/r.yaml" => ROLE] "generate r --set headcount=many --set pay.min=12k";
    an_unknown_key_of_a_posting_gets_the_nearest: ["roles/r.yaml" => ROLE, "p.yaml" => "company: 甲公司\npay: { mim: 1 }\n"] "generate r --posting p.yaml";
    pay_from_much_to_little_is_shown: ["roles/r.yaml" => ROLE, "p.yaml" => "pay: { min: 30000, max: 20000, currency: CNY }\n"] "generate r --posting p.yaml";
    removing_what_is_not_there_is_an_error: ["roles/r.yaml" => ROLE, "roles/s.yaml" => "extends: r\nsections:\n  retention:\n    duties:\n      find-cause: null\n"] "generate s";
    removing_in_a_level_what_is_not_there_is_an_error: ["roles/r.yaml" => format!("{ROLE}levels:\n  senior: {{ sections: {{ retnetion: null }} }}\n")] "generate r --level senior";
    null_in_a_role_that_extends_nothing_is_an_error: ["roles/r.yaml" => with_head("sections: { keep: { title: 留存, duties: { one: null } } }\n")] "generate r";
    a_cycle_is_shown_as_a_whole: ["roles/a.yaml" => "extends: b\n", "roles/b.yaml" => "extends: [_c]\n", "roles/_c.yaml" => "extends: a\n"] "generate a";
    a_role_that_extends_itself_without_a_shipped_one_is_an_error: ["roles/mine.yaml" => "extends: mine\n"] "generate mine";
    a_choice_that_leaves_nothing_is_an_error: ["roles/r.yaml" => ROLE] "generate r --exclude retention";
    an_empty_choice_is_an_error: ["roles/r.yaml" => ROLE] "generate r --sections ,";
    an_undefined_name_in_a_template_is_shown_in_its_file: ["roles/r.yaml" => ROLE, "templates/markdown/job.md.j2" => "# {{ job.title }}\n\n岗位概述：{{ job.sumary }}\n"] "generate r --lang en";
    a_template_of_a_part_that_asks_for_the_job_is_told_what_it_sees: ["roles/r.yaml" => ROLE, "templates/markdown/skill.md.j2" => "- {{ skill.name }} for {{ job.title }}\n"] "generate r --lang en";
    labels_that_are_a_list_are_an_error: ["roles/r.yaml" => ROLE, "templates/labels/en.yaml" => "- overview: About\n"] "generate r --lang en";
    labels_that_are_a_bare_text_are_an_error: ["roles/r.yaml" => ROLE, "templates/labels/en.yaml" => "Overview\n"] "generate r --lang en";
    a_template_that_is_no_template_is_shown_in_its_file: ["roles/r.yaml" => ROLE, "templates/markdown/job.md.j2" => "# {{ job.title }}\n{% for section in job.sections %}\n- 职责 {{ section.title }\n{% endfor %}\n"] "generate r --lang en";
    a_template_that_includes_what_is_not_there_is_shown: ["roles/r.yaml" => ROLE, "templates/markdown/job.md.j2" => "{% include 'markdown/haed.md.j2' %}\n"] "generate r --lang en";
    an_unknown_filter_in_a_template_is_shown: ["roles/r.yaml" => ROLE, "templates/markdown/job.md.j2" => "{{ job.title|uper }}\n"] "generate r --lang en";
    a_missing_posting_is_an_error: ["roles/r.yaml" => ROLE] "generate r --posting posting.yaml";
    a_missing_role_file_is_an_error: ["roles/r.yaml" => ROLE] "generate roles/q.yaml";
    a_missing_roles_folder_is_an_error: ["roles/r.yaml" => ROLE] "generate r --roles nowhere";
    a_missing_templates_folder_is_an_error: ["roles/r.yaml" => ROLE] "generate r --templates nowhere";
    a_folder_that_cannot_be_written_is_an_error: ["roles/r.yaml" => ROLE, "out" => "a file"] "generate r --lang en --format html,text -o out/";
    a_folder_where_a_file_should_be_is_an_error: ["roles/r.yaml" => ROLE, "out/inner/x" => ""] "generate r --lang en --format html -o out/inner/x/y.html";
    a_reference_document_that_is_no_word_file_is_an_error: ["roles/r.yaml" => ROLE, "company.docx" => "not a Word file"] "generate r --format docx --lang en -o r.docx --reference-doc company.docx";
    a_missing_reference_document_is_an_error: ["roles/r.yaml" => ROLE] "generate r --format docx --lang en -o r.docx --reference-doc company.docx";
    several_formats_without_a_folder_are_an_error: ["roles/r.yaml" => ROLE] "generate r --lang en --format html,text";
    strict_makes_a_missing_language_an_error: ["roles/r.yaml" => ROLE.replace(", en: Find out why users leave", "")] "generate r --lang en --strict";
    a_broken_opsjd_yaml_is_an_error: ["roles/r.yaml" => ROLE, "opsjd.yaml" => "langauges: [zh-CN]\n"] "generate r";
    an_alias_that_names_nothing_is_shown: ["roles/r.yaml" => with_head("sections: *all\n")] "generate r";
    a_new_role_of_a_bad_name_is_an_error: [] "new ../Growth_Ops";
    an_unknown_file_to_eject_gets_the_nearest: [] "eject templates htm";
}

#[test]
fn a_file_that_is_not_utf8_says_in_which_line() {
    let project = Project::with(&[]);
    // GB 18030, as an old editor on a Chinese Windows saves it.
    project.write("roles/r.yaml", b"title: User\nsummary: \xd3\xc3\xbb\xa7\n");
    insta::assert_snapshot!(project.run("generate r").failed().report());
}

#[test]
fn a_zip_file_that_is_no_word_file_is_no_reference_document() {
    use std::io::Write as _;
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"hello").unwrap();
    project.write("company.docx", &archive.finish().unwrap().into_inner());
    let run = project.run("generate r --format docx --lang en -o r.docx --reference-doc company.docx");
    insta::assert_snapshot!(run.failed().report());
    assert!(!project.path("r.docx").exists());
}

#[test]
fn an_output_that_cannot_be_made_leaves_the_old_file_as_it_was() {
    let project = Project::with(&[("roles/r.yaml", ROLE), ("r.md", "old")]);
    project.run("generate r --sections nothing -o r.md").failed();
    assert_eq!(project.read("r.md"), "old");
}
