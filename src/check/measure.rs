//! Titles and duties that are too long, and sections of too many duties.

use indexmap::IndexMap;

use super::finding::Run;
use super::passage::{Part, Passage, is_han};

pub(super) fn check(run: &mut Run<'_>) {
    let subject = run.subject;
    let mut sections: IndexMap<(&str, &str), (usize, &Passage, usize)> = IndexMap::new();
    for (order, passage) in subject.passages().enumerate() {
        match passage.part {
            Part::Title => title(run, order, passage),
            Part::Duty => {
                duty(run, order, passage);
                let section = passage.path.split(".duties.").next().unwrap_or_default();
                let first = sections.entry((section, passage.language.as_str())).or_insert((0, passage, order));
                first.0 += 1;
            }
            _ => {}
        }
    }
    let Some(most) = run.active("duties-count").map(|rule| rule.limit("most")) else { return };
    let mut told = "";
    for ((section, _), (count, passage, order)) in sections {
        // One section is too long in every language at once.
        if count > most && section != told {
            told = section;
            let words = [("count", count.to_string()), ("most", most.to_string())];
            let words = words.each_ref().map(|(name, text)| (*name, text.as_str()));
            run.find("duties-count", order, passage, &(0..passage.text.len()), &words);
        }
    }
}

fn title(run: &mut Run<'_>, order: usize, passage: &Passage) {
    let Some(rule) = run.active("title-length") else { return };
    let is_chinese = passage.text.chars().any(is_han);
    let most = rule.limit(if is_chinese { "characters" } else { "letters" });
    tell(run, "title-length", order, passage, passage.text.chars().count(), most);
}

fn duty(run: &mut Run<'_>, order: usize, passage: &Passage) {
    let Some(rule) = run.active("duty-length") else { return };
    let (most_words, most_characters) = (rule.limit("words"), rule.limit("characters"));
    // A word and its space take at least two bytes, a Han character three: a shorter text is under both limits.
    if passage.text.len() > most_words.saturating_mul(2).min(most_characters.saturating_mul(3)) {
        let (count, is_chinese) = length(&passage.text);
        tell(run, "duty-length", order, passage, count, if is_chinese { most_characters } else { most_words });
    }
}

fn tell(run: &mut Run<'_>, rule: &str, order: usize, passage: &Passage, count: usize, most: usize) {
    if count > most {
        let (count, most) = (count.to_string(), most.to_string());
        run.find(rule, order, passage, &(0..passage.text.len()), &[("count", &count), ("most", &most)]);
    }
}

/// How long a text is: in Han characters where it has more of them than of other words, else in words; and which it is.
pub(super) fn length(text: &str) -> (usize, bool) {
    let characters = text.chars().filter(|c| is_han(*c)).count();
    let is_word = |word: &&str| word.contains(|c: char| c.is_alphanumeric() && !is_han(c));
    let words = text.split_whitespace().filter(is_word).count();
    if characters > words { (characters, true) } else { (words, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_it_is_in_the_language_that_most_of_it_is_in() {
        assert_eq!(length("Ask for Ms 王 at the desk"), (6, false));
        assert_eq!(length("熟悉 SQL 与 A/B 测试"), (5, true));
        assert_eq!(length("—"), (0, false));
    }
}
