//! The comparison as headings and rows of words, which every writer for people lays out in its own way.

use serde::Serialize;

use super::findings::{self, Finding};
use crate::compare::{Comparison, Need, SectionRow, SkillRow, TextRow};
use crate::labels::Labels;

/// A part of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// What each role does and what it centres on.
    Definition,
    /// Which sections each role has.
    Sections,
    /// The duties by section.
    Duties,
    /// Skills, must and nice.
    Skills,
    /// Metrics.
    Metrics,
    /// Qualifications and working relations.
    Conditions,
    /// What the roles share and where they differ, in short.
    Summary,
}

/// A comparison in words.
#[derive(Debug, Serialize)]
pub struct Sheet {
    pub language: String,
    pub title: String,
    pub colon: String,
    pub columns: Vec<String>,
    pub blocks: Vec<Block>,
    pub in_short: String,
    pub findings: Vec<Finding>,
}

/// Rows under a heading. `level` is the heading's: 2 for a part, 3 for what lies within one.
#[derive(Debug, Serialize)]
pub struct Block {
    pub heading: String,
    pub level: usize,
    pub rows: Vec<Row>,
}

/// A row: what it is about, and each role's words.
#[derive(Debug, Serialize)]
pub struct Row {
    pub label: String,
    pub cells: Vec<String>,
}

/// Whether `part` is to be written.
pub fn wants(parts: &[Part], part: Part) -> bool {
    parts.is_empty() || parts.contains(&part)
}

pub fn sheet(comparison: &Comparison, parts: &[Part], words: &Labels) -> Sheet {
    let mut blocks = Vec::new();
    let mut add = |part: Part, more: Vec<Block>| {
        if wants(parts, part) {
            blocks.extend(
                more.into_iter().filter(|block| !block.rows.is_empty() || part == Part::Duties && block.level == 2),
            );
        }
    };
    add(Part::Definition, vec![definition(comparison, words)]);
    add(
        Part::Conditions,
        vec![
            texts(&comparison.qualifications, "qualifications", words),
            texts(&comparison.relations, "relations", words),
        ],
    );
    add(Part::Sections, vec![sections(comparison, words)]);
    add(Part::Duties, duties(comparison, words));
    let (wide, single): (Vec<&SkillRow>, Vec<&SkillRow>) = comparison.skills.iter().partition(|row| row.role_wide);
    add(Part::Skills, vec![skills(&wide, "skills", words), skills(&single, "section_skills", words)]);
    add(Part::Metrics, vec![metrics(comparison, words)]);
    let titles: Vec<&str> = comparison.roles.iter().map(|role| role.title.as_str()).collect();
    Sheet {
        language: comparison.language.clone(),
        title: words.fill("title", &[("roles", &titles.join(words.get("versus")))]),
        colon: words.get("colon").to_owned(),
        columns: comparison.roles.iter().map(|role| format!("{} ({})", role.title, role.key)).collect(),
        blocks,
        in_short: words.get("in_short").to_owned(),
        findings: if wants(parts, Part::Summary) { findings::findings(comparison, words) } else { Vec::new() },
    }
}

fn block(key: &str, words: &Labels, rows: Vec<Row>) -> Block {
    Block { heading: words.get(key).to_owned(), level: 2, rows }
}

fn or_none(text: Option<&str>, words: &Labels) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| words.get("none")).to_owned()
}

fn definition(comparison: &Comparison, words: &Labels) -> Block {
    let summary = comparison.roles.iter().map(|role| role.summary.clone()).collect();
    let focus = comparison.roles.iter().map(|role| or_none(role.focus.as_deref(), words)).collect();
    let row = |key: &str, cells| Row { label: words.get(key).to_owned(), cells };
    block("definition", words, vec![row("summary", summary), row("focus", focus)])
}

/// What is the same in all roles needs no looking at, and says so.
fn sameness(row: &TextRow, words: &Labels) -> String {
    let shared = row.cells.iter().flatten().count() > 1;
    words
        .get(if row.same {
            "same"
        } else if shared {
            "different"
        } else {
            "one"
        })
        .to_owned()
}

fn texts(rows: &[TextRow], key: &str, words: &Labels) -> Block {
    let rows = rows.iter().map(|row| Row {
        label: sameness(row, words),
        cells: row.cells.iter().map(|cell| or_none(cell.as_deref(), words)).collect(),
    });
    block(key, words, rows.collect())
}

/// How many roles have the section, in words.
fn sharing(row: &SectionRow, words: &Labels) -> String {
    words
        .get(match (row.alike, row.sharing) {
            (true, _) => "alike",
            (false, crate::compare::Sharing::All) => "all",
            (false, crate::compare::Sharing::Some) => "some",
            (false, crate::compare::Sharing::One) => "one",
        })
        .to_owned()
}

fn titles(row: &SectionRow, words: &Labels) -> Vec<String> {
    let joined = |cell: &Vec<crate::compare::SectionCell>| {
        let named: Vec<String> = cell.iter().map(|section| format!("{} ({})", section.title, section.id)).collect();
        or_none(Some(&named.join(words.get("list"))), words)
    };
    row.cells.iter().map(joined).collect()
}

fn sections(comparison: &Comparison, words: &Labels) -> Block {
    let row = |row: &SectionRow| Row { label: sharing(row, words), cells: titles(row, words) };
    block("sections", words, comparison.sections.iter().map(row).collect())
}

/// A block for each section. Duties with one key stand side by side; the others fill up each role's column.
fn duties(comparison: &Comparison, words: &Labels) -> Vec<Block> {
    let mut blocks = vec![block("duties", words, Vec::new())];
    for section in &comparison.sections {
        let (shared, single): (Vec<&TextRow>, Vec<&TextRow>) =
            section.duties.iter().partition(|row| row.cells.iter().flatten().count() > 1);
        let mut rows: Vec<Row> = shared
            .into_iter()
            .map(|row| Row {
                label: sameness(row, words),
                cells: row.cells.iter().map(|cell| or_none(cell.as_deref(), words)).collect(),
            })
            .collect();
        let mut columns: Vec<_> = (0..comparison.roles.len())
            .map(|at| single.iter().filter_map(move |row| row.cells[at].as_deref()))
            .collect();
        loop {
            let cells: Vec<Option<&str>> = columns.iter_mut().map(Iterator::next).collect();
            if cells.iter().all(Option::is_none) {
                break;
            }
            let label = words.get(if section.cells.iter().filter(|cell| !cell.is_empty()).count() > 1 {
                "different"
            } else {
                "one"
            });
            rows.push(Row {
                label: label.to_owned(),
                cells: cells.into_iter().map(|cell| or_none(cell, words)).collect(),
            });
        }
        blocks.push(Block { heading: findings::section_name(section, words), level: 3, rows });
    }
    blocks
}

/// How much a role asks for a skill, in words.
pub fn need(need: Option<Need>, words: &Labels) -> &str {
    words.get(match need {
        Some(Need::Required) => "required",
        Some(Need::RequiredInSections) => "required_in_sections",
        Some(Need::Preferred) => "preferred",
        None => "none",
    })
}

fn skills(rows: &[&SkillRow], key: &str, words: &Labels) -> Block {
    let row = |row: &&SkillRow| Row {
        label: row.name.clone(),
        cells: row.cells.iter().map(|cell| need(*cell, words).to_owned()).collect(),
    };
    block(key, words, rows.iter().map(row).collect())
}

fn metrics(comparison: &Comparison, words: &Labels) -> Block {
    // A metric's cell names the sections that it judges, in the role's own titles.
    let title = |at: usize, id: &String| {
        let cells = comparison.sections.iter().flat_map(|row| &row.cells[at]);
        cells.into_iter().find(|cell| cell.id == *id).map(|cell| cell.title.clone())
    };
    let rows = comparison.metrics.iter().map(|row| Row {
        label: row.name.clone(),
        cells: row
            .cells
            .iter()
            .enumerate()
            .map(|(at, ids)| {
                let named: Vec<String> = ids.iter().filter_map(|id| title(at, id)).collect();
                or_none(Some(&named.join(words.get("list"))), words)
            })
            .collect(),
    });
    block("metrics", words, rows.collect())
}
