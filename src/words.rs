//! Two wordings of one text: which words changed, whether only their form did, and how alike they are.

use std::collections::HashMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::characters::is_wide;

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
/// Words end where UAX 29 says, so no grapheme is ever split; Han characters are words of their own there. What two changes
/// leave between them counts as changed where it is too short to be read by itself.
pub fn compare(old: &str, new: &str) -> Vec<Run> {
    let (old_words, new_words) = (split(old), split(new));
    let mut runs: Vec<Run> = Vec::new();
    if old_words.len().max(new_words.len()) > MAX_WORDS {
        push(&mut runs, Mark::Removed, old);
        push(&mut runs, Mark::Added, new);
        return runs;
    }
    let mut pending: (String, String) = Default::default();
    let operations = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let last = operations.len().saturating_sub(1);
    for (index, operation) in operations.into_iter().enumerate() {
        let removed = old_words[operation.old_range()].concat();
        let added = new_words[operation.new_range()].concat();
        let at_edge = index == 0 || index == last;
        if operation.tag() == DiffTag::Equal && (at_edge || is_readable(&removed)) {
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

fn split(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
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

/// The text without what only its form is: markup, kinds of quotes, dashes and spaces, full-width Latin letters, and the
/// space that some put between Han and Latin. Two texts of the same plain form say the same.
pub fn plain_form(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc() {
        let c = match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' | '"' => '"',
            '‘' | '’' | '‚' | '‛' | '＇' | '`' | '\'' => '\'',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => '-',
            '～' | '〜' => '~',
            '\u{3000}' => ' ',
            // The full-width forms of ASCII stand 0xFEE0 above it.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '…' => {
                plain.push_str("...");
                continue;
            }
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        plain.push(c);
    }
    let characters: Vec<char> = plain.chars().collect();
    let mut form = String::with_capacity(plain.len());
    for (index, c) in characters.iter().copied().enumerate() {
        let before = form.chars().last();
        let after = characters[index + 1..].iter().copied().find(|next| *next != ' ');
        match c {
            ' ' if before.is_none_or(|own| own == ' ' || is_wide(own) || is_mark(own)) => {}
            ' ' if after.is_none_or(is_wide) => {}
            // Emphasis and code of Markdown; a single star or underscore inside of a word belongs to it.
            '*' | '_' if characters.get(index + 1) == Some(&c) || before_is(&characters, index, c) => {}
            '*' | '_' if is_emphasis(&characters, index) => {}
            '\'' if is_emphasis(&characters, index) => {}
            c => form.push(c),
        }
    }
    form.truncate(form.trim_end().len());
    form
}

/// Full-width punctuation brings its own space, so one after its narrow form is form only.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '(' | '!' | '?')
}

fn before_is(characters: &[char], index: usize, c: char) -> bool {
    index.checked_sub(1).is_some_and(|before| characters[before] == c)
}

fn is_emphasis(characters: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| characters[before]);
    let after = characters.get(index + 1).copied();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    let any = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    (any(before) || any(after)) && !(word(before) && word(after))
}

/// How alike two texts are, from 0 to 1: the share of their pairs of neighbouring characters that both have (Dice).
pub fn likeness(one: &str, other: &str) -> f64 {
    Pairs::new(one).likeness(&Pairs::new(other))
}

/// The pairs of neighbouring characters of a text, counted once for many comparisons.
#[derive(Debug)]
pub struct Pairs {
    counts: HashMap<(char, char), usize>,
    total: usize,
}

impl Pairs {
    /// The pairs of `text`; the case of letters and the form do not matter.
    pub fn new(text: &str) -> Pairs {
        let text = plain_form(text).to_lowercase();
        let mut counts = HashMap::new();
        let mut total = 0;
        let bounded = || std::iter::once(' ').chain(text.chars()).chain([' ']);
        for pair in bounded().zip(bounded().skip(1)) {
            *counts.entry(pair).or_insert(0) += 1;
            total += 1;
        }
        Pairs { counts, total }
    }

    /// As [`likeness`].
    pub fn likeness(&self, other: &Pairs) -> f64 {
        let shared: usize =
            self.counts.iter().map(|(pair, count)| other.counts.get(pair).map_or(0, |theirs| *count.min(theirs))).sum();
        #[allow(clippy::cast_precision_loss, reason = "texts are far shorter than 2^52 characters")]
        let share = 2.0 * shared as f64 / (self.total + other.total) as f64;
        share
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let show = |run: Run| match run.mark {
            Mark::Same => run.text,
            Mark::Removed => format!("[-{}]", run.text),
            Mark::Added => format!("[+{}]", run.text),
        };
        compare(old, new).into_iter().map(show).collect()
    }

    #[test]
    fn the_words_that_changed_are_marked_and_no_more() {
        for (old, new, marked) in [
            ("Builds simple APIs", "Builds reliable APIs", "Builds [-simple][+reliable] APIs"),
            ("每周归纳流失原因", "每月归纳流失原因", "每[-周][+月]归纳流失原因"),
            ("负责运营活动", "主导运营活动", "[-负责][+主导]运营活动"),
            ("a", "", "[-a]"),
            ("same", "same", "same"),
        ] {
            assert_eq!(shown(old, new), marked);
        }
    }

    #[test]
    fn one_han_character_between_two_changes_is_no_island() {
        assert_eq!(shown("计划并执行的活动", "策划且执笔的活动"), "[-计划并执行][+策划且执笔]的活动");
    }

    #[test]
    fn a_grapheme_is_never_split() {
        assert_eq!(shown("e\u{301}t", "e\u{300}t"), "[-e\u{301}t][+e\u{300}t]");
        assert_eq!(shown("👩‍💻 a", "👩‍🔬 a"), "[-👩‍💻][+👩‍🔬] a");
    }

    #[test]
    fn quotes_dashes_widths_markup_and_spaces_are_form_and_a_full_stop_is_not() {
        for (one, other) in [
            ("“Own” the plan", "\"Own\" the plan"),
            ("用 SQL 分析", "用SQL分析"),
            ("（如 RFM）", "(如RFM)"),
            ("**Own** the `plan`", "Own the plan"),
            ("a_b *and* c", "a_b and c"),
            ("A – B…", "A - B..."),
            ("分析，归纳", "分析, 归纳"),
            ("users' needs ", "users’  needs"),
        ] {
            assert_eq!(plain_form(one), plain_form(other), "{one} {other}");
        }
        for (one, other) in
            [("Do it.", "Do it"), ("2*3", "23"), ("10²", "102"), ("a b", "ab"), ("不做", "做"), ("C", "c")]
        {
            assert_ne!(plain_form(one), plain_form(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn the_runs_make_up_both_wordings(old in "[ab用户 ,e\u{301}]{0,30}", new in "[ab用户 ,e\u{301}]{0,30}") {
            let runs = compare(&old, &new);
            let without = |mark| runs.iter().filter(|run| run.mark != mark).map(|run| run.text.as_str()).collect::<String>();
            prop_assert_eq!(without(Mark::Added), old);
            prop_assert_eq!(without(Mark::Removed), new);
        }

        #[test]
        fn a_text_is_as_alike_as_can_be_to_itself_alone(text in ".{0,40}") {
            prop_assert!((likeness(&text, &text) - 1.0).abs() < 1e-9);
        }
    }
}
