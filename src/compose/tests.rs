//! Composing, from the choice of sections to the language of each text.

use super::*;
use crate::characters::one_line;
use crate::diagnostic::Severity;
use crate::role::{self, MergedRole};
use crate::source::Source;

const KEEPER: &str = include_str!("../../tests/fixtures/roles/keeper.yaml");
const WRITER: &str = include_str!("../../tests/fixtures/roles/writer.yaml");

fn role(id: &str, text: &str, level: Option<&str>) -> RoleDefinition {
    let mut faults = Vec::new();
    let file = role::parse(id, &Source::new(format!("{id}.yaml"), text.to_owned()), &mut faults);
    let merged = MergedRole::new(id, Vec::new(), file.unwrap(), &mut faults);
    let role = merged.definition(level, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    role.unwrap()
}

/// What was asked for; `..ask()` leaves the rest as it is without options.
struct Ask<'a> {
    sections: Option<&'a str>,
    exclude: Option<&'a str>,
    level: Option<&'a str>,
    language: &'a str,
    strict: bool,
}

fn ask<'a>() -> Ask<'a> {
    Ask { sections: None, exclude: None, level: None, language: "zh-CN", strict: false }
}

fn sections(list: &str) -> Ask<'_> {
    Ask { sections: Some(list), ..ask() }
}

impl Ask<'_> {
    fn run(&self) -> (Option<JobDescription>, Vec<Diagnostic>) {
        let own = role("keeper", KEEPER, self.level);
        let selection = Selection::from_arguments(self.sections, self.exclude);
        let mut others = BTreeMap::from([("writer".to_owned(), role("writer", WRITER, None))]);
        others.retain(|id, _| selection.borrowed_roles("keeper").contains(id));
        let language = Language::parse(self.language).unwrap();
        let mut faults = Vec::new();
        let labels = Labels::parse(language.clone(), &Source::new("labels.yaml", "a: b\n"), &mut faults).unwrap();
        let request =
            Request { role: &own, others: &others, selection: &selection, posting: None, strict: self.strict };
        let job = Composer::new(&language, &labels).compose(&request, &mut faults);
        (job, faults)
    }

    #[track_caller]
    fn job(&self) -> JobDescription {
        let (job, faults) = self.run();
        assert!(faults.is_empty(), "{faults:?}");
        job.unwrap()
    }

    #[track_caller]
    fn fault(&self) -> Diagnostic {
        let (job, mut faults) = self.run();
        assert!(job.is_none());
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0)
    }
}

fn ids(job: &JobDescription) -> Vec<&str> {
    job.sections.iter().map(|section| section.id.as_str()).collect()
}

fn skills(skills: &[Arc<JobSkill>]) -> Vec<&str> {
    skills.iter().map(|skill| skill.id.as_str()).collect()
}

fn metrics(job: &JobDescription) -> Vec<&str> {
    job.metrics.iter().map(|metric| metric.id.as_str()).collect()
}

#[test]
fn sections_come_in_the_order_that_they_are_asked_for() {
    assert_eq!(ids(&sections("data,retention").job()), ["data", "retention"]);
    assert_eq!(ids(&sections("retention,data").job()), ["retention", "data"]);
}

#[test]
fn a_section_answers_to_its_id_titles_and_aliases_in_any_language_and_case() {
    for name in ["retention", "用户留存", "使用者留存", "Retention", "RETENTION", "留住", "keeping", " retention "]
    {
        assert_eq!(ids(&sections(name).job()), ["retention"], "{name}");
    }
}

#[test]
fn chinese_commas_part_a_list_like_a_comma() {
    for list in ["留住,数据分析", "留住，数据分析", "留住、数据分析", "留住， 数据分析，"] {
        assert_eq!(ids(&sections(list).job()), ["retention", "data"], "{list}");
    }
}

#[test]
fn without_a_choice_the_default_sections_are_taken() {
    assert_eq!(ids(&ask().job()), ["retention", "data"]);
}

#[test]
fn a_role_without_default_sections_gives_all_in_the_order_of_the_file() {
    let text = KEEPER.replace("default-sections: [retention, data]\n", "");
    let role = role("keeper", &text, None);
    let none = BTreeMap::new();
    let chosen = Selection::default().choose(&role, &none, &mut Vec::new());
    assert_eq!(chosen.iter().map(|one| one.id).collect::<Vec<_>>(), ["retention", "data", "praise"]);
}

#[test]
fn all_is_every_section_and_those_named_before_come_first() {
    assert_eq!(ids(&sections("all").job()), ["retention", "data", "praise"]);
    assert_eq!(ids(&sections("praise,ALL").job()), ["praise", "retention", "data"]);
    assert_eq!(ids(&sections("writer:all").job()), ["creation", "retention"]);
}

#[test]
fn excluding_takes_away_by_any_name() {
    for name in ["data", "数据分析", "praise,data", "praise，data"] {
        let job = Ask { exclude: Some(name), sections: Some("retention,data"), ..ask() }.job();
        assert_eq!(ids(&job), ["retention"], "{name}");
    }
    assert_eq!(ids(&Ask { exclude: Some("data"), ..ask() }.job()), ["retention"]);
}

#[test]
fn excluding_a_borrowed_section_leaves_the_role_s_own_of_the_same_name() {
    let choice = Some("retention,writer:retention,writer:creation");
    let job = Ask { sections: choice, exclude: Some("writer:retention"), ..ask() }.job();
    let kept: Vec<_> = job.sections.iter().map(|one| (one.from.as_deref(), one.id.as_str())).collect();
    assert_eq!(kept, [(None, "retention"), (Some("writer"), "creation")]);
}

#[test]
fn excluding_from_a_role_that_nothing_is_borrowed_from_leaves_the_role_s_own_and_is_an_error() {
    for name in ["writer:retention", "nope:data", "writer:all"] {
        let fault = Ask { exclude: Some(name), sections: Some("all"), ..ask() }.fault();
        assert_eq!(fault.code, "nothing-borrowed", "{name}");
    }
    let fault = Ask { exclude: Some("writr:creation"), sections: Some("data,writer:all"), ..ask() }.fault();
    assert_eq!(fault.help, ["did you mean `writer`?"]);
    let fault = Ask { exclude: Some("keper:data"), ..ask() }.fault();
    assert_eq!(fault.help, ["did you mean `keeper`?"]);
}

#[test]
fn excluding_all_takes_away_all_that_the_role_gave() {
    let all = |exclude| Ask { exclude: Some(exclude), sections: Some("data,writer:all"), ..ask() }.job();
    assert_eq!(ids(&all("writer:all")), ["data"]);
    assert_eq!(ids(&all("all")), ["creation", "retention"]);
    assert_eq!(ids(&all("keeper:ALL")), ["creation", "retention"]);
}

#[test]
fn a_borrowed_section_is_excluded_by_any_of_its_names_where_the_role_has_none_of_that_name() {
    let job = Ask { exclude: Some("CREATION"), sections: Some("data,writer:creation"), ..ask() }.job();
    assert_eq!(ids(&job), ["data"]);
}

#[test]
fn a_title_with_commas_or_a_colon_chooses_its_section() {
    let text = KEEPER.replace("en: Retention", "en: 'Sales, marketing, and care'").replace("留住", "留存：老用户");
    let (role, none) = (role("keeper", &text, None), BTreeMap::new());
    for (list, expected) in [
        ("Sales, marketing, and care", vec!["retention"]),
        ("data，sales, marketing, and care、praise", vec!["data", "retention", "praise"]),
        ("留存：老用户,praise", vec!["retention", "praise"]),
    ] {
        let mut faults = Vec::new();
        let selection = Selection::from_arguments(Some(list), None);
        assert!(selection.borrowed_roles("keeper").is_empty());
        let chosen: Vec<_> = selection.choose(&role, &none, &mut faults).iter().map(|one| one.id).collect();
        assert_eq!((chosen, faults.len()), (expected, 0), "{list}");
        let selection = Selection::from_arguments(Some("all"), Some(list));
        assert!(!selection.choose(&role, &none, &mut faults).iter().any(|one| one.id == "retention"), "{list}");
    }
}

#[test]
fn a_borrowed_section_brings_the_skills_and_metrics_that_it_names_and_no_others() {
    let job = sections("retention,writer:creation").job();
    assert_eq!(job.sections[1].from.as_deref(), Some("writer"));
    assert_eq!(job.sections[1].duties[0].text, "写文章");
    assert_eq!(skills(&job.required_skills), ["talking", "writing"]);
    assert_eq!(metrics(&job), ["churn", "readers"]);
    // The role's own skill of an id stays where a borrowed one has the same.
    let sql = job.preferred_skills.iter().find(|skill| skill.id == "sql").unwrap();
    assert_eq!(sql.name, "SQL");
}

#[test]
fn a_section_is_borrowed_by_title_and_with_a_full_width_colon() {
    for name in ["writer:creation", "writer：内容创作", "writer : 內容創作"] {
        assert_eq!(ids(&sections(name).job()), ["creation"], "{name}");
    }
    assert_eq!(sections("keeper:data").job().sections[0].from, None);
}

#[test]
fn the_roles_to_borrow_from_are_each_named_once() {
    let selection = Selection::from_arguments(Some("writer:a,keeper:b,writer：c,d"), None);
    assert_eq!(selection.borrowed_roles("keeper"), ["writer"]);
}

#[test]
fn a_skill_that_any_section_requires_is_no_longer_preferred() {
    let job = sections("retention").job();
    assert_eq!(skills(&job.required_skills), ["talking"]);
    assert_eq!(skills(&job.preferred_skills), ["drawing", "sql"]);
    let job = sections("retention,data").job();
    assert_eq!(skills(&job.required_skills), ["talking", "sql", "drawing"]);
    assert_eq!(skills(&job.preferred_skills), [""; 0]);
}

#[test]
fn metrics_come_once_each_in_order_of_first_use() {
    assert_eq!(metrics(&sections("retention,data").job()), ["churn", "reports"]);
    assert_eq!(metrics(&sections("data,retention").job()), ["reports", "churn"]);
}

#[test]
fn the_same_section_twice_is_taken_once_with_one_warning_however_often_it_is_named() {
    let (job, faults) = sections("retention,留住,data").run();
    assert_eq!(ids(&job.unwrap()), ["retention", "data"]);
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].code, faults[0].severity), ("section-twice", Severity::Warning));
    let (_, faults) = sections("retention,retention,retention").run();
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn sections_of_one_id_in_two_roles_are_two_sections() {
    assert_eq!(ids(&sections("retention,writer:retention").job()), ["retention", "retention"]);
}

#[test]
fn a_level_changes_the_title_adds_and_removes_duties() {
    let job = Ask { level: Some("senior"), language: "en", ..ask() }.job();
    assert_eq!((job.title.as_str(), job.level.as_deref()), ("Senior user operations", Some("senior")));
    let duties: Vec<_> = job.sections[0].duties.iter().map(|duty| duty.id.as_str()).collect();
    assert_eq!(duties, ["find-causes", "mentor"]);
    assert_eq!(ask().job().sections[0].duties.len(), 2);
}

#[test]
fn an_unknown_section_names_the_nearest_and_all_valid_ones() {
    let fault = sections("retentoin").fault();
    assert_eq!(fault.code, "unknown-section");
    assert_eq!(fault.help, ["did you mean `retention`?", "valid: `retention`, `data`, `praise`, `all`"]);
    let fault = sections("writer:creatoin").fault();
    assert!(fault.message.contains("`writer`"), "{}", fault.message);
}

#[test]
fn every_unknown_section_of_a_choice_is_reported() {
    let (job, faults) = Ask { sections: Some("x1,data,x2"), exclude: Some("x3"), ..ask() }.run();
    assert!(job.is_none());
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn a_choice_that_leaves_nothing_is_an_error() {
    assert_eq!(Ask { exclude: Some("retention,data"), ..ask() }.fault().code, "no-sections");
    assert_eq!(sections("").fault().code, "no-sections");
    assert_eq!(sections(" , ，").fault().code, "no-sections");
}

#[test]
fn a_text_falls_back_along_its_tag_and_the_document_counts_how_many_did() {
    let (job, faults) = Ask { language: "zh-HK", sections: Some("data"), ..ask() }.run();
    let job = job.unwrap();
    assert_eq!((job.language.as_str(), job.title.as_str()), ("zh-HK", "使用者營運"));
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].code, faults[0].severity), ("language-fallback", Severity::Warning));
    // Role 2, section 1, duty 1, qualification 1, skills 3, metrics 3, relation 1; the name `SQL` serves every language.
    assert_eq!(faults[0].message, "12 texts have no `zh-HK` and are shown in another language");
}

#[test]
fn british_english_is_served_by_english_without_a_warning() {
    let job = Ask { language: "en-GB", ..ask() }.job();
    assert_eq!((job.language.as_str(), job.title.as_str()), ("en-GB", "User operations"));
}

#[test]
fn a_single_text_that_lacks_the_language_is_shown_in_the_role_s_first() {
    let (job, faults) = Ask { language: "en", sections: Some("praise"), ..ask() }.run();
    assert_eq!(job.unwrap().sections[0].duties[0].text, "表扬用户");
    assert_eq!(faults[0].message, "1 text has no `en` and is shown in another language");
    assert_eq!(faults[0].span.as_ref().unwrap().text(), "表扬用户");
}

#[test]
fn strict_takes_a_missing_text_for_an_error_and_a_whole_document_for_none() {
    let fault = Ask { language: "en", sections: Some("praise"), strict: true, ..ask() }.fault();
    assert_eq!((fault.code, fault.severity), ("language-fallback", Severity::Error));
    Ask { language: "en", strict: true, ..ask() }.job();
}

#[test]
fn a_language_that_the_role_has_nothing_near_is_an_error() {
    let fault = Ask { language: "fr", ..ask() }.fault();
    assert_eq!(fault.code, "unknown-language");
    assert_eq!(fault.help, ["valid: `zh-CN`, `zh-TW`, `en`"]);
}

#[test]
fn a_language_that_only_other_texts_than_the_title_have_is_written_in_with_a_warning() {
    let text = "title: { zh-CN: 甲 }\nsummary: { zh-CN: 概, fr: s }\nsections: { a: { title: t, duties: { b: { de: d } } } }\n";
    let role = role("r", text, None);
    let known = |languages: Vec<&Language>| languages.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(known(role.languages()), ["zh-CN"]);
    assert_eq!(known(role.all_languages()), ["zh-CN", "fr", "de"]);
    for (tag, code, help) in
        [("fr", "language-fallback", None), ("ja", "unknown-language", Some("valid: `zh-CN`, `fr`, `de`"))]
    {
        let language = Language::parse(tag).unwrap();
        let labels = Labels::parse(language.clone(), &Source::new("labels.yaml", "a: b\n"), &mut Vec::new()).unwrap();
        let (others, selection, mut faults) = (BTreeMap::new(), Selection::default(), Vec::new());
        let request = Request { role: &role, others: &others, selection: &selection, posting: None, strict: false };
        let job = Composer::new(&language, &labels).compose(&request, &mut faults);
        assert_eq!(job.is_some(), help.is_none());
        assert_eq!((faults.len(), faults[0].code), (1, code));
        assert_eq!(faults[0].help.last().map(String::as_str), help);
    }
}

#[test]
fn a_title_for_all_languages_leaves_the_languages_to_the_other_texts() {
    let text =
        |summary| format!("title: SRE\nsummary: {summary}\nsections: {{ a: {{ title: t, duties: {{ b: d }} }} }}\n");
    let known = |role: &RoleDefinition| role.languages().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(known(&role("r", &text("{ zh-CN: 概, fr: s }"), None)), ["zh-CN", "fr"]);
    assert!(known(&role("r", &text("s"), None)).is_empty());
}

#[test]
fn lines_of_a_text_join_with_a_space_except_between_han_characters() {
    assert_eq!(one_line("Keep\nusers"), "Keep users");
    assert_eq!(one_line("留住\n用户"), "留住用户");
    assert_eq!(one_line("他说\n“好”——\n然后……\n去。said\n“yes” —\nthen"), "他说“好”——然后……去。said “yes” — then");
    assert_eq!(one_line("1. 寄作品集\n2. 面试，\nSQL"), "1. 寄作品集 2. 面试，SQL");
    assert_eq!(one_line("  a\t b\u{7}\u{202e} "), "a b");
}

#[test]
fn what_two_levels_say_alike_is_one_part_and_what_falls_back_is_said_for_each_document() {
    let (base, senior) = (role("keeper", KEEPER, None), role("keeper", KEEPER, Some("senior")));
    let language = Language::parse("en").unwrap();
    let labels = Labels::parse(language.clone(), &Source::new("labels.yaml", "a: b\n"), &mut Vec::new()).unwrap();
    let (others, selection) = (BTreeMap::new(), Selection::from_arguments(Some("all"), None));
    let mut composer = Composer::new(&language, &labels);
    let mut compose = |role| {
        let mut faults = Vec::new();
        let request = Request { role, others: &others, selection: &selection, posting: None, strict: false };
        let job = composer.compose(&request, &mut faults).unwrap();
        (job, faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>())
    };
    let ((one, said), (other, _), (again, said_again)) = (compose(&base), compose(&senior), compose(&base));
    let same = one.sections.iter().zip(&other.sections).filter(|(one, other)| Arc::ptr_eq(one, other)).count();
    assert!(same > 0);
    assert!(one.sections.iter().zip(&again.sections).all(|(one, again)| Arc::ptr_eq(one, again)));
    assert!(!said.is_empty());
    assert_eq!(said, said_again);
}

#[test]
fn a_text_that_falls_back_does_so_by_its_own_document_whatever_was_composed_before() {
    let text = |title: &str, duty: &str| {
        format!("title: {title}\nsummary: s\nsections: {{ a: {{ title: t, duties: {{ b: {duty} }} }} }}\n")
    };
    let (one, two) = (text("{ ja: j, en: e }", "d"), text("{ ko: k, en: e }", "d"));
    let (one, two) = (role("one", &one, None), role("two", &two, None));
    let lent = role("lent", &text("t", "{ ja: x, ko: y }"), None);
    let others = BTreeMap::from([("lent".to_owned(), lent)]);
    let language = Language::parse("en").unwrap();
    let labels = Labels::parse(language.clone(), &Source::new("labels.yaml", "a: b\n"), &mut Vec::new()).unwrap();
    let selection = Selection::from_arguments(Some("lent:a"), None);
    let mut composer = Composer::new(&language, &labels);
    let mut duty = |role| {
        let request = Request { role, others: &others, selection: &selection, posting: None, strict: false };
        composer.compose(&request, &mut Vec::new()).unwrap().sections[0].duties[0].text.clone()
    };
    assert_eq!([duty(&one), duty(&two), duty(&one)], ["x", "y", "x"]);
}
