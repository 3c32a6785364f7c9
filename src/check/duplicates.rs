//! Duties that say nearly the same, within a section and between sections, by the pairs of letters that they share.

use super::finding::Run;
use super::passage::{Part, Passage, is_han};
use super::subject::Subject;

const RULE: &str = "duplicate-duty";

struct Shingles<'a> {
    order: usize,
    passage: &'a Passage,
    pairs: Vec<u32>,
    /// One bit for each hash of a pair: two texts whose bits differ too much need no exact count.
    bits: [u64; 4],
}

pub(super) fn check(run: &mut Run<'_>) {
    let Some(rule) = run.active(RULE) else { return };
    let least = rule.limit("percent");
    let subject = run.subject;
    for language in subject.languages() {
        let duties: Vec<Shingles<'_>> = subject
            .passages()
            .enumerate()
            .filter(|(_, passage)| {
                passage.language == language
                    && matches!(passage.part, Part::Duty | Part::Paragraph)
                    && passage.text.len() >= rule.limit("bytes")
                    && !Subject::is_of_level(passage)
            })
            .map(|(order, passage)| shingles(order, passage))
            .collect();
        for (index, later) in duties.iter().enumerate() {
            // Nobody reads so far back, and a hostile document of many lines would take for ever.
            let near = &duties[index.saturating_sub(rule.limit("window"))..index];
            let Some(first) = near.iter().find(|first| is_alike(first, later, least)) else { continue };
            let range = 0..later.passage.text.len();
            let line = first.passage.locate(&(0..first.passage.text.len())).position().line.to_string();
            let text = crate::shape::shortened(&first.passage.text);
            run.find(RULE, later.order, later.passage, &range, &[("text", &text), ("line", &line)]);
        }
    }
}

fn shingles(order: usize, passage: &Passage) -> Shingles<'_> {
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || is_han(*c) || (!c.is_ascii() && c.is_alphanumeric());
    let letters: Vec<char> = passage.text.chars().filter(is_letter).map(|c| c.to_ascii_lowercase()).collect();
    let mut pairs: Vec<u32> =
        letters.windows(2).map(|pair| (pair[0] as u32).wrapping_mul(0x9e37_79b1) ^ (pair[1] as u32)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut bits = [0; 4];
    for pair in &pairs {
        let at = (pair.wrapping_mul(0x85eb_ca6b) >> 24) as usize;
        bits[at / 64] |= 1 << (at % 64);
    }
    Shingles { order, passage, pairs, bits }
}

/// Whether two texts share at least `percent` of their pairs (the Dice coefficient).
fn is_alike(one: &Shingles<'_>, other: &Shingles<'_>, percent: usize) -> bool {
    let total = one.pairs.len() + other.pairs.len();
    let shorter = one.pairs.len().min(other.pairs.len());
    if total == 0 || shorter * 200 < percent * total {
        return false;
    }
    // Every bit that only one of the two has stands for at least one pair that they do not share.
    let apart: usize = one.bits.iter().zip(&other.bits).map(|(a, b)| (a ^ b).count_ones() as usize).sum();
    if total.saturating_sub(apart) * 100 < percent * total {
        return false;
    }
    let (mut a, mut b, mut shared) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.pairs.get(a), other.pairs.get(b)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                a += 1;
                b += 1;
            }
        }
    }
    shared * 200 >= percent * total
}
