//! Which Han characters belong to one script only, told by the national character sets: GB 2312 holds simplified Chinese,
//! Big5 holds traditional Chinese, and what only one of them holds is a character of that script.

use std::sync::atomic::{AtomicU8, Ordering};

use super::passage::is_han;

/// The script that a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// In GB 2312 and not in Big5.
    Simplified,
    /// In Big5 and not in GB 2312.
    Traditional,
    /// In both or in neither.
    Either,
}

/// The script of `c`.
pub fn of(c: char) -> Script {
    /// What is known of the characters from U+4E00 on: 0 is not yet looked up.
    static KNOWN: [AtomicU8; 0x5200] = [const { AtomicU8::new(0) }; 0x5200];
    if !is_han(c) {
        return Script::Either;
    }
    let known = (c as usize).checked_sub(0x4e00).and_then(|index| KNOWN.get(index));
    match known.map_or(0, |known| known.load(Ordering::Relaxed)) {
        1 => return Script::Simplified,
        2 => return Script::Traditional,
        3 => return Script::Either,
        _ => {}
    }
    let script = look_up(c);
    if let Some(known) = known {
        let number = match script {
            Script::Simplified => 1,
            Script::Traditional => 2,
            Script::Either => 3,
        };
        known.store(number, Ordering::Relaxed);
    }
    script
}

fn look_up(c: char) -> Script {
    let mut bytes = [0; 4];
    let text: &str = c.encode_utf8(&mut bytes);
    let (gbk, _, missing) = encoding_rs::GBK.encode(text);
    // GB 2312 is the part of GBK whose two bytes both have their high bit far enough up (GB 2312-80, rows 16 to 87).
    let simplified = !missing && matches!(*gbk, [0xb0..=0xf7, 0xa1..=0xfe]);
    let (_, _, missing) = encoding_rs::BIG5.encode(text);
    match (simplified, !missing) {
        (true, false) => Script::Simplified,
        (false, true) => Script::Traditional,
        _ => Script::Either,
    }
}

/// How many characters of `text` are of the simplified and of the traditional script only.
pub fn count(text: &str) -> (usize, usize) {
    text.chars().fold((0, 0), |(simplified, traditional), c| match of(c) {
        Script::Simplified => (simplified + 1, traditional),
        Script::Traditional => (simplified, traditional + 1),
        Script::Either => (simplified, traditional),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_belongs_to_the_script_whose_national_set_alone_holds_it() {
        assert_eq!(of('运'), Script::Simplified);
        assert_eq!(of('運'), Script::Traditional);
        for c in ['用', '后', '台', 'a', '，'] {
            assert_eq!(of(c), Script::Either, "{c}");
        }
    }
}
