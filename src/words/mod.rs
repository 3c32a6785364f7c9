//! Two wordings of one text: which words changed, whether only their form did, and how alike they are.

mod form;
mod likeness;
mod segment;

use crate::alignment::align;
use crate::characters::is_wide;
pub use form::plain_form;
pub use likeness::{Pairs, likeness};
use segment::split;

/// Texts longer than this are not looked into: the whole is shown as replaced, so that a hostile file costs no quadratic time.
const MAX_WORDS: usize = 20_000;

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In both.
    Same,
    /// Only in the old wording.
    Removed,
    /// Only in the new wording.
    Added,
}

/// Words that share a fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What became of them.
    pub mark: Mark,
    /// The words with the white space between them.
    pub text: String,
}

/// The runs that lead from `old` to `new`: those not added make up `old`, those not removed make up `new`.
///
/// Words are those of `segment`, so no grapheme is ever split. What two changes leave between them counts as changed where
/// it is too short to be read by itself.
pub fn compare(old: &str, new: &str) -> Vec<Run> {
    let (old_words, new_words) = (split(old), split(new));
    let mut runs: Vec<Run> = Vec::new();
    if old_words.len().max(new_words.len()) > MAX_WORDS {
        push(&mut runs, Mark::Removed, old);
        push(&mut runs, Mark::Added, new);
        return runs;
    }
    let mut pending: (String, String) = Default::default();
    let stretches = align(&old_words, &new_words);
    let last = stretches.len().saturating_sub(1);
    for (index, stretch) in stretches.into_iter().enumerate() {
        let removed = old_words[stretch.old].concat();
        let added = new_words[stretch.new].concat();
        let at_edge = index == 0 || index == last;
        if stretch.is_same && (at_edge || is_readable(&removed)) {
            flush(&mut runs, &mut pending);
            push(&mut runs, Mark::Same, &removed);
        } else {
            pending.0.push_str(&removed);
            pending.1.push_str(&added);
        }
    }
    flush(&mut runs, &mut pending);
    runs
}

/// Whether words that stay the same between two changes are worth showing as such: two Han characters, or a word of letters.
fn is_readable(text: &str) -> bool {
    let wide = text.chars().filter(|c| is_wide(*c) && c.is_alphanumeric()).count();
    let narrow = text.chars().filter(|c| !is_wide(*c) && c.is_alphanumeric()).count();
    wide >= 2 || narrow >= 3
}

fn flush(runs: &mut Vec<Run>, pending: &mut (String, String)) {
    let (removed, added) = std::mem::take(pending);
    push(runs, Mark::Removed, &removed);
    push(runs, Mark::Added, &added);
}

fn push(runs: &mut Vec<Run>, mark: Mark, text: &str) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ => runs.push(Run { mark, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
