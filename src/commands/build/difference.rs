//! How the text of a file differs from what a build would write, as `--check` shows it.

use std::ops::Range;

use crate::alignment::{Stretch, align};

/// How many lines of a difference are shown.
const DIFF_LINES: usize = 12;

/// How the text of a file differs from what is there.
#[derive(Debug)]
pub struct Difference {
    /// The first line there that is other, from 1.
    pub line: usize,
    /// The first lines of how it would change, and in words what lines do not show.
    pub text: String,
    /// Whether its lines end otherwise, which is seldom anybody's wish.
    pub has_other_ends: bool,
}

/// How the file would change.
pub fn difference(old: &[u8], new: &[u8]) -> Difference {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let other_ends = other_ends(&old, &new);
    let has_other_ends = other_ends.is_some();
    let mut unseen: Vec<String> = other_ends.into_iter().chain(other_end(&old, &new)).collect();
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines = Vec::new();
    let mut first = None;
    for Stretch { old: gone, new: come, .. } in align(&old, &new).into_iter().filter(|stretch| !stretch.is_same) {
        first.get_or_insert(gone.start.min(old.len().saturating_sub(1)) + 1);
        lines.push(format!("@@ -{} +{} @@", range_of_lines(&gone), range_of_lines(&come)));
        lines.extend(old[gone].iter().map(|line| format!("-{line}")));
        lines.extend(new[come].iter().map(|line| format!("+{line}")));
    }
    if lines.is_empty() && unseen.is_empty() {
        unseen.push("the files differ in what cannot be shown".to_owned());
    }
    let shown = unseen.iter().chain(lines.iter().take(DIFF_LINES));
    let mut text: String = shown.map(|line| format!("  {}\n", shortened(line))).collect();
    if lines.len() > DIFF_LINES {
        text.push_str(&format!("  … {} more lines\n", lines.len() - DIFF_LINES));
    }
    // A newline that is missing at the end is missing in the last line.
    let line = first.unwrap_or(if has_other_ends { 1 } else { old.len().max(1) });
    Difference { line, text, has_other_ends }
}

/// In words that the lines end otherwise.
fn other_ends(old: &str, new: &str) -> Option<String> {
    let (old, new) = (ends(old)?, ends(new)?);
    (old != new).then(|| format!("the line ends differ: {old} in the file, {new} in what a build writes"))
}

/// How the lines of a text end; `None` where it has one line, which nothing ends.
fn ends(text: &str) -> Option<&'static str> {
    let (all, long) = (text.matches('\n').count(), text.matches("\r\n").count());
    match (all, long) {
        (0, _) => None,
        (_, 0) => Some("LF"),
        _ if all == long => Some("CRLF"),
        _ => Some("CRLF and LF"),
    }
}

/// In words that one of the texts has no newline at its end.
fn other_end(old: &str, new: &str) -> Option<String> {
    let words = match (old.ends_with('\n'), new.ends_with('\n')) {
        (false, true) => "the newline at the end of the file is missing",
        (true, false) => "the file has a newline at its end, what a build writes has none",
        _ => return None,
    };
    Some(words.to_owned())
}

/// Lines as the head of a hunk names them (POSIX, `diff -u`): the first one and how many, where that is not one.
fn range_of_lines(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn shortened(line: &str) -> String {
    if line.chars().count() <= 160 { line.to_owned() } else { line.chars().take(159).chain(['…']).collect() }
}
