//! The list of roles, one role in detail, and what a search found, as lines for a terminal and as JSON.

use console::{Alignment, measure_text_width, pad_str, style, truncate_str};
use serde::Serialize;

use super::words;
use crate::labels::{Labels, pick};
use crate::search::{Hit, Kind};

/// A role in a list, as `--json` prints it.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the role file, in one language")]
pub struct RoleEntry {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub focus: Option<String>,
    pub languages: Vec<String>,
    pub levels: Vec<LevelEntry>,
    pub sections: Vec<SectionEntry>,
    pub default_sections: Vec<String>,
}

/// A level of a role in a list.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the role file, in one language")]
pub struct LevelEntry {
    pub id: String,
    pub title: String,
}

/// A section of a role in a list.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the role file, in one language")]
pub struct SectionEntry {
    pub id: String,
    pub title: String,
    pub aliases: Vec<String>,
    /// How many duties it has.
    pub duties: usize,
    /// Whether it stands in a document for which no sections are named.
    pub default: bool,
}

/// What a search found, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Found<'a> {
    version: u32,
    query: &'a str,
    hits: Vec<FoundHit<'a>>,
}

#[derive(Debug, Serialize)]
struct FoundHit<'a> {
    role: &'a str,
    section: &'a str,
    kind: &'static str,
    duty: Option<&'a str>,
    text: &'a str,
    /// Start and end of each mark, counted in characters (Unicode scalar values) from 0.
    marks: Vec<[usize; 2]>,
}

/// A line for each role that fits `width` columns: its id, title, number of sections and what it does. Where the width leaves
/// too little for the last, that takes a line of its own.
pub fn overview(entries: &[RoleEntry], language: &str, width: usize) -> String {
    let Some(words) = words::of(language) else { return String::new() };
    let column =
        |of: fn(&RoleEntry) -> &str| entries.iter().map(|entry| measure_text_width(of(entry))).max().unwrap_or(0);
    let (ids, titles) = (column(|entry| &entry.id), column(|entry| &entry.title));
    let mut text = String::new();
    for entry in entries {
        let head = format!(
            "{}  {}  {}",
            pad_str(&entry.id, ids, Alignment::Left, None),
            pad_str(&entry.title, titles, Alignment::Left, None),
            in_words(&words, "sections_count", entry.sections.len(), 2),
        );
        let what = entry.focus.as_deref().unwrap_or(&entry.summary);
        let left = width.saturating_sub(measure_text_width(&head) + 2);
        if left < 32 {
            let own = truncate_str(what, width.saturating_sub(2), "…");
            text.push_str(&format!("{}\n  {own}\n", truncate_str(&head, width, "…")));
        } else {
            text.push_str(&format!("{head}  {}\n", truncate_str(what, left, "…").trim_end()));
        }
    }
    text
}

/// How many there are, the number set in `width` columns.
fn in_words(words: &Labels, key: &str, count: usize, width: usize) -> String {
    let text = words.fill(key, &[("count", &format!("{count:>width$}"))]);
    pick(&text, count).to_owned()
}

/// A role's sections, levels and languages.
pub fn detail(entry: &RoleEntry, language: &str) -> String {
    let Some(words) = words::of(language) else { return String::new() };
    let mut text = format!("{}  {}\n{}\n\n{}\n", entry.id, entry.title, entry.summary, words.get("sections_of_role"));
    let ids = entry.sections.iter().map(|section| section.id.len()).max().unwrap_or(0);
    let titles = entry.sections.iter().map(|section| measure_text_width(&section.title)).max().unwrap_or(0);
    for section in &entry.sections {
        let line = format!(
            "  {} {}  {}  {}  {}",
            if section.default { "*" } else { " " },
            pad_str(&section.id, ids, Alignment::Left, None),
            pad_str(&section.title, titles, Alignment::Left, None),
            in_words(&words, "duties_count", section.duties, 1),
            section.aliases.join(words.get("list"))
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !entry.levels.is_empty() {
        text.push_str(&format!("\n{}\n", words.get("levels")));
        let ids = entry.levels.iter().map(|level| level.id.len()).max().unwrap_or(0);
        for level in &entry.levels {
            text.push_str(&format!("  {}  {}\n", pad_str(&level.id, ids, Alignment::Left, None), level.title));
        }
    }
    if !entry.languages.is_empty() {
        text.push_str(&format!("\n{}{}\n", words.get("languages"), entry.languages.join(words.get("list"))));
    }
    text
}

/// What was found, by role and section, with the words marked: set off by colour, or by `[` and `]` where there is none.
pub fn found(hits: &[Hit], query: &str, language: &str, colored: bool) -> String {
    let Some(words) = words::of(language) else { return String::new() };
    let mut text = String::new();
    let mut place = String::new();
    for hit in hits {
        let own = format!("{}:{}", hit.role, hit.section);
        if own != place {
            text.push_str(&format!("{}\n", style(&own).bold().force_styling(colored)));
            place = own;
        }
        text.push_str(&format!("  {}{}{}\n", kind_word(hit.kind, &words), words.get("colon"), marked(hit, colored)));
    }
    let count = hits.len().to_string();
    text.push_str(&format!("\n{}\n", words.fill("hits", &[("count", &count), ("query", query)])));
    text
}

/// The same as JSON.
///
/// # Errors
/// None that can happen: the structure holds nothing that JSON cannot say.
pub fn found_json(hits: &[Hit], query: &str) -> serde_json::Result<String> {
    let hits = hits.iter().map(|hit| {
        let characters = |at: usize| hit.text[..at].chars().count();
        FoundHit {
            role: &hit.role,
            section: &hit.section,
            kind: kind_name(hit.kind),
            duty: hit.duty.as_deref(),
            text: &hit.text,
            marks: hit.marks.iter().map(|mark| [characters(mark.start), characters(mark.end)]).collect(),
        }
    });
    let found = Found { version: 1, query, hits: hits.collect() };
    Ok(serde_json::to_string_pretty(&found)? + "\n")
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Title => "title",
        Kind::Summary => "summary",
        Kind::Duty => "duty",
    }
}

fn kind_word(kind: Kind, words: &Labels) -> &str {
    words.get(match kind {
        Kind::Title => "hit_title",
        Kind::Summary => "hit_summary",
        Kind::Duty => "hit_duty",
    })
}

fn marked(hit: &Hit, colored: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    for mark in &hit.marks {
        text.push_str(&hit.text[at..mark.start]);
        let word = &hit.text[mark.clone()];
        if colored {
            text.push_str(&style(word).red().bold().force_styling(true).to_string());
        } else {
            text.push_str(&format!("[{word}]"));
        }
        at = mark.end;
    }
    text + &hit.text[at..]
}
