//! A comparison as CSV: a line for each thing compared and a column for each role (RFC 4180, with a header line).

use super::sheet::{Part, need, wants};
use crate::compare::{Comparison, Sharing, TextRow};
use crate::labels::Labels;

pub fn write(comparison: &Comparison, parts: &[Part], words: &Labels) -> String {
    let mut lines = vec![head(comparison)];
    let mut add = |part: Part, name: &str, group: &str, id: &str, shared: &str, cells: Vec<String>| {
        if wants(parts, part) {
            let fixed = [name, group, id, shared].map(str::to_owned);
            lines.push(fixed.into_iter().chain(cells).collect());
        }
    };
    let each = |of: &dyn Fn(&crate::compare::ComparedRole) -> String| comparison.roles.iter().map(of).collect();
    add(Part::Definition, "title", "", "title", "", each(&|role| role.title.clone()));
    add(Part::Definition, "definition", "", "summary", "", each(&|role| role.summary.clone()));
    add(Part::Definition, "definition", "", "focus", "", each(&|role| role.focus.clone().unwrap_or_default()));
    for row in &comparison.qualifications {
        add(Part::Conditions, "qualification", "", &row.id, same(row), texts(row));
    }
    for row in &comparison.relations {
        add(Part::Conditions, "relation", "", &row.id, same(row), texts(row));
    }
    for row in &comparison.sections {
        let shared = if row.alike { "alike" } else { sharing(row.sharing) };
        let joined = |cell: &Vec<crate::compare::SectionCell>| {
            cell.iter().map(|section| section.title.as_str()).collect::<Vec<_>>().join(words.get("list"))
        };
        add(Part::Sections, "section", "", &row.ids.join(" "), shared, row.cells.iter().map(joined).collect());
    }
    for section in &comparison.sections {
        for row in &section.duties {
            add(Part::Duties, "duty", &section.ids.join(" "), &row.id, same(row), texts(row));
        }
    }
    for row in &comparison.skills {
        let group = if row.role_wide { "role" } else { "sections" };
        let cells =
            row.cells.iter().map(|cell| cell.map(|cell| need(Some(cell), words).to_owned()).unwrap_or_default());
        add(Part::Skills, "skill", group, &row.name, sharing(row.sharing), cells.collect());
    }
    for row in &comparison.metrics {
        let cells = row.cells.iter().map(|cell| cell.join(" ")).collect();
        add(Part::Metrics, "metric", "", &row.name, sharing(row.sharing), cells);
    }
    lines.iter().map(|line| line.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

fn head(comparison: &Comparison) -> Vec<String> {
    let fixed = ["part", "group", "id", "shared"].map(str::to_owned);
    fixed.into_iter().chain(comparison.roles.iter().map(|role| role.key.clone())).collect()
}

fn sharing(sharing: Sharing) -> &'static str {
    match sharing {
        Sharing::All => "all",
        Sharing::Some => "some",
        Sharing::One => "one",
    }
}

fn same(row: &TextRow) -> &'static str {
    match row.cells.iter().flatten().count() {
        1 => "one",
        _ if row.same => "same",
        _ => "different",
    }
}

fn texts(row: &TextRow) -> Vec<String> {
    row.cells.iter().map(|cell| cell.clone().unwrap_or_default()).collect()
}

/// A field in quotes where it needs them. A spreadsheet would run a text that begins like a formula, so an apostrophe
/// goes before it (OWASP, "CSV Injection").
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_a_quote_or_a_formula_is_made_harmless() {
        assert_eq!(field("a,b"), "\"a,b\"");
        assert_eq!(field("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("留存率"), "留存率");
    }
}
