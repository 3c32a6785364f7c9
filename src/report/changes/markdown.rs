//! A comparison as a comment on a pull request: a sentence a role, a table by section, all wordings folded away.

use super::Telling;
use super::jobs;
use super::sentence;
use super::view::{self, Block, Row};
use crate::diff::Comparison;
use crate::words::{Mark, Run};

/// How long a comment may be; GitHub's own limit is 65,536 characters.
pub const MAX_CHARACTERS: usize = 65_000;
/// How many lines the published job descriptions may take, so that they leave room for what changed in the roles.
const MAX_JOB_LINES: usize = 40;
/// Room that is kept for saying how much was left out.
const RESERVE: usize = 300;

/// The comparison as GitHub-flavoured Markdown of under [`MAX_CHARACTERS`]; what finds no place is counted.
pub fn markdown(comparison: &Comparison, telling: &Telling) -> String {
    let roles: Vec<_> = comparison.roles.iter().filter(|role| telling.all || !role.is_silent()).collect();
    let mut page = Page { text: String::new(), left: MAX_CHARACTERS - RESERVE };
    let mut lost = 0;
    if roles.is_empty() && comparison.is_silent() {
        let key = if comparison.roles.is_empty() { "nothing" } else { "nothing_seen" };
        page.add(&format!("**{}**\n", telling.say(key)));
    }
    if roles.len() > 1 {
        let count: usize = roles.iter().map(|role| 1 + role.alike.len()).sum();
        let key = if telling.documents { "documents_changed" } else { "roles_changed" };
        page.add(&format!("**{}**\n\n", telling.count(key, count, &[])));
        for role in &roles {
            let line = sentence::line(role, telling);
            lost += usize::from(!page.add(&format!("- {}\n", escaped(&line))));
        }
    } else if let Some(role) = roles.first() {
        page.add(&format!("**{}**{}\n", escaped(&sentence::line(role, telling)), ""));
    }
    lost += page.jobs(comparison, telling);
    let mut hidden = 0;
    for role in comparison.roles.iter() {
        hidden += view::role(role, telling).hidden;
    }
    for role in &roles {
        let view = view::role(role, telling);
        let rows = |blocks: &[Block]| blocks.iter().map(|block| block.rows.len()).sum::<usize>();
        let mut heading = format!("\n### {} (`{}`)\n\n", escaped(&view.title), view.id);
        for note in &view.notes {
            heading.push_str(&format!("{}\n\n", escaped(note)));
        }
        if view.blocks.is_empty() {
            page.add(&heading);
            continue;
        }
        heading.push_str(&format!(
            "| {} | {} | {} |\n|---|---|---|\n",
            telling.say("column_section"),
            telling.say("column_change"),
            telling.say("column_text")
        ));
        if !page.add(&heading) {
            lost += rows(&view.blocks);
            continue;
        }
        for block in &view.blocks {
            let mut name = escaped(&block.heading);
            if block.rows.is_empty() {
                lost += usize::from(!page.add(&format!("| {name} | {} | |\n", block.notes.join(", "))));
            }
            for (index, row) in block.rows.iter().enumerate() {
                let mut what = escaped(&row.what);
                if index == 0 && !block.notes.is_empty() {
                    name.push_str(&format!("<br>*{}*", escaped(&block.notes.join(", "))));
                }
                if what.is_empty() {
                    what.push(' ');
                }
                lost += usize::from(!page.add(&format!("| {name} | {what} | {} |\n", marked(&row.runs))));
                // The heading is said once; an empty cell goes on with it.
                name.clear();
            }
        }
        page.details(&view.blocks, telling);
    }
    let mut text = page.text;
    for (key, count) in [("not_shown", lost), ("hidden", hidden)] {
        if count > 0 {
            text.push_str(&format!("\n<sub>{}</sub>\n", escaped(&telling.count(key, count, &[]))));
        }
    }
    text
}

struct Page {
    text: String,
    left: usize,
}

impl Page {
    /// Adds a piece where there is room for it.
    fn add(&mut self, piece: &str) -> bool {
        let length = piece.chars().count();
        if length > self.left {
            // What follows a gap would look as if nothing were missing.
            self.left = 0;
            return false;
        }
        self.left -= length;
        self.text.push_str(piece);
        true
    }

    /// The published job descriptions that change. Gives how many lines found no place.
    fn jobs(&mut self, comparison: &Comparison, telling: &Telling) -> usize {
        let Some(headline) = jobs::headline(comparison.jobs.as_ref(), telling) else { return 0 };
        let lines = comparison.jobs.iter().flat_map(|jobs| jobs::lines(jobs, telling));
        let start = if self.text.is_empty() { "" } else { "\n" };
        self.add(&format!("{start}**{}**\n", escaped(&headline)));
        let mut lost = 0;
        for (index, line) in lines.enumerate() {
            if index >= MAX_JOB_LINES {
                lost += 1;
                continue;
            }
            let start = if index == 0 { "\n" } else { "" };
            let who = line.who(telling, |name| format!("`{}`", name.replace('`', "'")));
            let said = telling.fill("in_group", &[("group", &who), ("changes", &line.what)]);
            lost += usize::from(!self.add(&format!("{start}- {}\n", escaped(&said))));
        }
        lost
    }

    /// All languages of the texts that are in several, folded away.
    fn details(&mut self, blocks: &[Block], telling: &Telling) {
        let rows: Vec<&Row> =
            blocks.iter().flat_map(|block| &block.rows).filter(|row| row.wordings.len() > 1).collect();
        if rows.is_empty() || self.left < 2_000 {
            return;
        }
        let mut text = format!("\n<details><summary>{}</summary>\n\n", telling.say("wording_details"));
        for row in rows {
            let mut entry = String::new();
            for (language, runs) in &row.wordings {
                entry.push_str(&format!("- `{language}`: {}\n", marked(runs)));
            }
            entry.push_str("\n<!-- -->\n\n");
            if text.chars().count() + entry.chars().count() + 20 > self.left {
                break;
            }
            text.push_str(&entry);
        }
        let text = format!("{}</details>\n", text.trim_end_matches("<!-- -->\n\n"));
        self.add(&text);
    }
}

/// Marked words as HTML, since emphasis of Markdown does not work between Han characters.
fn marked(runs: &[Run]) -> String {
    let one = |run: &Run| {
        let text = escaped(&run.text);
        match run.mark {
            Mark::Same => text,
            Mark::Removed => format!("<del>{text}</del>"),
            Mark::Added => format!("<ins>{text}</ins>"),
        }
    };
    runs.iter().map(one).collect()
}

/// The text with all that Markdown, its tables and GitHub's own references would take for more than words made harmless.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        match c {
            // Our own sentences put keys in backticks; inside of them, nothing but a bar needs care.
            '`' => {
                code = !code;
                escaped.push('`');
            }
            '|' => escaped.push_str("\\|"),
            c if code => escaped.push(c),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '#' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // A zero-width joiner keeps a word from being an address that GitHub notifies.
            '@' => escaped.push_str("@\u{200d}"),
            '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    if code { escaped.replace('`', "\\`") } else { escaped }
}
