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
    /// The first lines of how it would change.
    pub text: String,
}

/// How the file would change.
pub fn difference(old: &[u8], new: &[u8]) -> Difference {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines = Vec::new();
    let mut first = None;
    for Stretch { old: gone, new: come, .. } in align(&old, &new).into_iter().filter(|stretch| !stretch.is_same) {
        first.get_or_insert(gone.start.min(old.len().saturating_sub(1)) + 1);
        lines.push(format!("@@ -{} +{} @@", range_of_lines(&gone), range_of_lines(&come)));
        lines.extend(old[gone].iter().map(|line| format!("-{line}")));
        lines.extend(new[come].iter().map(|line| format!("+{line}")));
    }
    let mut text: String = lines.iter().take(DIFF_LINES).map(|line| format!("  {}\n", shortened(line))).collect();
    if lines.len() > DIFF_LINES {
        text.push_str(&format!("  … {} more lines\n", lines.len() - DIFF_LINES));
    }
    Difference { line: first.unwrap_or(1), text }
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
