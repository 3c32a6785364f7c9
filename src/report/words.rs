//! The words of reports for a reader of each language.

use crate::labels::Labels;
use crate::language::Language;
use crate::source::Source;

/// A file of words for each language.
const WORDS: [(&str, &str); 3] = [
    ("en", include_str!("words/en.yaml")),
    ("zh-CN", include_str!("words/zh-CN.yaml")),
    ("zh-TW", include_str!("words/zh-TW.yaml")),
];

/// The words of the first language along the fallbacks of `language` that has some, at last English.
pub fn of(language: &str) -> Option<Labels> {
    let chain = Language::parse(language)?.fallbacks().into_iter().chain(Language::parse("en"));
    chain.into_iter().find_map(|language| {
        let (tag, text) = WORDS.iter().find(|(tag, _)| *tag == language.as_str())?;
        Labels::parse(language, &Source::new(format!("opsjd:words/{tag}.yaml"), *text), &mut Vec::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_words() {
        let keys = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines.filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect()
        };
        for (tag, text) in WORDS {
            assert_eq!(keys(text), keys(WORDS[0].1), "{tag}");
        }
    }

    #[test]
    fn hong_kong_reads_the_words_of_taiwan_and_french_those_of_english() {
        assert_eq!(of("zh-HK").unwrap().get("in_short"), "小結");
        assert_eq!(of("fr").unwrap().get("in_short"), "In short");
    }
}
