//! Lists in order.
//!
//! The standard sort is compiled anew for every type that is sorted and every order that it is put in, 5 KB a time, so as to be
//! fast on long lists. The lists of a job description are short: here only their places are sorted, which are numbers whatever
//! a list holds, so that one sort serves all of them.

use std::cmp::Ordering;

/// Sorts by a key; items of the same key keep their order.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; items that are equal by it keep their order.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(items.len(), &|one, other| compare(&items[one], &items[other]));
    arrange(places, &mut |one, other| items.swap(one, other));
}

/// The places of a list, those first whose items come first.
fn sorted(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Swaps items until each place holds the item that stood at `places` of it.
fn arrange(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for place in 0..places.len() {
        // An item from further up may have been swapped away already, to where the place that it left tells.
        let mut from = places[place];
        while from < place {
            from = places[from];
        }
        places[place] = from;
        swap(place, from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_is_sorted_as_the_standard_sort_does(items in proptest::collection::vec((0..20_u8, any::<char>()), 0..60)) {
            let (mut own, mut expected) = (items.clone(), items);
            by_key(&mut own, |(key, _)| *key);
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(own, expected);
        }
    }
}
