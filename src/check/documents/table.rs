//! Tables that are forms: rows of a label and its value, which make sense together only.

use std::ops::Range;

use super::Block;
use crate::check::passage::is_han;

/// How many characters a label of Han characters may have, and one of other scripts.
const LONGEST: [usize; 2] = [12, 30];

/// Whether the text of a cell may be the name of what stands in the next.
pub fn is_label(text: &str) -> bool {
    let text = text.trim();
    let longest = LONGEST[usize::from(!text.contains(is_han))];
    text.contains(char::is_alphabetic)
        && text.chars().count() <= longest
        && !text.contains(['。', '；', '，', '！', '？', '.', ';', ',', '!', '?', '\n'])
}

/// What stands between a label and its value.
pub fn separator(label: &str) -> &'static str {
    match label {
        _ if label.trim_end().ends_with([':', '：']) => "",
        _ if label.contains(is_han) => "：",
        _ => ": ",
    }
}

/// The pairs of a row's cells, where the row is a form: each first of two is a label, which `is_label` says, or both are empty.
/// `cells` are where the cells begin, `end` where the last one ends.
pub fn pairs(cells: &[usize], end: usize, is_label: impl Fn(&Range<usize>) -> bool) -> Vec<[Range<usize>; 2]> {
    let ends = cells.iter().skip(1).copied().chain([end]);
    let cells: Vec<Range<usize>> = cells.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    // The first of an odd number stands for a group of rows; where those are merged, the later ones have it empty or not at all.
    let (pairs, _) = cells[cells.len() % 2..].as_chunks::<2>();
    let is_form = pairs.iter().all(|[label, value]| label.is_empty() && value.is_empty() || is_label(label));
    if is_form { pairs.to_vec() } else { Vec::new() }
}

/// Puts labels and their values together in a row of which each cell begins at one of `cells` and all end with `blocks`.
pub fn join(blocks: &mut Vec<Block>, cells: &[usize]) {
    let pairs = pairs(cells, blocks.len(), |cell| cell.len() == 1 && is_label(&blocks[cell.start].text));
    // From the end, so that each is still where it was.
    for [label, value] in pairs.into_iter().rev().filter(|[_, value]| !value.is_empty()) {
        let value = blocks.remove(value.start);
        blocks[label.start].join(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_short_and_no_sentence_and_no_figure() {
        for label in ["性别", "婚姻状况：", "Reports to"] {
            assert!(is_label(label), "{label}");
        }
        for cell in ["25-35", "", "负责用户运营，写周报", "负责用户运营和渠道拓展的全部工作", "Sell. Call."]
        {
            assert!(!is_label(cell), "{cell}");
        }
    }
}
