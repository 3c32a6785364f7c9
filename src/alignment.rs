//! Which items of two lists are the same, in order: the words of two wordings, the lines of two files, the paragraphs of two
//! documents.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// Neighbouring items that are in both lists, or those of the old one in whose place those of the new one stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Whether the items are the same.
    pub is_same: bool,
    /// The items of the old list.
    pub old: Range<usize>,
    /// The items of the new list.
    pub new: Range<usize>,
}

/// The stretches that lead from `old` to `new`, as few changes as Myers' algorithm finds.
pub fn align<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<Stretch> {
    let mut numbers = HashMap::with_capacity(old.len());
    let mut number = |item| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(item).or_insert(next)
    };
    let old: Vec<u32> = old.iter().map(&mut number).collect();
    let new: Vec<u32> = new.iter().map(&mut number).collect();
    align_numbers(&old, &new)
}

/// The algorithm is compiled once, for numbers: for each kind of item it would be a twentieth of the program.
fn align_numbers(old: &[u32], new: &[u32]) -> Vec<Stretch> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    // Nothing that is called here can fail.
    let _ = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    let operations = found.into_inner().into_inner().into_ops();
    let stretch = |operation: &DiffOp| Stretch {
        is_same: matches!(operation, DiffOp::Equal { .. }),
        old: operation.old_range(),
        new: operation.new_range(),
    };
    operations.iter().map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_stretches_cover_both_lists_and_the_same_ones_are_the_same(
            old in prop::collection::vec(0_u8..4, 0..12), new in prop::collection::vec(0_u8..4, 0..12),
        ) {
            let (mut old_at, mut new_at) = (0, 0);
            for stretch in align(&old, &new) {
                prop_assert_eq!((stretch.old.start, stretch.new.start), (old_at, new_at));
                prop_assert!(!stretch.is_same || old[stretch.old.clone()] == new[stretch.new.clone()]);
                (old_at, new_at) = (stretch.old.end, stretch.new.end);
            }
            prop_assert_eq!((old_at, new_at), (old.len(), new.len()));
        }
    }

    #[test]
    fn what_replaces_something_is_one_stretch() {
        let stretches = align(&["a", "b", "c"], &["a", "x", "y", "c"]);
        let changed = Stretch { is_same: false, old: 1..2, new: 1..3 };
        assert_eq!(stretches.len(), 3);
        assert_eq!(stretches[1], changed);
        assert!(align(&[1, 2], &[1, 2]).iter().all(|stretch| stretch.is_same));
    }
}
