//! Three versions of a piece of text: which of them holds, and their lines merged where both sides changed it.

use crate::alignment::align;

/// Three versions of a piece of text. What the base does not have is empty there.
#[derive(Clone, Copy)]
pub(super) struct Three<'a> {
    pub(super) base: &'a str,
    pub(super) ours: &'a str,
    pub(super) theirs: &'a str,
}

impl<'a> Three<'a> {
    /// The version of the side that changed it; `None` where both did.
    pub(super) fn changed(self) -> Option<&'a str> {
        if self.ours == self.theirs || self.base == self.theirs {
            Some(self.ours)
        } else {
            (self.base == self.ours).then_some(self.theirs)
        }
    }

    /// The version in which no comment is lost that a side wrote or changed; `None` where neither has them all. Layout that
    /// both sides changed is ours.
    pub(super) fn with_all_comments(self) -> Option<&'a str> {
        self.changed().or_else(|| {
            let (base, ours, theirs) = (comments(self.base), comments(self.ours), comments(self.theirs));
            if ours == theirs || base == theirs { Some(self.ours) } else { (base == ours).then_some(self.theirs) }
        })
    }

    /// The lines of both sides, with conflict markers around those that both changed, and how many such places there are.
    pub(super) fn lines(self) -> (String, usize) {
        if let Some(text) = self.with_all_comments() {
            return (text.to_owned(), 0);
        }
        let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<_>>();
        let (base, ours, theirs) = (lines(self.base), lines(self.ours), lines(self.theirs));
        let (own, other) = (kept(&base, &ours), kept(&base, &theirs));
        let in_all = (0..base.len()).filter_map(|at| Some((at, own[at]?, other[at]?)));
        let (mut text, mut conflicts, mut from) = (String::new(), 0, (0, 0, 0));
        for to in in_all.chain([(base.len(), ours.len(), theirs.len())]) {
            let (old, own, other) =
                (base[from.0..to.0].concat(), ours[from.1..to.1].concat(), theirs[from.2..to.2].concat());
            match (Three { base: &old, ours: &own, theirs: &other }).with_all_comments() {
                Some(lines) => text.push_str(lines),
                None => {
                    conflicts += 1;
                    text.push_str(&super::conflict_text(&own, &other));
                }
            }
            text.extend(base.get(to.0).copied());
            from = (to.0 + 1, to.1 + 1, to.2 + 1);
        }
        (text, conflicts)
    }
}

/// Where each line of `base` stands in `side`; `None` where it is gone.
fn kept(base: &[&str], side: &[&str]) -> Vec<Option<usize>> {
    let mut places = vec![None; base.len()];
    for stretch in align(base, side).into_iter().filter(|stretch| stretch.is_same) {
        for (old, new) in stretch.old.zip(stretch.new) {
            places[old] = Some(new);
        }
    }
    places
}

/// The comments in `text`. A quoted text that holds what looks like one counts too: this is for comparing.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let comment = |line: &'_ str| -> Option<usize> {
        let mut starts = line.match_indices('#').map(|(at, _)| at);
        starts.find(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace))
    };
    text.lines().filter_map(|line| Some(line[comment(line)?..].trim_end())).collect()
}
