//! Sections and duties that hold certain words, over many roles and in any language.

use std::ops::Range;

use crate::characters::one_line;
use crate::language::Language;
use crate::role::{RoleDefinition, Text};
use crate::sort;

/// What kind of text was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A section's heading or another name of it.
    Title,
    /// What a section is about.
    Summary,
    /// A duty.
    Duty,
}

/// A text that holds the words.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The role's id.
    pub role: String,
    /// The section's id.
    pub section: String,
    /// The duty's key, for a duty.
    pub duty: Option<String>,
    /// What kind of text it is.
    pub kind: Kind,
    /// The text, in the reader's language where the words are in that.
    pub text: String,
    /// The bytes of `text` where the words stand, in order and apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// Every text of `roles` that holds all words of `query`, in any case of letters. A text that holds them in several languages
/// is found once, in the first of `languages`; an alias is found by its own words.
pub fn search(roles: &[RoleDefinition], query: &str, languages: &[Language]) -> Vec<Hit> {
    let words: Vec<Vec<char>> = query.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
    let mut hits = Vec::new();
    if words.is_empty() {
        return hits;
    }
    for role in roles {
        for (id, section) in &role.sections {
            let mut add = |kind, duty: Option<&String>, found: Option<(String, Vec<Range<usize>>)>| {
                let Some((text, marks)) = found else { return };
                let (role, section) = (role.id.clone(), id.clone());
                hits.push(Hit { role, section, duty: duty.cloned(), kind, text, marks });
            };
            let names = section.aliases.iter().map(|alias| alias.name.as_str()).chain([id.as_str()]);
            let title = find(&section.title, &words, languages).or_else(|| {
                names.into_iter().map(one_line).find_map(|name| {
                    let marks = marks(&name, &words)?;
                    Some((name, marks))
                })
            });
            add(Kind::Title, None, title);
            add(Kind::Summary, None, section.summary.as_ref().and_then(|summary| find(summary, &words, languages)));
            for (key, duty) in &section.duties {
                add(Kind::Duty, Some(key), find(duty, &words, languages));
            }
        }
    }
    hits
}

fn find(text: &Text, words: &[Vec<char>], languages: &[Language]) -> Option<(String, Vec<Range<usize>>)> {
    let (first, _) = text.said(languages);
    let all = std::iter::once(first).chain(text.wordings().iter().map(|wording| &*wording.text));
    all.into_iter().find_map(|text| {
        let line = one_line(text);
        let marks = marks(&line, words)?;
        Some((line, marks))
    })
}

/// Where `words` stand in `text`; `None` where one of them does not.
fn marks(text: &str, words: &[Vec<char>]) -> Option<Vec<Range<usize>>> {
    let characters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, fold(c))).collect();
    let offset = |index: usize| characters.get(index).map_or(text.len(), |(at, _)| *at);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for word in words {
        let stands = |from: &usize| {
            characters[*from..].iter().map(|(_, c)| c).zip(word).filter(|(a, b)| a == b).count() == word.len()
        };
        let before = marks.len();
        marks.extend((0..characters.len()).filter(stands).map(|from| offset(from)..offset(from + word.len())));
        if marks.len() == before {
            return None;
        }
    }
    sort::by_key(&mut marks, |mark| (mark.start, mark.end));
    // Marks that touch or overlap become one.
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    Some(merged)
}

/// One lower-case character for one character, so that places in the text stay where they are.
fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, query: &str) -> Option<Vec<String>> {
        let words: Vec<Vec<char>> = query.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
        Some(marks(text, &words)?.into_iter().map(|mark| text[mark].to_owned()).collect())
    }

    #[test]
    fn words_are_found_in_any_case_and_any_script() {
        assert_eq!(marked("Retention and RETENTION", "retention").unwrap(), ["Retention", "RETENTION"]);
        assert_eq!(marked("提升用户留存率", "留存").unwrap(), ["留存"]);
    }

    #[test]
    fn all_words_must_be_there_and_marks_that_touch_are_one() {
        assert_eq!(marked("churn of users", "users churn").unwrap(), ["churn", "users"]);
        assert_eq!(marked("churn", "users churn"), None);
        assert_eq!(marked("用户留存", "用户 留存").unwrap(), ["用户留存"]);
        assert_eq!(marked("aaa", "aa").unwrap(), ["aaa"]);
    }
}
