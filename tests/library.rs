//! The shipped roles are complete, in every language and at every level. Each rule is a test; its message names file, line and text.

#[path = "library/corpus.rs"]
#[cfg(test)]
mod corpus;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corpus::{ByLanguage, LANGUAGES, LEVELS, data, definitions, files, is_han, name, roles, verdict, wordings};
use opsjd::glossary;
use opsjd::role::{RoleDefinition, is_base};
use opsjd::yaml::Node;

/// How alike two duties of one role may be, 0 to 1; see [`likeness`].
const MOST_ALIKE: f64 = 0.5;

#[test]
fn every_text_is_written_in_each_language_once() {
    let mut languages: BTreeMap<(String, String), Vec<corpus::Wording>> = BTreeMap::new();
    for wording in wordings() {
        languages.entry((wording.role.clone(), wording.path.join("."))).or_default().push(wording);
    }
    let mut faults = Vec::new();
    for texts in languages.values() {
        let mut own: Vec<&str> = texts.iter().map(|wording| wording.language.as_str()).collect();
        own.sort_unstable();
        if own != ["en", "zh-CN", "zh-TW"] {
            faults.push(texts[0].fault(&format!("it has the languages {own:?}")));
        }
        faults.extend(texts.iter().filter(|text| text.text.trim().is_empty()).map(|text| text.fault("it is empty")));
    }
    verdict(&faults);
}

#[test]
fn no_text_is_in_the_wrong_script() {
    let simplified: BTreeSet<char> =
        include_str!("library/simplified-only.txt").chars().filter(|c| is_han(*c)).collect();
    let traditional: BTreeSet<char> =
        include_str!("library/traditional-only.txt").chars().filter(|c| is_han(*c)).collect();
    assert!(simplified.contains(&'运') && traditional.contains(&'運') && !simplified.contains(&'台'));
    let mut faults = Vec::new();
    for wording in wordings() {
        let wrong: String = wording
            .text
            .chars()
            .filter(|c| match wording.language.as_str() {
                "zh-CN" => traditional.contains(c),
                "zh-TW" => simplified.contains(c),
                _ => is_han(*c),
            })
            .collect();
        if !wrong.is_empty() {
            faults.push(wording.fault(&format!("`{wrong}` is not of {}", wording.language)));
        }
        let han = wording.text.chars().any(is_han);
        // A title such as `SQL` or `NPS` stands in every language.
        if wording.language != "en" && !han && wording.kind() != "name" {
            faults.push(wording.fault(&format!("it holds no Chinese, in {}", wording.language)));
        }
    }
    verdict(&faults);
}

/// How alike two duties are: the share of pairs of neighbours (characters in Chinese, words in English) that they have in
/// common (Sørensen and Dice). Pairs keep what stands next to what, so that a changed word costs little and a common topic
/// earns little. Duties that a person takes for the same score above 0.55, those on one topic below 0.4; `duties.yaml`
/// holds examples of both, and the threshold lies between.
fn likeness(one: &Pairs, other: &Pairs) -> f64 {
    let common: usize = one.iter().map(|(pair, count)| (*count).min(other.get(pair).copied().unwrap_or(0))).sum();
    let all = one.values().sum::<usize>() + other.values().sum::<usize>();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

/// How often each two neighbours stand in a text.
type Pairs = HashMap<(String, String), usize>;

fn pairs(text: &str) -> Pairs {
    let tokens: Vec<String> = if text.chars().any(is_han) {
        text.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect()
    } else {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let mut counts = Pairs::new();
    for pair in tokens.windows(2) {
        *counts.entry((pair[0].clone(), pair[1].clone())).or_default() += 1;
    }
    counts
}

#[test]
fn the_measure_of_likeness_tells_the_same_duty_from_another_on_the_same_topic() {
    let examples: BTreeMap<String, Vec<[String; 2]>> = data(include_str!("library/duties.yaml"));
    for [one, other] in &examples["same"] {
        let likeness = likeness(&pairs(one), &pairs(other));
        assert!(likeness > MOST_ALIKE, "{likeness:.2} {one} / {other}");
    }
    for [one, other] in &examples["apart"] {
        let likeness = likeness(&pairs(one), &pairs(other));
        assert!(likeness < MOST_ALIKE - 0.1, "{likeness:.2} {one} / {other}");
    }
}

#[test]
fn no_two_duties_of_a_role_are_nearly_the_same() {
    let mut faults = BTreeSet::new();
    for role in definitions() {
        for language in LANGUAGES {
            let tag = opsjd::language::Language::parse(language).unwrap();
            let duties: Vec<_> = role
                .sections
                .values()
                .flat_map(|section| section.duties.values())
                .filter_map(|duty| duty.wording(std::slice::from_ref(&tag)))
                .map(|duty| (duty, pairs(&duty.text)))
                .collect();
            for (index, (one, one_pairs)) in duties.iter().enumerate() {
                for (other, other_pairs) in &duties[..index] {
                    let likeness = likeness(one_pairs, other_pairs);
                    if likeness > MOST_ALIKE {
                        faults.insert(format!(
                            "{}: {likeness:.2} like {}: {} / {}",
                            one.span, other.span, one.text, other.text
                        ));
                    }
                }
            }
        }
    }
    verdict(&faults.into_iter().collect::<Vec<_>>());
}

#[test]
fn every_text_is_of_a_length_that_its_kind_allows() {
    let bounds: BTreeMap<String, BTreeMap<String, [usize; 2]>> = data(include_str!("library/lengths.yaml"));
    let mut faults = Vec::new();
    for wording in wordings() {
        let english = wording.language == "en";
        let length = if english {
            wording.text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
        } else {
            wording.text.chars().filter(|c| is_han(*c)).count()
        };
        let [least, most] = bounds[wording.kind()][if english { "en" } else { "zh" }];
        // A name may be a Latin abbreviation.
        let least = if wording.kind() == "name" { 0 } else { least };
        if !(least..=most).contains(&length) {
            faults.push(wording.fault(&format!("a {} holds {least} to {most}, this {length}", wording.kind())));
        }
    }
    verdict(&faults);
}

#[test]
fn every_section_has_three_to_seven_duties_at_every_level() {
    let mut faults = Vec::new();
    for role in definitions() {
        for (id, section) in role.sections.iter().filter(|(_, section)| !(3..=7).contains(&section.duties.len())) {
            faults.push(format!("{}: `{id}` has {} duties", name(&role), section.duties.len()));
        }
    }
    verdict(&faults);
}

/// Ids under `key` of a role file, with the place of each.
fn own_ids<'a>(node: &'a Node, key: &str) -> Vec<(&'a str, String)> {
    let map = node.get(key).and_then(Node::as_map);
    map.into_iter().flat_map(opsjd::yaml::Map::iter).map(|(id, entry)| (id, entry.key.to_string())).collect()
}

/// The skills and metrics that a role refers to, itself or in a section.
fn used_ids(role: &RoleDefinition) -> BTreeSet<&str> {
    let sections = role.sections.values();
    let lists = sections.flat_map(|section| [&section.requires, &section.prefers, &section.metrics]);
    lists.chain([&role.requires, &role.prefers]).flatten().map(|reference| reference.name.as_str()).collect()
}

#[test]
fn every_skill_and_metric_of_a_file_is_used_and_shared_ones_by_two_roles() {
    let definitions = definitions();
    let mut faults = Vec::new();
    for (file, node) in files() {
        for (id, place) in own_ids(&node, "skills").into_iter().chain(own_ids(&node, "metrics")) {
            let users: BTreeSet<&str> = definitions
                .iter()
                .filter(|role| is_base(&file) || role.id == file)
                .filter(|role| used_ids(role).contains(id))
                .map(|role| role.id.as_str())
                .collect();
            if is_base(&file) && users.len() < 2 {
                faults.push(format!("{place}: `{id}` is shared but used by {users:?} only"));
            } else if users.is_empty() {
                faults.push(format!("{place}: `{id}` is used nowhere"));
            }
        }
    }
    verdict(&faults);
}

#[test]
fn every_role_has_all_its_parts() {
    let mut faults = Vec::new();
    for role in definitions() {
        let mut missing = |what: &str, there: bool| {
            if !there {
                faults.push(format!("{}: {what} is missing", name(&role)));
            }
        };
        missing("the focus", role.focus.is_some());
        missing("a choice of 4 to 6 default sections", (4..=6).contains(&role.default_sections.len()));
        missing("education", role.qualifications.contains_key("education"));
        missing("experience", role.qualifications.contains_key("experience"));
        missing("whom it reports to", role.relations.contains_key("reports-to"));
        missing("whom it works with", role.relations.contains_key("works-with"));
        missing("a choice of 2 to 7 required skills", (2..=7).contains(&role.requires.len()));
        missing("a preferred skill", !role.prefers.is_empty());
        for (id, section) in &role.sections {
            missing(&format!("the summary of `{id}`"), section.summary.is_some());
            missing(&format!("a skill of `{id}`"), !section.requires.is_empty());
        }
        for (id, skill) in &role.skills {
            missing(&format!("the detail of `{id}`"), skill.detail.is_some());
        }
        for (id, metric) in &role.metrics {
            missing(&format!("the definition of `{id}`"), metric.definition.is_some());
        }
    }
    verdict(&faults);
}

/// What a job description at this level says of duties: (section, key, words).
fn duties(role: &RoleDefinition) -> BTreeSet<(&str, &str, &str)> {
    let sections = role.sections.iter();
    sections
        .flat_map(|(id, section)| {
            section.duties.iter().filter_map(move |(key, text)| Some((id.as_str(), key.as_str(), &*text.first()?.text)))
        })
        .collect()
}

#[test]
fn levels_differ_in_title_summary_experience_skills_and_duties() {
    let mut faults = Vec::new();
    let words = |text: &opsjd::role::Text| text.first().unwrap().text.clone();
    for role in roles() {
        let steps = role.levels();
        assert_eq!(steps, LEVELS, "{}", role.id);
        let all: Vec<RoleDefinition> = [None, Some("junior"), Some("senior"), Some("lead")]
            .into_iter()
            .map(|level| role.definition(level, &mut Vec::new()).unwrap())
            .collect();
        for (index, one) in all.iter().enumerate() {
            for other in &all[..index] {
                let mut same = |what: &str, same: bool| {
                    if same {
                        faults.push(format!("{} and {} have the same {what}", name(other), name(one)));
                    }
                };
                same("title", words(&one.title) == words(&other.title));
                same("summary", words(&one.summary) == words(&other.summary));
                same(
                    "experience",
                    words(&one.qualifications["experience"]) == words(&other.qualifications["experience"]),
                );
                let skills = |role: &RoleDefinition| {
                    let lists = [&role.requires, &role.prefers];
                    lists.map(|list| list.iter().map(|skill| skill.name.clone()).collect::<BTreeSet<_>>())
                };
                same("skills", skills(one) == skills(other));
                let (one_duties, other_duties) = (duties(one), duties(other));
                let different = one_duties.symmetric_difference(&other_duties).count();
                same("duties but for five", different < 6);
            }
        }
        let lead = &all[3];
        assert!(lead.relations.contains_key("manages"), "{}: the lead manages nobody", role.id);
        for skill in ["people-management", "budgeting"] {
            assert!(lead.requires.iter().any(|own| own.name == skill), "{}: the lead needs no {skill}", role.id);
        }
    }
    verdict(&faults);
}

#[test]
fn every_section_and_metric_that_the_facts_name_is_there() {
    let facts: BTreeMap<String, BTreeMap<String, usize>> = data(include_str!("library/facts.yaml"));
    assert_eq!(facts.values().map(BTreeMap::len).sum::<usize>(), 77);
    let mut faults = Vec::new();
    for role in definitions() {
        for (id, metrics) in &facts[&role.id] {
            match role.sections.get(id) {
                None => faults.push(format!("{}: there is no section `{id}`", name(&role))),
                Some(section) if section.metrics.len() < *metrics => {
                    faults.push(format!("{}: `{id}` has {} metrics of {metrics}", name(&role), section.metrics.len()));
                }
                Some(_) => {}
            }
        }
    }
    verdict(&faults);
}

#[test]
fn links_to_sections_that_are_alike_lead_to_a_section_of_another_id() {
    let roles: BTreeMap<String, RoleDefinition> =
        definitions().into_iter().filter(|role| role.level.is_none()).map(|role| (role.id.clone(), role)).collect();
    let mut faults = Vec::new();
    let mut links = 0;
    for role in roles.values() {
        for (id, section) in &role.sections {
            for link in &section.alike {
                links += 1;
                let (other, own) = link.name.split_once(':').unwrap();
                let there = roles.get(other).is_some_and(|role| role.sections.contains_key(own));
                if !there {
                    faults.push(format!("{}: `{}` leads nowhere", link.span, link.name));
                } else if other == role.id || own == id {
                    faults.push(format!("{}: `{}` says nothing that the id does not", link.span, link.name));
                }
            }
        }
    }
    assert!(links >= 20, "only {links} links");
    verdict(&faults);
}

#[test]
fn no_text_holds_an_empty_word() {
    let words: ByLanguage = data(include_str!("library/empty-words.yaml"));
    let mut faults = Vec::new();
    for wording in wordings() {
        for word in words[&wording.language].iter().filter(|word| glossary::uses(&wording.text, word)) {
            faults.push(wording.fault(&format!("`{word}` says nothing")));
        }
    }
    verdict(&faults);
}

#[test]
fn every_duty_begins_with_what_is_done() {
    let openers: ByLanguage = data(include_str!("library/weak-openers.yaml"));
    let mut faults = Vec::new();
    for wording in wordings().iter().filter(|wording| wording.kind() == "duty") {
        for word in openers[&wording.language].iter().filter(|word| wording.text.starts_with(word.as_str())) {
            faults.push(wording.fault(&format!("it begins with `{word}`")));
        }
        if wording.language == "en" && !wording.text.starts_with(|c: char| c.is_ascii_uppercase()) {
            faults.push(wording.fault("it begins with no capital letter"));
        }
    }
    verdict(&faults);
}

#[test]
fn every_text_keeps_to_the_glossary() {
    let concepts = glossary::concepts().unwrap();
    let mut faults = Vec::new();
    for wording in wordings() {
        for (id, concept) in &concepts {
            for word in concept.avoided_in(&wording.text, &wording.language) {
                let instead = concept.terms(&wording.language).join(" / ");
                faults.push(wording.fault(&format!("`{word}` is not the word for {id}, which is {instead}")));
            }
        }
    }
    verdict(&faults);
}

#[test]
fn names_and_titles_use_the_word_of_each_language_for_one_concept() {
    let concepts = glossary::concepts().unwrap();
    let mut texts: BTreeMap<(String, String), Vec<corpus::Wording>> = BTreeMap::new();
    for wording in wordings().into_iter().filter(|wording| matches!(wording.kind(), "name" | "title")) {
        texts.entry((wording.role.clone(), wording.path.join("."))).or_default().push(wording);
    }
    let mut faults = Vec::new();
    for wordings in texts.values() {
        let of = |language: &str| wordings.iter().find(|wording| wording.language == language).unwrap();
        let (mainland, taiwan) = (of("zh-CN"), of("zh-TW"));
        // A title may leave the users out where it is plain whose it is; every other concept is named.
        for (id, concept) in concepts.iter().filter(|(id, _)| *id != "user") {
            let has = |wording: &corpus::Wording| {
                concept.terms(&wording.language).iter().any(|term| glossary::uses(&wording.text, term))
            };
            if has(mainland) && !has(taiwan) {
                let instead = concept.terms("zh-TW").join(" / ");
                faults.push(taiwan.fault(&format!("{id} is {instead} here, for {}", mainland.text)));
            }
        }
    }
    verdict(&faults);
}

/// What is wrong with the typography of a Chinese text.
fn chinese_typography(text: &str, language: &str) -> Vec<String> {
    const FULL_WIDTH: &str = "，。；：！？、（）「」『』“”‘’《》";
    let characters: Vec<char> = text.chars().collect();
    let mut faults = Vec::new();
    for pair in characters.windows(2) {
        let latin = |c: char| c.is_ascii_alphanumeric();
        if is_han(pair[0]) && latin(pair[1]) || (latin(pair[0]) || pair[0] == '%') && is_han(pair[1]) {
            faults.push(format!("no space between `{}` and `{}`", pair[0], pair[1]));
        }
        if is_han(pair[0]) && ",;:!?()".contains(pair[1]) || ",;:!?()".contains(pair[0]) && is_han(pair[1]) {
            faults.push(format!("half-width punctuation at `{}{}`", pair[0], pair[1]));
        }
        if pair[0] == ' ' && FULL_WIDTH.contains(pair[1]) || FULL_WIDTH.contains(pair[0]) && pair[1] == ' ' {
            faults.push(format!("a space at `{}{}`", pair[0], pair[1]));
        }
        if pair[0] == ' ' && pair[1] == ' ' {
            faults.push("two spaces".to_owned());
        }
    }
    let quotes = if language == "zh-TW" { "“”‘’\"'" } else { "「」『』\"'" };
    faults.extend(text.chars().filter(|c| quotes.contains(*c)).map(|c| format!("the quote `{c}`")));
    for c in text.chars().filter(|c| ('\u{ff01}'..='\u{ff5e}').contains(c) && !FULL_WIDTH.contains(*c) && *c != '～') {
        faults.push(format!("the full-width `{c}`"));
    }
    faults
}

#[test]
fn the_typography_rules_find_each_kind_of_fault_and_leave_good_text_alone() {
    for text in ["每周1次", "转化率15%以上", "收集反馈,整理", "反馈 ，整理", "用“渠道”", "用\"渠道\"", "第１次"]
    {
        assert!(!chinese_typography(text, "zh-TW").is_empty(), "{text}");
    }
    assert!(chinese_typography("每周 1 次 A/B 测试（含 15% 流量），见“看板”", "zh-CN").is_empty());
    assert!(chinese_typography("每週 1 次 A/B 測試（9～10 分），見「看板」", "zh-TW").is_empty());
}

#[test]
fn chinese_typography_is_kept() {
    let mut faults = Vec::new();
    for wording in wordings().iter().filter(|wording| wording.language != "en") {
        faults.extend(chinese_typography(&wording.text, &wording.language).iter().map(|what| wording.fault(what)));
    }
    verdict(&faults);
}

#[test]
fn english_typography_is_kept() {
    let mut faults = Vec::new();
    for wording in wordings().iter().filter(|wording| wording.language == "en") {
        if let Some(c) = wording.text.chars().find(|c| "，。；：！？、（）“”‘’「」".contains(*c)) {
            faults.push(wording.fault(&format!("`{c}` is not of English")));
        }
        if wording.text.contains("  ") || wording.text.trim() != wording.text {
            faults.push(wording.fault("stray spaces"));
        }
    }
    verdict(&faults);
}

#[test]
fn a_summary_ends_with_a_full_stop_and_nothing_else_does() {
    let mut faults = Vec::new();
    for wording in wordings() {
        let ended = wording.text.ends_with(['。', '.']);
        let sentence = matches!(wording.kind(), "summary" | "section-summary");
        if ended != sentence {
            let what = if sentence { "a summary ends with a full stop" } else { "no full stop belongs here" };
            faults.push(wording.fault(what));
        }
        if wording.text.ends_with(['，', '；', '、', '：', ',', ';', ':']) {
            faults.push(wording.fault("it ends in the middle"));
        }
    }
    verdict(&faults);
}
