//! Which Han characters belong to one script only, told by the national character sets: GB 2312 holds simplified Chinese,
//! Big5 holds traditional Chinese, and what only one of them holds is a character of that script.

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
    if !is_han(c) {
        return Script::Either;
    }
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
