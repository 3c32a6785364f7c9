//! Which patterns a text calls for: those of which it holds a word, found for all patterns in one pass over the text.

use crate::sort;

/// A word in lower case, and the numbers of the patterns that it calls for.
#[derive(Debug)]
struct Word {
    first: u32,
    word: &'static [u8],
    patterns: &'static [u8],
}

/// The words of all patterns.
#[derive(Debug)]
pub struct Prefilter {
    /// Words of three bytes and more, sorted by those.
    words: Vec<Word>,
    /// Which hashes of three bytes some word begins with.
    beginnings: Box<[u64; 256]>,
    /// Where in `words` those with the same first three bytes begin, from 1, by their hash; 0 is nowhere.
    slots: Box<[u16; SLOTS]>,
    /// Words of two bytes.
    pairs: Vec<Word>,
    /// Which two bytes are such a word, a bit for each number of 16 bits.
    pair_places: Box<[u64; 1024]>,
    /// Sets of single bytes that call for the same patterns.
    bytes: Vec<(ByteSet, &'static [u8])>,
    /// Patterns that no word gives away.
    always: Vec<u16>,
}

/// More than twice as many as there are beginnings of words, so that few are looked for in more than one place.
const SLOTS: usize = 4096;

/// A set of bytes, a bit each.
type ByteSet = [u64; 4];

fn add(set: &mut ByteSet, byte: u8) {
    set[usize::from(byte >> 6)] |= 1 << (byte & 63);
}

/// Three bytes as a number, whatever the case of ASCII letters: the bit that tells those apart is set in every byte.
fn packed([a, b, c]: [u8; 3]) -> u32 {
    u32::from(a | 0x20) << 16 | u32::from(b | 0x20) << 8 | u32::from(c | 0x20)
}

/// Where three bytes stand in `beginnings`: a bit of 16,384.
fn place(packed: u32) -> (usize, u32) {
    let hash = packed.wrapping_mul(0x9e37_79b1) >> 18;
    ((hash >> 6) as usize, hash & 63)
}

impl Prefilter {
    /// Reads the list that the build script made: a line a word, the numbers of its patterns after a tab; the patterns that
    /// have no words stand after an empty one.
    pub fn new(list: &'static str) -> Prefilter {
        let mut filter = Prefilter {
            words: Vec::new(),
            beginnings: Box::new([0; 256]),
            slots: Box::new([0; SLOTS]),
            pairs: Vec::new(),
            pair_places: Box::new([0; 1024]),
            bytes: Vec::new(),
            always: Vec::new(),
        };
        for line in list.lines() {
            let (word, patterns) = line.split_once('\t').unwrap_or((line, ""));
            let (word, patterns) = (word.as_bytes(), patterns.as_bytes());
            match *word {
                [] => numbers(patterns, |number| filter.always.push(number)),
                [byte] => {
                    let same = filter.bytes.iter().position(|(_, own)| *own == patterns);
                    let at = same.unwrap_or_else(|| {
                        filter.bytes.push(([0; 4], patterns));
                        filter.bytes.len() - 1
                    });
                    add(&mut filter.bytes[at].0, byte.to_ascii_lowercase());
                    add(&mut filter.bytes[at].0, byte.to_ascii_uppercase());
                }
                [a, b] => {
                    let first = packed([0, a, b]) & 0xffff;
                    filter.pair_places[(first >> 6) as usize] |= 1 << (first & 63);
                    filter.pairs.push(Word { first, word, patterns });
                }
                [a, b, c, ..] => filter.words.push(Word { first: packed([a, b, c]), word, patterns }),
            }
        }
        sort::by_key(&mut filter.words, |word| word.first);
        let mut before = None;
        for (at, word) in filter.words.iter().enumerate() {
            if before.replace(word.first) != Some(word.first) {
                let (own, bit) = place(word.first);
                filter.beginnings[own] |= 1 << bit;
                let free = probe(word.first).find(|slot| filter.slots[*slot] == 0);
                if let Some(free) = free {
                    filter.slots[free] = u16::try_from(at + 1).unwrap_or_default();
                }
            }
        }
        filter
    }

    /// The numbers of the patterns that a text calls for, each once, sorted. `folded` is the text in the form of the patterns,
    /// `text` as it stands, which patterns of typography are for; of that only what folding changes is looked at.
    pub fn called(&self, folded: &str, text: &str, called: &mut Vec<u16>) {
        called.clear();
        called.extend(&self.always);
        self.look(folded, |_| true, called);
        if folded != text {
            // The lead bytes of the Han characters in daily use are E4 to E9.
            self.look(text, |lead| lead >= 0x80 && !matches!(lead, 0xe4..=0xe9), called);
        }
        called.sort_unstable();
        called.dedup();
    }

    fn look(&self, text: &str, wanted: impl Fn(u8) -> bool, called: &mut Vec<u16>) {
        let bytes = text.as_bytes();
        let mut seen: ByteSet = [0; 4];
        let mut last_three = 0;
        for (at, byte) in bytes.iter().enumerate() {
            add(&mut seen, *byte);
            last_three = (last_three << 8 | u32::from(byte | 0x20)) & 0x00ff_ffff;
            let last_two = last_three & 0xffff;
            if self.pair_places[(last_two >> 6) as usize] >> (last_two & 63) & 1 == 1 && at > 0 {
                let pairs = self.pairs.iter().filter(|pair| bytes[at - 1..=at].eq_ignore_ascii_case(pair.word));
                pairs.for_each(|pair| numbers(pair.patterns, |number| called.push(number)));
            }
            let (own, bit) = place(last_three);
            if self.beginnings[own] >> bit & 1 == 1
                && let Some(start) = at.checked_sub(2).map(|start| &bytes[start..])
                && wanted(start[0])
            {
                self.words_at(last_three, start, called);
            }
        }
        let holds = |set: &ByteSet| set.iter().zip(&seen).any(|(own, seen)| own & seen != 0);
        for (_, patterns) in self.bytes.iter().filter(|(set, _)| holds(set)) {
            numbers(patterns, |number| called.push(number));
        }
    }

    fn words_at(&self, first: u32, bytes: &[u8], called: &mut Vec<u16>) {
        for slot in probe(first) {
            let Some(begin) = usize::from(self.slots[slot]).checked_sub(1) else { return };
            if self.words[begin].first != first {
                continue;
            }
            for word in self.words[begin..].iter().take_while(|word| word.first == first) {
                if bytes.get(..word.word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.word)) {
                    numbers(word.patterns, |number| called.push(number));
                }
            }
            return;
        }
    }
}

/// The slots that three bytes may be in, the likeliest first.
fn probe(packed: u32) -> impl Iterator<Item = usize> {
    let hash = (packed.wrapping_mul(0x9e37_79b1) >> 20) as usize;
    (0..SLOTS).map(move |step| (hash + step) % SLOTS)
}

/// The decimal numbers of a list with spaces between them.
fn numbers(list: &[u8], mut each: impl FnMut(u16)) {
    for word in list.split(|byte| *byte == b' ') {
        each(word.iter().fold(0, |number: u16, digit| number.wrapping_mul(10).wrapping_add(u16::from(digit & 15))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\t7\n!\t3\nable\t1 20\nably\t2\nk\t4\n限男\t300\n１\t5\n";

    fn called(folded: &str, text: &str) -> Vec<u16> {
        let mut called = Vec::new();
        Prefilter::new(LIST).called(folded, text, &mut called);
        called
    }

    #[test]
    fn a_word_calls_its_patterns_whatever_the_case_of_its_letters() {
        assert_eq!(called("Unable to be ABLY done", "Unable to be ABLY done"), [1, 2, 7, 20]);
        assert_eq!(called("仅限男性", "仅限男性"), [7, 300]);
        assert_eq!(called("好!10K", "好！10K"), [3, 4, 7]);
        assert_eq!(called("", ""), [7]);
        assert_eq!(called("10", "１０"), [5, 7], "a word that folding takes away is found in the text as it stands");
    }

    proptest::proptest! {
        #[test]
        fn every_word_in_a_text_is_found(text in "(ab|le|ly|L|限|男|!|k| ){0,12}") {
            let found = called(&text, &text);
            let lower = text.to_lowercase();
            for (word, number) in [("able", 1), ("ably", 2), ("!", 3), ("k", 4), ("限男", 300)] {
                proptest::prop_assert_eq!(lower.contains(word), found.contains(&number), "{}", word);
            }
        }
    }
}
