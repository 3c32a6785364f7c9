//! A file in which conflict markers are left, taken apart into the two sides.

use crate::alignment::align;

/// Our and their version of a text with conflict markers, as git writes them; `None` where there are none, or where they do
/// not fit together.
pub fn sides(text: &str) -> Option<(String, String)> {
    #[derive(PartialEq)]
    enum At {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let (mut ours, mut theirs, mut at, mut any) = (String::new(), String::new(), At::Both, false);
    for line in text.split_inclusive('\n') {
        match (line, &at) {
            (line, At::Both) if line.starts_with("<<<<<<< ") => (at, any) = (At::Ours, true),
            (line, At::Ours) if line.starts_with("||||||| ") => at = At::Base,
            (line, At::Ours | At::Base) if line.trim_end() == "=======" => at = At::Theirs,
            (line, At::Theirs) if line.starts_with(">>>>>>> ") => at = At::Both,
            (line, At::Both) => {
                ours.push_str(line);
                theirs.push_str(line);
            }
            (line, At::Ours) => ours.push_str(line),
            (line, At::Theirs) => theirs.push_str(line),
            (_, At::Base) => {}
        }
    }
    (any && at == At::Both).then_some((ours, theirs))
}

/// Two texts as one, with conflict markers around the lines in which they differ.
pub fn marked(ours: &str, theirs: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (ours.split_inclusive('\n').collect(), theirs.split_inclusive('\n').collect());
    let mut text = String::new();
    for stretch in align(&old, &new) {
        let (own, other) = (old[stretch.old].concat(), new[stretch.new].concat());
        if stretch.is_same {
            text.push_str(&own);
        } else {
            text.push_str(&super::conflict_text(&own, &other));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_markers_is_two_texts_and_two_texts_are_one_with_markers() {
        let text = "a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\nd\n";
        let (ours, theirs) = sides(text).unwrap();
        assert_eq!((ours.as_str(), theirs.as_str()), ("a\nb\nd\n", "a\nc\nd\n"));
        assert_eq!(marked(&ours, &theirs), text);
        let three = "<<<<<<< ours\nb\n||||||| base\nx\n=======\nc\n>>>>>>> theirs\n";
        assert_eq!(sides(three), Some(("b\n".to_owned(), "c\n".to_owned())));
        for other in ["a\n=======\nb\n", "<<<<<<< ours\na\n", "", "a: >>>>>>> theirs\n"] {
            assert_eq!(sides(other), None, "{other:?}");
        }
    }
}
