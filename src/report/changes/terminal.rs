//! A comparison for a terminal: coloured where there is colour, in its width, with wide characters measured.

use console::{Style, measure_text_width};
use unicode_segmentation::UnicodeSegmentation;

use super::Telling;
use super::jobs;
use super::view::{self, RoleView, Row, Sign};
use crate::diff::Comparison;
use crate::words::{Mark, Run};

/// The comparison in lines of at most `width` columns. Without colour, changed words stand in `[-…-]` and `{+…+}`.
pub fn terminal(comparison: &Comparison, telling: &Telling, width: usize, colored: bool) -> String {
    let paint = Paint { colored, width: width.max(40) };
    let mut text = String::new();
    for role in &comparison.roles {
        let view = view::role(role, telling);
        if telling.all || !role.is_silent() {
            paint.role(&view, &mut text);
        }
    }
    let hidden: usize = comparison.roles.iter().map(|role| view::role(role, telling).hidden).sum();
    if let Some(headline) = jobs::headline(comparison.jobs.as_ref(), telling).filter(|_| !comparison.is_silent()) {
        paint.jobs(&headline, comparison, telling, &mut text);
    }
    if text.is_empty() {
        let key = if comparison.roles.is_empty() { "nothing" } else { "nothing_seen" };
        text.push_str(&format!("{}\n", telling.say(key)));
    }
    if hidden > 0 {
        text.push_str(&paint.style(Style::new().dim(), &telling.count("hidden", hidden, &[])));
        text.push('\n');
    }
    text
}

struct Paint {
    colored: bool,
    width: usize,
}

impl Paint {
    fn style(&self, style: Style, text: &str) -> String {
        if self.colored { style.force_styling(true).apply_to(text).to_string() } else { text.to_owned() }
    }

    fn role(&self, role: &RoleView, text: &mut String) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&self.style(Style::new().bold(), &format!("{}  {}", role.id, role.title)));
        text.push('\n');
        // The summary may say what a note says.
        for note in role.notes.iter().filter(|note| !role.summary.contains(*note)).chain([&role.summary]) {
            self.wrapped(&[(Style::new(), note.clone())], 2, 2, text);
        }
        for block in &role.blocks {
            let notes: String = block.notes.iter().map(|note| format!("  ({note})")).collect();
            text.push_str(&format!("\n  {}{notes}\n", self.style(Style::new().underlined(), &block.heading)));
            for row in &block.rows {
                self.row(row, text);
            }
        }
    }

    fn jobs(&self, headline: &str, comparison: &Comparison, telling: &Telling, text: &mut String) {
        if !text.is_empty() {
            text.push('\n');
        }
        self.wrapped(&[(Style::new().bold(), headline.to_owned())], 0, 2, text);
        for line in comparison.jobs.iter().flat_map(|jobs| jobs::lines(jobs, telling)) {
            let who = line.who(telling, str::to_owned);
            let said = telling.fill("in_group", &[("group", &who), ("changes", &line.what)]);
            self.wrapped(&[(Style::new(), said)], 2, 4, text);
        }
    }

    fn row(&self, row: &Row, text: &mut String) {
        let (sign, style) = match row.sign {
            Sign::Added => ("+", Style::new().green()),
            Sign::Removed => ("-", Style::new().red()),
            Sign::Changed => ("~", Style::new().yellow()),
            Sign::Unchanged => (" ", Style::new()),
        };
        text.push_str(&format!("    {} ", self.style(style.clone(), sign)));
        let whole = matches!(row.sign, Sign::Added | Sign::Removed);
        let mut pieces: Vec<(Style, String)> = row.runs.iter().map(|run| self.piece(run, whole)).collect();
        if !pieces.iter().all(|(_, text)| text.is_empty()) {
            pieces.push((Style::new(), "  ".to_owned()));
        }
        if !row.what.is_empty() {
            pieces.push((Style::new().dim(), format!("({})", row.what)));
        }
        self.wrapped(&pieces, 6, 6, text);
    }

    fn piece(&self, run: &Run, whole: bool) -> (Style, String) {
        let bare = self.colored || whole;
        match run.mark {
            Mark::Same => (Style::new(), run.text.clone()),
            Mark::Removed => {
                (Style::new().red().strikethrough(), if bare { run.text.clone() } else { format!("[-{}-]", run.text) })
            }
            Mark::Added => (Style::new().green(), if bare { run.text.clone() } else { format!("{{+{}+}}", run.text) }),
        }
    }

    /// Writes `pieces` from column `start` on, broken between words; further lines begin at `indent`.
    fn wrapped(&self, pieces: &[(Style, String)], start: usize, indent: usize, text: &mut String) {
        let mut column = start;
        if !text.ends_with(' ') {
            text.push_str(&" ".repeat(start));
        }
        for (style, piece) in pieces {
            let mut line = String::new();
            for word in &words(piece) {
                let columns = measure_text_width(word);
                let is_space = word.chars().all(char::is_whitespace);
                if column + columns > self.width && column > indent && !is_closing(word) {
                    text.push_str(&self.style(style.clone(), line.trim_end()));
                    line.clear();
                    text.truncate(text.trim_end_matches(' ').len());
                    text.push('\n');
                    text.push_str(&" ".repeat(indent));
                    column = indent;
                    if is_space {
                        continue;
                    }
                }
                line.push_str(word);
                column += columns;
            }
            if !line.is_empty() {
                text.push_str(&self.style(style.clone(), &line));
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
}

/// The words of a text, an opening bracket with the word behind it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_word_bounds() {
        match words.last_mut() {
            Some(last) if last.ends_with(['(', '[', '{', '（', '“', '「']) && last.chars().count() <= 2 => {
                last.push_str(word)
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// Whether a mark must not begin a line.
fn is_closing(word: &str) -> bool {
    word.chars().all(|c| ",.;:!?)]}，。；：！？、）】」』”’".contains(c))
}
