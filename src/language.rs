//! Language tags (BCP 47), and the languages in which a text is looked for when the wanted one is missing.

use std::borrow::Cow;
use std::fmt;

/// A well-formed language tag in its customary case, such as `zh-CN` or `en`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(Cow<'static, str>);

/// The languages of the shipped library, of which a role has thousands of texts.
const SHIPPED: [&str; 3] = ["zh-CN", "zh-TW", "en"];

impl Language {
    /// Reads a tag: a language of 2 or 3 letters, then subtags of 2 to 8 letters or digits (RFC 5646, section 2.1,
    /// without extensions and private use). `_` is taken for `-`, as in a POSIX locale. `None` where it is not well formed.
    pub fn parse(tag: &str) -> Option<Language> {
        if tag.len() > 35 {
            return None;
        }
        if let Some(shipped) = SHIPPED.iter().find(|shipped| **shipped == tag) {
            return Some(Language(Cow::Borrowed(shipped)));
        }
        let mut parts = tag.split(['-', '_']);
        let language = parts.next()?;
        if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let mut canonical = language.to_ascii_lowercase();
        for part in parts {
            if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            canonical.push('-');
            match part.len() {
                2 => canonical.push_str(&part.to_ascii_uppercase()),
                4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                    canonical.push_str(&part[..1].to_ascii_uppercase());
                    canonical.push_str(&part[1..].to_ascii_lowercase());
                }
                _ => canonical.push_str(&part.to_ascii_lowercase()),
            }
        }
        Some(Language(Cow::Owned(canonical)))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The languages to look in, best first: the tag itself, the tag shortened from its end, and for Chinese the
    /// written standard of the other region last (`zh-HK` → `zh-TW` → `zh-CN`).
    pub fn fallbacks(&self) -> Vec<Language> {
        let mut chain = vec![self.0.to_string()];
        let mut rest = self.as_str();
        while let Some(at) = rest.rfind('-') {
            rest = &rest[..at];
            chain.push(rest.to_owned());
        }
        if rest == "zh" {
            let traditional = ["Hant", "TW", "HK", "MO"].iter().any(|part| self.0.split('-').any(|own| own == *part));
            let order = if traditional { ["zh-TW", "zh-CN"] } else { ["zh-CN", "zh-TW"] };
            chain.extend(order.map(str::to_owned));
        }
        let mut seen = Vec::new();
        for tag in chain {
            if !seen.contains(&tag) {
                seen.push(tag);
            }
        }
        seen.into_iter().map(|tag| Language(Cow::Owned(tag))).collect()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(tag: &str) -> Vec<String> {
        Language::parse(tag).unwrap().fallbacks().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_tag_is_read_in_any_case_and_with_an_underscore() {
        assert_eq!(Language::parse("zh_cn").unwrap().as_str(), "zh-CN");
        assert_eq!(Language::parse("ZH-hant-tw").unwrap().as_str(), "zh-Hant-TW");
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in ["", "z", "chinese", "zh-", "中文", "zh-CN.UTF-8", "../en", &"en-aa".repeat(20)] {
            assert_eq!(Language::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn hong_kong_reads_taiwan_before_the_mainland_and_british_english_reads_english() {
        assert_eq!(chain("zh-HK"), ["zh-HK", "zh", "zh-TW", "zh-CN"]);
        assert_eq!(chain("zh-SG"), ["zh-SG", "zh", "zh-CN", "zh-TW"]);
        assert_eq!(chain("en-GB"), ["en-GB", "en"]);
    }
}
