//! A rule as its file in `src/check/rules/` says it: what to look for, how much it weighs where, by which law, what instead.

use indexmap::IndexMap;
use serde::Deserialize;

use super::jurisdiction::Jurisdiction;
use crate::diagnostic::Severity;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// What must not be said.
    Lawful,
    /// What says nothing.
    Clear,
    /// What is missing.
    Complete,
    /// Where the languages differ.
    Translation,
    /// How it is set.
    Typography,
}

impl Category {
    /// Its name, as it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Category::Lawful => "lawful",
            Category::Clear => "clear",
            Category::Complete => "complete",
            Category::Translation => "translation",
            Category::Typography => "typography",
        }
    }
}

/// How much a rule weighs in a jurisdiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Style or evidence only.
    Discouraged,
    /// No statute names it, or it depends on the employer or on a justification.
    HighRisk,
    /// A statute, a regulation or a decided case hits the wording itself.
    Illegal,
}

impl Weight {
    /// The severity of a finding of this weight.
    pub fn severity(self) -> Severity {
        match self {
            Weight::Illegal => Severity::Error,
            Weight::HighRisk => Severity::Warning,
            Weight::Discouraged => Severity::Note,
        }
    }

    /// Its name in the rule files.
    pub fn name(self) -> &'static str {
        match self {
            Weight::Illegal => "illegal",
            Weight::HighRisk => "high-risk",
            Weight::Discouraged => "discouraged",
        }
    }
}

/// Weights by jurisdiction; `any` stands for all that are not named.
pub type Weights = IndexMap<String, Weight>;

/// Words in the languages of the reader.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh_tw: String,
    /// English.
    pub en: String,
}

/// Which language messages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// Simplified Chinese.
    ZhCn,
    /// Traditional Chinese.
    ZhTw,
    /// English.
    #[default]
    En,
}

impl Reader {
    /// The nearest of the three to a language.
    pub fn of(language: &crate::language::Language) -> Reader {
        language
            .fallbacks()
            .iter()
            .find_map(|tag| match tag.as_str() {
                "zh-CN" => Some(Reader::ZhCn),
                "zh-TW" => Some(Reader::ZhTw),
                "en" => Some(Reader::En),
                _ => None,
            })
            .unwrap_or_default()
    }
}

impl Words {
    /// The words for `reader`.
    pub fn to(&self, reader: Reader) -> &str {
        match reader {
            Reader::ZhCn => &self.zh_cn,
            Reader::ZhTw => &self.zh_tw,
            Reader::En => &self.en,
        }
    }
}

/// Patterns with the context that excuses them. All are Rust regular expressions over text folded to NFKC; `{{NAME}}` in a file
/// is a word list of `words.yaml`, for which the build script puts a mark.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Matcher {
    /// What to look for, each inside one sentence.
    pub patterns: Vec<String>,
    /// What excuses a match when the characters before it in the sentence match this.
    pub not_before: Vec<String>,
    /// What excuses a match when the characters after it in the sentence match this.
    pub not_after: Vec<String>,
    /// What excuses every match in a sentence that holds it.
    pub unless: Vec<String>,
    /// What excuses the matches in the same clause of a sentence, from comma to comma.
    pub unless_clause: Vec<String>,
    /// What excuses every match in a document that holds it.
    pub unless_document: Vec<String>,
    /// Weights of these patterns, over those of the rule.
    pub severity: Weights,
    /// What the match becomes when it is mended, with `$1` for groups; mended without asking where the rule is `safe`.
    pub replace: Option<String>,
}

/// Sentences that a rule must and must not hit, by language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Examples {
    /// The rule hits these.
    pub hit: Vec<IndexMap<String, String>>,
    /// The rule lets these pass.
    pub miss: Vec<IndexMap<String, String>>,
}

/// A rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// The file's stem.
    #[serde(skip)]
    pub id: &'static str,
    /// What it is about.
    pub category: Category,
    /// The languages of the texts that it reads; none: all.
    #[serde(default)]
    pub languages: Vec<String>,
    /// How much it weighs where.
    pub severity: Weights,
    /// The law or the evidence by jurisdiction; `any` stands for all that are not named.
    #[serde(default)]
    pub law: IndexMap<String, String>,
    /// The day on which the law was looked up, `YYYY-MM-DD`.
    pub facts: String,
    /// What is wrong; `{text}` is the words found, other names are given by the check.
    pub message: Words,
    /// What to write instead.
    pub fix: Words,
    /// What to look for; none where a check in code finds it.
    #[serde(default)]
    pub matchers: Vec<Matcher>,
    /// Only these parts of a job description are read; none: all.
    #[serde(default, rename = "in")]
    pub parts: Vec<super::passage::Part>,
    /// Only so many hits in one document are a finding, and then one.
    #[serde(default)]
    pub density: Option<usize>,
    /// Words that the check in code needs: lists by name.
    #[serde(default)]
    pub lists: IndexMap<String, Vec<String>>,
    /// Figures that the check in code needs, by name.
    #[serde(default)]
    pub limits: IndexMap<String, usize>,
    /// Better words by the word found, in lower case, for `--fix=ask`.
    #[serde(default)]
    pub replacements: IndexMap<String, String>,
    /// Whether `replace` may be applied without asking.
    #[serde(default)]
    pub safe: bool,
    /// Whether the rule runs only where the settings turn it on.
    #[serde(default)]
    pub off: bool,
    /// Sentences that it must and must not hit.
    #[serde(default)]
    pub examples: Examples,
}

impl Rule {
    /// Whether it reads texts of this language.
    pub fn reads(&self, tag: &str) -> bool {
        self.languages.is_empty()
            || self.languages.iter().any(|own| {
                own == tag || (own == "en" && tag.starts_with("en-")) || (own == "zh-CN" && is_other_chinese(tag))
            })
    }

    /// The weight in the strictest of `jurisdictions` and the law there.
    pub fn weigh(&self, over: &Weights, jurisdictions: &[Jurisdiction]) -> Option<(Weight, Jurisdiction)> {
        let weights = if over.is_empty() { &self.severity } else { over };
        let weight = |jurisdiction: &Jurisdiction| {
            // What is illegal somewhere may be so in a place whose law the rules do not know.
            let unknown = || {
                let is_illegal = weights.values().any(|weight| *weight == Weight::Illegal);
                (*jurisdiction == Jurisdiction::Elsewhere && is_illegal).then_some(Weight::Discouraged)
            };
            Some((lookup(weights, *jurisdiction).copied().or_else(unknown)?, *jurisdiction))
        };
        // `max_by_key` takes the last of equals; the first jurisdiction is the one that was named first.
        jurisdictions.iter().rev().filter_map(weight).max_by_key(|(weight, _)| *weight)
    }

    /// The law or the evidence in `jurisdiction`.
    pub fn law_of(&self, jurisdiction: Jurisdiction) -> Option<&str> {
        lookup(&self.law, jurisdiction).map(String::as_str)
    }

    /// The list `name`; empty where the file has none.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The figure `name`; where the file has none, one that nothing exceeds.
    pub fn limit(&self, name: &str) -> usize {
        self.limits.get(name).copied().unwrap_or(usize::MAX)
    }
}

fn lookup<T>(map: &IndexMap<String, T>, jurisdiction: Jurisdiction) -> Option<&T> {
    let mut at = Some(jurisdiction);
    while let Some(here) = at {
        if let Some(value) = map.get(here.name()) {
            return Some(value);
        }
        at = here.parent();
    }
    map.get("any")
}

/// Chinese that no rule names is read as that of the mainland.
fn is_other_chinese(tag: &str) -> bool {
    (tag == "zh" || tag.starts_with("zh-")) && !matches!(tag, "zh-TW" | "zh-HK" | "zh-Hant" | "zh-MO")
}
