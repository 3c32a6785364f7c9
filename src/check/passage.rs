//! A text to be checked, with what it is in the job description and the way from its bytes to the file that it comes from.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::scalar;
use crate::language::Language;
use crate::source::{Source, Span};

/// What a text is in a job description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The job's title.
    Title,
    /// A heading or a section's title.
    Heading,
    /// What the role or a section is about.
    Summary,
    /// A duty.
    Duty,
    /// A skill's name or a metric's name.
    Name,
    /// What a skill must be, how a metric is counted.
    Detail,
    /// A condition.
    Qualification,
    /// Whom the job works with.
    Relation,
    /// One of the vacancy's data.
    Posting,
    /// A paragraph or an item of a finished document.
    Paragraph,
}

/// Where a text comes from.
#[derive(Debug, Clone)]
pub enum Place {
    /// A YAML value, which may be quoted or folded.
    Value(Span),
    /// For each byte of the text the offset in the source.
    Mapped(Arc<Source>, Vec<u32>),
}

/// A text of one language.
#[derive(Debug, Clone)]
pub struct Passage {
    /// What it is.
    pub part: Part,
    /// The keys that lead to it, joined by dots; empty in a finished document.
    pub path: String,
    /// Its language, told or guessed.
    pub language: Language,
    /// The words.
    pub text: String,
    /// Where they come from.
    pub place: Place,
    /// The bytes of the text that are no running text, such as code; addresses and placeholders are seen in the text itself.
    pub exempt: Vec<Range<usize>>,
}

impl Passage {
    /// The place of a range of the text in its file; all of the text where a part of it cannot be found for certain.
    pub fn locate(&self, range: &Range<usize>) -> Span {
        match &self.place {
            Place::Value(span) => {
                let base = span.range().start;
                let found = scalar::locate(span.text(), &self.text, range);
                let found = found.map(|found| Span::new(span.source(), base + found.start..base + found.end));
                found.unwrap_or_else(|| span.clone())
            }
            Place::Mapped(source, offsets) => {
                let start = offsets.get(range.start).map_or(source.text().len(), |at| *at as usize);
                let last = range.end.checked_sub(1).and_then(|at| offsets.get(at)).map_or(start, |at| *at as usize);
                let end = (last..=source.text().len())
                    .skip(1)
                    .find(|at| source.text().is_char_boundary(*at))
                    .unwrap_or(start);
                Span::new(source, start..end.max(start))
            }
        }
    }

    /// Whether the bytes of the range stand in the file as they are, so that `words` can be written there instead.
    pub fn can_take(&self, range: &Range<usize>, words: &str) -> bool {
        let old = self.text.get(range.clone()).unwrap_or_default();
        let is_value = matches!(self.place, Place::Value(_));
        !old.is_empty() && self.locate(range).text() == old && (!is_value || scalar::can_take(old, words))
    }
}

/// The language of a text that does not say it: English without Han characters, else by which script's own characters it
/// holds more of.
pub fn guess_language(text: &str) -> Option<Language> {
    if !text.chars().any(is_han) {
        return Language::parse("en");
    }
    let (simplified, traditional) = super::script::count(text);
    let hong_kong = ["粵語", "廣東話", "港幣", "香港", "強積金", "雙糧"].iter().any(|word| text.contains(word));
    Language::parse(match (traditional > simplified, hong_kong) {
        (true, true) => "zh-HK",
        (true, false) => "zh-TW",
        (false, _) => "zh-CN",
    })
}

/// Whether a character is a Han character of the blocks in daily use.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(yaml: &str, wanted: &str) -> String {
        let source = Source::new("r.yaml", yaml.to_owned());
        let node = crate::yaml::parse(&source, &mut Vec::new()).unwrap();
        let node = node.get("a").unwrap();
        let text = node.as_text().unwrap().to_owned();
        let at = text.find(wanted).unwrap();
        let language = Language::parse("en").unwrap();
        let place = Place::Value(node.span.clone());
        let exempt = Vec::new();
        let passage = Passage { part: Part::Duty, path: String::new(), language, text, place, exempt };
        let span = passage.locate(&(at..at + wanted.len()));
        format!("{span} {}", span.text())
    }

    #[test]
    fn words_are_found_in_plain_quoted_and_folded_values() {
        assert_eq!(located("a: Must be young\n", "young"), "r.yaml:1:12 young");
        assert_eq!(located("a: \"Say \\\"hi\\\" to young people\"\n", "young"), "r.yaml:1:19 young");
        assert_eq!(located("a: \"\\u4f7f用，\\n用文\"\n", "用文"), "r.yaml:1:15 用文");
        assert_eq!(located("a: >-\n  First line\n  be young here\n", "young"), "r.yaml:3:6 young");
    }

    #[test]
    fn a_text_that_does_not_say_its_language_is_known_by_its_script() {
        for (text, language) in [
            ("负责用户运营", "zh-CN"),
            ("負責使用者營運", "zh-TW"),
            ("須能操流利粵語", "zh-HK"),
            ("Run campaigns", "en"),
        ] {
            assert_eq!(guess_language(text).unwrap().as_str(), language);
        }
    }
}
