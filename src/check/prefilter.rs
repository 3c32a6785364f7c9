//! Which patterns a text calls for: those of which it holds a word, found for all patterns in one pass over the text.

/// The words of all patterns, sorted, each with the patterns that it calls for.
#[derive(Debug)]
pub struct Prefilter {
    /// Words of three bytes and more in lower case, sorted, with their patterns.
    words: Vec<(&'static [u8], &'static [u8])>,
    /// Where in `words` those with the same first three bytes begin, sorted.
    starts: Vec<([u8; 3], u32)>,
    /// Which hashes of three bytes some word begins with.
    beginnings: Box<[u64; 256]>,
    /// The patterns of words of one or two bytes, with the words.
    short: Vec<(&'static [u8], &'static [u8])>,
    /// Patterns that no word gives away.
    always: Vec<u16>,
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
    /// have no words stand after an empty one. The lines are sorted.
    pub fn new(list: &'static str) -> Prefilter {
        let mut filter = Prefilter {
            words: Vec::new(),
            starts: Vec::new(),
            beginnings: Box::new([0; 256]),
            short: Vec::new(),
            always: Vec::new(),
        };
        for line in list.lines() {
            let (word, patterns) = line.split_once('\t').unwrap_or((line, ""));
            let (word, patterns) = (word.as_bytes(), patterns.as_bytes());
            match *word {
                [] => numbers(patterns, |number| filter.always.push(number)),
                [a, b, c, ..] => {
                    let first = [a, b, c];
                    if filter.starts.last().is_none_or(|(known, _)| *known != first) {
                        filter.starts.push((first, u32::try_from(filter.words.len()).unwrap_or(u32::MAX)));
                        let (word, bit) = place(packed(first));
                        filter.beginnings[word] |= 1 << bit;
                    }
                    filter.words.push((word, patterns));
                }
                _ => filter.short.push((word, patterns)),
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
        let mut seen = [false; 256];
        let mut last_three = 0;
        for (at, byte) in bytes.iter().enumerate() {
            seen[usize::from(*byte)] = true;
            last_three = (last_three << 8 | u32::from(byte | 0x20)) & 0x00ff_ffff;
            let (word, bit) = place(last_three);
            if self.beginnings[word] >> bit & 1 == 1
                && let Some(start @ [a, b, c, ..]) = at.checked_sub(2).map(|start| &bytes[start..])
                && wanted(*a)
            {
                self.words_at([*a, *b, *c].map(|byte| byte.to_ascii_lowercase()), start, called);
            }
        }
        let holds = |word: &[u8]| match word {
            [byte] => seen[usize::from(*byte)] || seen[usize::from(byte.to_ascii_uppercase())],
            _ => bytes.windows(word.len()).any(|own| own.eq_ignore_ascii_case(word)),
        };
        for (_, patterns) in self.short.iter().filter(|(word, _)| holds(word)) {
            numbers(patterns, |number| called.push(number));
        }
    }

    fn words_at(&self, first: [u8; 3], bytes: &[u8], called: &mut Vec<u16>) {
        let Ok(at) = self.starts.binary_search_by_key(&first, |(start, _)| *start) else { return };
        let begin = self.starts[at].1 as usize;
        let end = self.starts.get(at + 1).map_or(self.words.len(), |(_, next)| *next as usize);
        for (word, patterns) in &self.words[begin..end] {
            if bytes.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word)) {
                numbers(patterns, |number| called.push(number));
            }
        }
    }
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
