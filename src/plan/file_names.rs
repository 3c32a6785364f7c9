//! What file systems make of a name: which they refuse, and which they hold for the same.

use unicode_normalization::UnicodeNormalization as _;

use crate::diagnostic::Diagnostic;
use crate::shape::shortened;

/// How many bytes a part of a path may have: 255 on most file systems, less room for a temporary name or a suffix.
const MAX_PART: usize = 240;

/// How many UTF-16 units a path in the output folder may have: Windows' classic limit of 260 less room for the folder.
const MAX_PATH: usize = 200;

/// Why a file cannot have a name on every file system.
#[derive(Debug, thiserror::Error)]
pub enum FileNameError {
    /// The name leads out of the output folder.
    #[error("the name `{0}` leaves the output folder")]
    Leaves(String),
    /// A part without a name.
    #[error("the name `{0}` has an empty part")]
    Empty(String),
    /// A part that begins with a dot, so that it is hidden, or one of ours.
    #[error("a part of the name `{0}` begins with a dot")]
    Hidden(String),
    /// A character that Windows or every system forbids.
    #[error("the name `{name}` holds {character}, which file systems refuse")]
    Character {
        /// The name.
        name: String,
        /// The character, in words.
        character: String,
    },
    /// A dot or a space at the end of a part, which Windows drops.
    #[error("a part of the name `{0}` ends with a dot or a space")]
    Trailing(String),
    /// A space at the start of a part, which nobody sees.
    #[error("a part of the name `{0}` begins with a space")]
    Leading(String),
    /// A device of Windows.
    #[error("the name `{name}` holds `{part}`, which is a device on Windows")]
    Reserved {
        /// The name.
        name: String,
        /// The part.
        part: String,
    },
    /// A name that is too long.
    #[error("the name `{0}` is too long")]
    TooLong(String),
}

impl FileNameError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            FileNameError::Leaves(_) => ("name-leaves", "name it relative to the output folder, without `..`"),
            FileNameError::Empty(_) => ("name-empty", "a level or id may be missing: write `{{ level or \"all\" }}`"),
            FileNameError::Hidden(_) => ("name-hidden", "a level or id may be missing: write `{{ level or \"all\" }}`"),
            FileNameError::Character { .. } => ("name-character", "use letters, digits, `-`, `_` and `.`"),
            FileNameError::Leading(_) => ("name-leading", "remove it"),
            FileNameError::Trailing(_) => ("name-trailing", "remove it"),
            FileNameError::Reserved { .. } => ("name-reserved", "add a word to it"),
            FileNameError::TooLong(_) => ("name-too-long", "200 characters at most, and 240 bytes a part"),
        };
        Diagnostic::error(code, self.to_string()).help(help)
    }
}

/// Whether a path that an earlier run wrote down stays inside of the output folder.
pub fn is_safe(path: &str) -> bool {
    allowed(path).is_ok()
}

/// The rules of Windows, macOS and Linux together, so that a build on one can be unpacked on the others
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
pub(super) fn allowed(path: &str) -> Result<(), FileNameError> {
    let name = || shortened(path);
    if let Some(c) =
        path.chars().find(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        let character = format!("the character U+{:04X}", u32::from(c));
        return Err(FileNameError::Character { name: name(), character });
    }
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive || path.split(['/', '\\']).any(|part| part == "..") {
        return Err(FileNameError::Leaves(name()));
    }
    if let Some(c) = path.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')) {
        return Err(FileNameError::Character { name: name(), character: format!("`{c}`") });
    }
    if path.encode_utf16().count() > MAX_PATH {
        return Err(FileNameError::TooLong(name()));
    }
    for part in path.split('/') {
        let seen = part.trim_start_matches(is_ignorable);
        if seen.is_empty() {
            return Err(FileNameError::Empty(name()));
        }
        if seen.starts_with('.') {
            return Err(FileNameError::Hidden(name()));
        }
        if part.starts_with(' ') {
            return Err(FileNameError::Leading(name()));
        }
        if part.ends_with(['.', ' ']) {
            return Err(FileNameError::Trailing(name()));
        }
        if part.len() > MAX_PART {
            return Err(FileNameError::TooLong(name()));
        }
        let stem = part.split('.').next().unwrap_or(part).trim_end();
        if is_device(stem) {
            return Err(FileNameError::Reserved { name: name(), part: stem.to_owned() });
        }
    }
    Ok(())
}

fn is_device(stem: &str) -> bool {
    let upper = stem.to_uppercase();
    let numbered = |prefix: &str| {
        let rest = upper.strip_prefix(prefix);
        rest.is_some_and(|rest| matches!(rest, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
    };
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// A name as the least careful file system sees it: names that are one for any become one text. Capitals do not count on those
/// of Windows and macOS, nor the ways to compose a character on those of macOS, nor what is not seen on HFS+; ZFS can be told
/// to ignore compatibility forms too, such as ligatures.
pub(super) fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let part = |part: &str| -> String {
        let decomposed = part.chars().filter(|c| !is_ignorable(*c)).nfkd();
        // `ẞ` has `ß` as its small letter, which has `SS` as its capitals.
        let small = decomposed.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        // Some forms hold a slash, as `℀` does, which parts no folders.
        small.map(|c| if c == '/' { '\\' } else { c }).collect()
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A name with the characters that are not seen spelled out.
pub(super) fn spelled_out(name: &str) -> String {
    let spelled = |c: char| if is_ignorable(c) { c.escape_unicode().to_string() } else { c.to_string() };
    name.chars().map(spelled).collect()
}

/// Whether a character is not seen and does not count: `Default_Ignorable_Code_Point` of Unicode 16
/// (<https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt>).
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;

    #[test]
    fn what_some_file_system_refuses_is_refused_on_every_one() {
        for (path, code) in [
            ("../a.md", "name-leaves"),
            ("a/../../b.md", "name-leaves"),
            ("/etc/passwd.md", "name-leaves"),
            ("C:/a.md", "name-leaves"),
            ("a\\..\\b.md", "name-leaves"),
            ("a//b.md", "name-empty"),
            (".git/a.md", "name-hidden"),
            ("user-ops/.en.md", "name-hidden"),
            ("\u{200c}.opsjd-lock.json", "name-hidden"),
            ("a/\u{200d}\u{feff}/b.md", "name-empty"),
            ("a?.md", "name-character"),
            ("a\u{7}.md", "name-character"),
            ("a\n.md", "name-character"),
            ("a\u{202e}.md", "name-character"),
            ("a./b.md", "name-trailing"),
            ("a /b.md", "name-trailing"),
            ("a/ b.md", "name-leading"),
            ("con.md", "name-reserved"),
            ("a/LPT1.en.md", "name-reserved"),
            ("aux/b.md", "name-reserved"),
        ] {
            assert_eq!(allowed(path).map_err(|error| error.diagnostic().code), Err(code), "{path:?}");
        }
        assert_eq!(allowed(&format!("{}.md", "用".repeat(90))).map_err(|e| e.diagnostic().code), Err("name-too-long"));
        assert_eq!(allowed(&"a/".repeat(101)).map_err(|e| e.diagnostic().code), Err("name-too-long"));
    }

    #[test]
    fn ordinary_names_are_allowed_in_any_script() {
        for path in ["user-ops/senior.zh-CN.docx", "用户运营/高级 (上海).md", "console.md", "com10.md", "a.b.c.md"]
        {
            assert!(allowed(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn names_are_one_where_some_file_system_sees_no_difference() {
        for names in [
            ["User-Ops.MD", "user-ops.md"].as_slice(),
            &["e\u{301}.md", "É.md", "é.md"],
            &["οδος/α.md", "ΟΔΟΣ/Α.md", "οδοσ/α.md"],
            &["Straße.md", "STRASSE.md", "strasse.md", "STRAẞE.md"],
            &["ﬁle.md", "FILE.md", "file.md", "ｆｉｌｅ.md"],
            &["ſet.md", "Set.md"],
            &["ab.md", "a\u{200d}b.md", "a\u{ad}b.md", "a\u{feff}b.md", "a\u{fe0f}b.md", "a\u{3164}b.md"],
            &["a\u{301}\u{323}.md", "a\u{301}\u{34f}\u{323}.md"],
        ] {
            assert!(names.iter().all(|name| folded(name) == folded(names[0])), "{names:?}");
        }
        for [one, other] in [["a.md", "b.md"], ["用户.md", "使用者.md"], ["a／c.md", "a/c.md"], ["℀.md", "a/c.md"]]
        {
            assert_ne!(folded(one), folded(other));
        }
    }

    #[test]
    fn no_form_of_a_character_tells_names_apart() {
        // Of all others each form is the character itself.
        let has_forms =
            |c: &char| !c.to_lowercase().chain(c.to_uppercase()).chain(once(*c).nfkd()).all(|form| form == *c);
        // A slash is left out, which no part of a name holds.
        let characters = (char::MIN..=char::MAX).filter(has_forms).filter(|c| !once(*c).nfkd().any(|form| form == '/'));
        for c in characters {
            let (name, text) = (folded(&c.to_string()), c.to_string());
            let forms = [text.to_lowercase(), text.to_uppercase(), text.nfd().collect(), text.nfkc().collect()];
            assert!(forms.iter().chain([&name]).all(|form| folded(form) == name), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn the_characters_that_are_not_seen_are_those_of_the_unicode_standard() {
        let class = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = class.kind() else {
            panic!()
        };
        for c in char::MIN..=char::MAX {
            let is_known = class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
            assert_eq!(is_ignorable(c), is_known, "U+{:04X}", u32::from(c));
        }
    }
}
