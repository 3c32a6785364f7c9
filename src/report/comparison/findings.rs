//! What the roles share and where they differ, in a few lines of the reader's language.

use serde::Serialize;

use crate::compare::{Comparison, Group, SectionRow};
use crate::labels::Labels;

/// A heading and what is said under it.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub heading: String,
    pub lines: Vec<Line>,
}

/// A name and the words for it.
#[derive(Debug, Serialize)]
pub struct Line {
    pub label: String,
    pub text: String,
}

pub fn findings(comparison: &Comparison, words: &Labels) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        comparison.groups.iter().filter_map(|group| finding(group, comparison, words)).collect();
    // Levels of one role share its sections and differ in their duties, so there the duties are counted.
    if comparison.roles.iter().all(|role| role.role == comparison.roles[0].role) {
        findings
            .push(Finding { heading: words.get("levels_heading").to_owned(), lines: vec![duties(comparison, words)] });
    }
    findings
}

fn finding(group: &Group, comparison: &Comparison, words: &Labels) -> Option<Finding> {
    let members: Vec<_> = comparison.roles.iter().filter(|role| group.roles.contains(&role.key)).collect();
    let titles: Vec<&str> = members.iter().map(|role| role.title.as_str()).collect();
    let everybody = members.len() == comparison.roles.len();
    let heading = match members.len() {
        1 => words.fill("only", &[("roles", titles[0])]),
        _ if everybody => words.get("shared_by_all").to_owned(),
        _ => words.fill("shared_by_some", &[("roles", &titles.join(words.get("and")))]),
    };
    let mut lines = Vec::new();
    let mut say = |label: &str, names: Vec<String>, all: usize| {
        if names.is_empty() {
            return;
        }
        // A list of everything says less than that it is everything.
        let text = if names.len() == all && all > 6 {
            words.fill("every", &[("count", &all.to_string())])
        } else {
            names.join(words.get("list"))
        };
        lines.push(Line { label: words.get(label).to_owned(), text });
    };
    // Levels of one role have one focus, which sets none of them apart.
    let same_focus = comparison.roles.iter().all(|role| role.focus == comparison.roles[0].focus);
    if let ([role], false) = (members.as_slice(), same_focus) {
        say("focus", role.focus.iter().cloned().collect(), usize::MAX);
    }
    let skill = |id: &String| comparison.skills.iter().find(|row| row.id == *id).map(|row| row.name.clone());
    let metric = |id: &String| comparison.metrics.iter().find(|row| row.id == *id).map(|row| row.name.clone());
    let section =
        |ids: &[String]| comparison.sections.iter().find(|row| row.ids == ids).map(|row| section_name(row, words));
    say("must_skills", group.skills.iter().filter_map(skill).collect(), usize::MAX);
    let sections = group.sections.iter().filter_map(|id| section(std::slice::from_ref(id))).collect();
    say("sections", sections, comparison.sections.len());
    say("alike", group.alike.iter().filter_map(|ids| section(ids)).collect(), usize::MAX);
    say("metrics", group.metrics.iter().filter_map(metric).collect(), comparison.metrics.len());
    if lines.is_empty() {
        // That all of them share nothing is worth a line; that two of them have no more in common is not.
        return everybody.then(|| Finding {
            heading,
            lines: vec![Line { label: words.get("must_skills").to_owned(), text: words.get("nothing").to_owned() }],
        });
    }
    Some(Finding { heading, lines })
}

/// The section's titles, each once: roles that share a section may call it by different names.
pub fn section_name(row: &SectionRow, words: &Labels) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for cell in row.cells.iter().flatten() {
        if !titles.contains(&cell.title.as_str()) {
            titles.push(&cell.title);
        }
    }
    titles.join(words.get(if row.alike { "and" } else { "variant" }))
}

fn duties(comparison: &Comparison, words: &Labels) -> Line {
    let rows = || comparison.sections.iter().flat_map(|section| &section.duties);
    let whole = |row: &&crate::compare::TextRow| row.cells.iter().all(Option::is_some);
    let same = rows().filter(|row| row.same).count();
    let different = rows().filter(whole).count() - same;
    let lacking = rows().count() - same - different;
    let count = |number: usize| number.to_string();
    let text = words
        .fill("duty_counts", &[("same", &count(same)), ("different", &count(different)), ("lacking", &count(lacking))]);
    Line { label: words.get("duties").to_owned(), text }
}
