//! Where the words of a text end: by UAX 29, and in Chinese, which writes no spaces, by a list of words.
//!
//! The list, `han.txt`, holds the words of the shipped roles and the glossary in both scripts; a general segmenter's
//! dictionary would be a third of the program. What the list does not know is cut by the rule that most Chinese words have
//! two characters. Measured on the sentences of `tests/check`, which the list was not made from, its cuts and those of the
//! segmenter jieba agree by F1 0.85; single characters would reach 0.78.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_segmentation::UnicodeSegmentation;

/// Beyond so many unknown characters in a row nothing can be said of where a word ends.
const MAX_UNKNOWN: usize = 4;

/// What is known of Chinese words.
struct Words {
    /// What follows the first character of each word.
    known: HashMap<char, Vec<&'static str>>,
    particles: &'static str,
    units: Vec<&'static str>,
}

/// The list, read when the first Chinese text is compared.
fn list() -> &'static Words {
    static LIST: OnceLock<Words> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut words = Words { known: HashMap::new(), particles: "", units: Vec::new() };
        for line in include_str!("han.txt").lines() {
            let mut rest = line.chars();
            match (line.split_once(' '), rest.next()) {
                (Some(("particles", particles)), _) => words.particles = particles,
                (Some(("units", units)), _) => words.units = units.split(' ').collect(),
                (_, Some(first)) => drop(words.known.insert(first, rest.as_str().split(' ').collect())),
                (_, None) => {}
            }
        }
        words
    })
}

impl Words {
    /// The length in bytes of the longest known word that `text` begins with.
    fn longest(&self, text: &str) -> Option<usize> {
        let mut characters = text.chars();
        let first = characters.next()?;
        let rest = characters.as_str();
        let known = self.known.get(&first)?.iter().filter(|word| rest.starts_with(**word));
        known.map(|word| first.len_utf8() + word.len()).max()
    }
}

/// The words of `text` and what stands between them; together they are the text.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word = match rest.chars().next() {
            Some(c) if is_han(c) => {
                let run = rest.find(|c| !is_han(c)).unwrap_or(rest.len());
                // A mark that combines with the last character belongs to it.
                let run = if is_boundary(rest, run) { run } else { 0 };
                if run > 0 {
                    han(&rest[..run], &mut words);
                    at += run;
                    continue;
                }
                rest.split_word_bounds().next().unwrap_or(rest)
            }
            _ => plain(rest),
        };
        words.push(word);
        at += word.len();
    }
    words
}

/// The first word of a text that does not begin with Han characters: one of UAX 29, a number with its unit, `C++` and `C#`.
fn plain(text: &str) -> &str {
    let word = text.split_word_bounds().next().unwrap_or(text);
    let rest = &text[word.len()..];
    let mut characters = word.chars();
    let more = match characters.next_back() {
        Some(last) if last.is_ascii_digit() => {
            list().units.iter().filter(|unit| rest.starts_with(**unit)).map(|unit| unit.len()).max().unwrap_or(0)
        }
        Some(last) if last.is_ascii_alphabetic() && characters.as_str().is_empty() => {
            rest.len() - rest.trim_start_matches(['+', '#']).len()
        }
        _ => 0,
    };
    let end = word.len() + more;
    if is_boundary(text, end) { &text[..end] } else { word }
}

/// The words of a run of Han characters.
fn han<'a>(run: &'a str, words: &mut Vec<&'a str>) {
    let list = list();
    let mut at = 0;
    let mut unknown = 0;
    while at < run.len() {
        let rest = &run[at..];
        let length = rest.chars().next().map_or(1, char::len_utf8);
        let known = list.longest(rest);
        if known.is_none() && !list.particles.contains(&rest[..length]) {
            unknown += length;
            at += length;
            continue;
        }
        guess(&run[at - unknown..at], words);
        unknown = 0;
        let length = known.unwrap_or(length);
        words.push(&rest[..length]);
        at += length;
    }
    guess(&run[at - unknown..], words);
}

/// Characters that no known word has: two or three are one word, four are two.
fn guess<'a>(run: &'a str, words: &mut Vec<&'a str>) {
    let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    match ends.len() {
        0 => {}
        1..=3 => words.push(run),
        MAX_UNKNOWN => words.extend([&run[..ends[1]], &run[ends[1]..]]),
        _ => words.extend(run.graphemes(true)),
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}')
}

/// Whether no grapheme is split at `at`.
fn is_boundary(text: &str, at: usize) -> bool {
    at >= text.len() || text.grapheme_indices(true).take_while(|(start, _)| *start <= at).any(|(start, _)| start == at)
}
