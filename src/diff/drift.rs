//! When each language of a text was last reworded, over the versions of a role file: what a translation has to catch up with.

use std::collections::{BTreeMap, HashMap};

use super::{Change, GroupKind, ItemKind, Kind, Outline, Spot, diff};

/// The number of the version that each language of a text was last reworded in, by the keys that lead to the text, joined by
/// dots. A language that is not named has not changed since the first version.
pub type Rewordings = HashMap<String, BTreeMap<String, usize>>;

/// The rewordings over `versions`, the oldest first. A text keeps its history when it moves or its key changes; changes of
/// typography only are none.
pub fn rewordings(versions: &[Outline]) -> Rewordings {
    let mut known = Rewordings::new();
    for (version, pair) in versions.windows(2).enumerate() {
        let difference = diff(&pair[0], &pair[1]);
        // What moves is taken from where it was before anything is put where it is, so that two may change places.
        let taken: Vec<(String, &Change, BTreeMap<String, usize>)> = difference
            .changes
            .iter()
            .filter_map(|change| {
                let before = change.old.as_ref().and_then(path).and_then(|old| known.remove(&old)).unwrap_or_default();
                Some((change.new.as_ref().and_then(path)?, change, before))
            })
            .collect();
        for (path, change, mut languages) in taken {
            if !change.is(Kind::Added) {
                for text in change.texts.iter().filter(|text| text.new.is_some() && !text.is_form()) {
                    languages.insert(text.language.clone(), version + 1);
                }
            }
            if !languages.is_empty() {
                known.insert(path, languages);
            }
        }
    }
    known
}

/// The keys that lead to an item in its file; `None` for what is no text.
fn path(spot: &Spot) -> Option<String> {
    let key = spot.key.as_deref()?;
    let own = match (spot.group.kind, spot.kind) {
        (_, ItemKind::Duty) => format!("sections.{}.duties.{key}", spot.group.key),
        (GroupKind::Section, ItemKind::Title | ItemKind::Summary) => format!("sections.{}.{key}", spot.group.key),
        (_, ItemKind::Title | ItemKind::Summary | ItemKind::Focus) => key.to_owned(),
        (_, ItemKind::Qualification) => format!("qualifications.{key}"),
        (_, ItemKind::Relation) => format!("relations.{key}"),
        (_, ItemKind::SkillName) => format!("skills.{key}.name"),
        (_, ItemKind::SkillDetail) => format!("skills.{key}.detail"),
        (_, ItemKind::MetricName) => format!("metrics.{key}.name"),
        (_, ItemKind::MetricDefinition) => format!("metrics.{key}.definition"),
        _ => return None,
    };
    Some(match &spot.group.level {
        Some(level) => format!("levels.{level}.{own}"),
        None => own,
    })
}

#[cfg(test)]
mod tests {
    use super::super::of_file;
    use super::*;
    use crate::source::Source;

    fn outline(text: &str) -> Outline {
        of_file(&crate::role::parse_trusted(&Source::new("r.yaml", text.to_owned()), &mut Vec::new()).unwrap())
    }

    fn duty(key: &str, chinese: &str, english: &str) -> Outline {
        outline(&format!(
            "title: {{ zh-CN: 运营, en: Operations }}\nsections: {{ s: {{ duties: {{ {key}: {{ zh-CN: {chinese}, en: {english} }} }} }} }}\n"
        ))
    }

    #[test]
    fn the_last_version_that_reworded_each_language_is_known() {
        let versions = [
            duty("a", "每周复盘 App 数据", "Review campaign data"),
            duty("a", "每天复盘 App 数据", "Review campaign data"),
            duty("a", "每天复盘App数据", "Review campaign data"),
        ];
        let found = rewordings(&versions);
        assert_eq!(found["sections.s.duties.a"], BTreeMap::from([("zh-CN".to_owned(), 1)]), "a space is form only");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_text_keeps_its_history_under_a_new_key() {
        let versions = [
            duty("a", "每周复盘活动数据", "Review campaign data"),
            duty("a", "每天复盘活动数据", "Review campaign data"),
            duty("b", "每天复盘活动数据", "Review campaign data"),
            duty("b", "每天复盘活动数据", "Review campaign data daily"),
        ];
        let found = rewordings(&versions);
        let expected = BTreeMap::from([("zh-CN".to_owned(), 1), ("en".to_owned(), 3)]);
        assert_eq!(found["sections.s.duties.b"], expected);
        assert!(!found.contains_key("sections.s.duties.a"));
    }

    #[test]
    fn a_text_of_a_level_is_known_by_the_level() {
        let level =
            |chinese: &str| outline(&format!("levels: {{ senior: {{ summary: {{ zh-CN: {chinese}, en: A }} }} }}\n"));
        let found = rewordings(&[level("带两人"), level("带五人小组")]);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["levels.senior.summary"]);
    }
}
