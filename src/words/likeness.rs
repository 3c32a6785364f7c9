//! How alike two texts are.

use std::collections::HashMap;

use super::plain_form;

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
