//! The glossary: which words name a concept in each language, and which must not stand there.

use indexmap::IndexMap;
use serde::Deserialize;

/// One concept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Its name in Simplified Chinese, the preferred word first.
    #[serde(rename = "zh-CN")]
    pub simplified: Vec<String>,
    /// Its name in Traditional Chinese as written in Taiwan.
    #[serde(rename = "zh-TW")]
    pub traditional: Vec<String>,
    /// Its name in English.
    pub en: Vec<String>,
    /// Words that must not stand for it, by language tag.
    #[serde(default)]
    pub avoid: IndexMap<String, Vec<String>>,
    /// Longer words in which an avoided one may stand, by language tag.
    #[serde(default)]
    pub except: IndexMap<String, Vec<String>>,
}

impl Concept {
    /// The words that name the concept in `language`, one of `zh-CN`, `zh-TW` and `en`; none in another.
    pub fn terms(&self, language: &str) -> &[String] {
        match language {
            "zh-CN" => &self.simplified,
            "zh-TW" => &self.traditional,
            "en" => &self.en,
            _ => &[],
        }
    }

    /// The avoided words that `text` uses in `language`.
    pub fn avoided_in<'a>(&'a self, text: &str, language: &str) -> Vec<&'a str> {
        let list = |map: &'a IndexMap<String, Vec<String>>| map.get(language).into_iter().flatten();
        // What is taken out leaves a gap, so that nothing is found across it.
        let text = list(&self.except).fold(text.to_owned(), |text, allowed| text.replace(allowed, " "));
        list(&self.avoid).map(String::as_str).filter(|word| uses(&text, word)).collect()
    }
}

/// Whether `text` uses `word`: anywhere for Han, as a whole word in any case of letters for Latin.
pub fn uses(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    text.match_indices(&word).any(|(at, _)| {
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        apart(text[..at].chars().next_back()) && apart(text[at + word.len()..].chars().next())
    })
}

/// All concepts by id.
///
/// # Errors
/// Where the file that is part of this program is not of its own form, which a test rules out.
pub fn concepts() -> Result<IndexMap<String, Concept>, String> {
    crate::yaml::read(&crate::source::Source::new("terms.yaml", include_str!("terms.yaml")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_has_words_in_every_language_and_avoids_none_of_its_own() {
        let concepts = concepts().unwrap();
        assert!(concepts.len() >= 60);
        for (id, concept) in &concepts {
            for language in ["zh-CN", "zh-TW", "en"] {
                assert!(!concept.terms(language).is_empty(), "{id} has no word in {language}");
                for term in concept.terms(language) {
                    assert!(concept.avoided_in(term, language).is_empty(), "{id} avoids its own word {term}");
                }
            }
        }
    }

    #[test]
    fn a_word_of_the_mainland_is_found_in_a_text_for_taiwan() {
        let concepts = concepts().unwrap();
        assert_eq!(concepts["user"].avoided_in("提升用戶滿意度", "zh-TW"), ["用戶"]);
        assert!(concepts["user"].avoided_in("提升使用者滿意度", "zh-TW").is_empty());
        assert_eq!(concepts["through"].avoided_in("通過問卷蒐集", "zh-TW"), ["通過"]);
        assert!(concepts["through"].avoided_in("審核通過後公開", "zh-TW").is_empty());
    }

    #[test]
    fn an_english_word_is_found_whole() {
        assert!(uses("Send an email today", "email"));
        assert!(!uses("Send emailing lists", "email"));
    }
}
