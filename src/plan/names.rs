//! The names of files: from a template, and refused before anything is written where a file system could not keep them.

use std::collections::HashMap;

use minijinja::{Environment, UndefinedBehavior, context};
use unicode_normalization::UnicodeNormalization as _;

use super::Job;
use crate::diagnostic::{Diagnostic, nearest};
use crate::language::Language;
use crate::render::Format;
use crate::source::Span;

/// The name where none is set.
const DEFAULT: &str = r#"{{ id or role ~ ("-" ~ level if level else "") }}.{{ lang }}"#;

/// What a name template may use.
const VARIABLES: &[&str] = &["id", "role", "level", "lang", "format", "number"];

/// How many bytes a part of a path may have: 255 on most file systems, less room for a temporary name or a suffix.
const MAX_PART: usize = 240;

/// How many UTF-16 units a path in the output folder may have: Windows' classic limit of 260 less room for the folder.
const MAX_PATH: usize = 200;

/// How many steps a name template may take.
const FUEL: u64 = 10_000;

/// What is wrong with the name of a file.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// The template fails.
    #[error("the name template `{template}` fails: {why}")]
    Template {
        /// The template.
        template: String,
        /// The engine's words.
        why: String,
    },
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
    /// Two jobs with one name.
    #[error("two jobs have the name `{0}`")]
    Shared(String),
    /// Two names that are one where capitals do not count.
    #[error("the names `{0}` and `{1}` are one on file systems that ignore case")]
    Case(String, String),
    /// A file where another name needs a folder.
    #[error("`{0}` would be a file and a folder")]
    FileAndFolder(String),
}

impl NameError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            NameError::Template { .. } => ("name-template", ""),
            NameError::Leaves(_) => ("name-leaves", "name it relative to the output folder, without `..`"),
            NameError::Empty(_) => ("name-empty", "a level or id may be missing: write `{{ level or \"all\" }}`"),
            NameError::Hidden(_) => ("name-hidden", "a level or id may be missing: write `{{ level or \"all\" }}`"),
            NameError::Character { .. } => ("name-character", "use letters, digits, `-`, `_` and `.`"),
            NameError::Trailing(_) => ("name-trailing", "remove it"),
            NameError::Reserved { .. } => ("name-reserved", "add a word to it"),
            NameError::TooLong(_) => ("name-too-long", "200 characters at most, and 240 bytes a part"),
            NameError::Shared(_) => {
                ("name-shared", "give each an `id`, or put into `name` what tells them apart, such as `{{ number }}`")
            }
            NameError::Case(..) => ("name-case", "let them differ in more than capitals"),
            NameError::FileAndFolder(_) => ("name-folder", "give one of them another name"),
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        if help.is_empty() { diagnostic } else { diagnostic.help(help) }
    }
}

/// Makes the names of a plan and keeps those given, so that none is given twice.
pub struct Names {
    environment: Environment<'static>,
    /// By the name as the least careful file system sees it: the name as written, and the job that has it.
    taken: HashMap<String, (String, Option<Span>)>,
    folders: HashMap<String, Span>,
}

impl Names {
    /// No names but the `reserved` ones, which are the build's own.
    pub fn new(reserved: &[&str]) -> Names {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        // A level that is not there is nothing, not the word for it.
        environment.set_formatter(|out, state, value| {
            if value.is_none() { Ok(()) } else { minijinja::escape_formatter(out, state, value) }
        });
        environment.set_fuel(Some(FUEL));
        environment.remove_global("debug");
        let taken = reserved.iter().map(|name| (folded(name), ((*name).to_owned(), None))).collect();
        Names { environment, taken, folders: HashMap::new() }
    }

    /// The path of a file in the output folder; `None` where `faults` says why it cannot be.
    pub fn name(
        &mut self,
        job: &Job,
        language: &Language,
        format: Format,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let said = job.text("name");
        let span = said.map(|(_, span)| span).or(job.text("id").map(|(_, span)| span)).unwrap_or(&job.own.span);
        let template = said.map_or(DEFAULT, |(template, _)| template);
        let stem = match self.render(template, job, language, format) {
            Ok(stem) => stem,
            Err(error) => {
                let diagnostic = explained(template, &error).at(span);
                // One template that fails for every job is one fault.
                if !faults.iter().any(|known| known.message == diagnostic.message) {
                    faults.push(diagnostic);
                }
                return None;
            }
        };
        let path = format!("{}.{}", stem.trim(), format.extension());
        let result = allowed(&path).map_err(|error| error.diagnostic().at(span)).and_then(|()| self.take(&path, span));
        result.map_err(|fault| faults.push(fault)).ok().map(|()| path)
    }

    fn render(
        &mut self,
        template: &str,
        job: &Job,
        language: &Language,
        format: Format,
    ) -> Result<String, minijinja::Error> {
        if self.environment.get_template(template).is_err() {
            self.environment.add_template_owned(template.to_owned(), template.to_owned())?;
        }
        self.environment.get_template(template)?.render(context! {
            id => job.text("id").map(|(id, _)| id),
            role => job.role().0,
            level => job.level(),
            lang => language.as_str(),
            format => format.name(),
            number => job.number,
        })
    }

    fn take(&mut self, path: &str, span: &Span) -> Result<(), Diagnostic> {
        let key = folded(path);
        if let Some((other, place)) = self.taken.get(&key) {
            let error = if other == path {
                NameError::Shared(path.to_owned())
            } else {
                NameError::Case(other.clone(), path.to_owned())
            };
            let diagnostic = error.diagnostic().at(span);
            return Err(match place {
                Some(place) if place.range() != span.range() => diagnostic.related(place, "the other one"),
                _ => diagnostic,
            });
        }
        if let Some(place) = self.folders.get(&key) {
            return Err(NameError::FileAndFolder(path.to_owned()).diagnostic().at(span).related(place, "the folder"));
        }
        for (at, _) in key.match_indices('/') {
            if let Some((other, _)) = self.taken.get(&key[..at]) {
                return Err(NameError::FileAndFolder(other.clone()).diagnostic().at(span));
            }
            self.folders.entry(key[..at].to_owned()).or_insert_with(|| span.clone());
        }
        self.taken.insert(key, (path.to_owned(), Some(span.clone())));
        Ok(())
    }
}

/// A name as a file system sees it that ignores case and composes characters, as those of macOS and Windows do.
fn folded(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfc().collect::<String>().to_lowercase() }
}

fn explained(template: &str, error: &minijinja::Error) -> Diagnostic {
    let why = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let diagnostic = NameError::Template { template: crate::shape::shortened(template), why }.diagnostic();
    let word = error.range().and_then(|range| template.get(range)).unwrap_or_default();
    let diagnostic = match nearest(word, VARIABLES.iter().copied()) {
        Some(name) if name != word => diagnostic.help(format!("did you mean `{name}`?")),
        _ => diagnostic,
    };
    let known: Vec<String> = VARIABLES.iter().map(|name| format!("`{name}`")).collect();
    diagnostic.help(format!("it knows {}", known.join(", ")))
}

/// Whether a path that an earlier run wrote down stays inside of the output folder.
pub fn is_safe(path: &str) -> bool {
    allowed(path).is_ok()
}

/// The rules of Windows, macOS and Linux together, so that a build on one can be unpacked on the others
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
fn allowed(path: &str) -> Result<(), NameError> {
    let name = || crate::shape::shortened(path);
    if let Some(c) =
        path.chars().find(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        let character = format!("the character U+{:04X}", u32::from(c));
        return Err(NameError::Character { name: name(), character });
    }
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive || path.split(['/', '\\']).any(|part| part == "..") {
        return Err(NameError::Leaves(name()));
    }
    if let Some(c) = path.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')) {
        return Err(NameError::Character { name: name(), character: format!("`{c}`") });
    }
    if path.encode_utf16().count() > MAX_PATH {
        return Err(NameError::TooLong(name()));
    }
    for part in path.split('/') {
        if part.is_empty() {
            return Err(NameError::Empty(name()));
        }
        if part.starts_with('.') {
            return Err(NameError::Hidden(name()));
        }
        if part.ends_with(['.', ' ']) || part.starts_with(' ') {
            return Err(NameError::Trailing(name()));
        }
        if part.len() > MAX_PART {
            return Err(NameError::TooLong(name()));
        }
        let stem = part.split('.').next().unwrap_or(part).trim_end();
        if is_device(stem) {
            return Err(NameError::Reserved { name: name(), part: stem.to_owned() });
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

#[cfg(test)]
mod tests {
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
            ("a?.md", "name-character"),
            ("a\u{7}.md", "name-character"),
            ("a\n.md", "name-character"),
            ("a\u{202e}.md", "name-character"),
            ("a./b.md", "name-trailing"),
            ("a /b.md", "name-trailing"),
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
    fn names_that_differ_in_case_or_composition_only_are_one() {
        assert_eq!(folded("User-Ops.MD"), folded("user-ops.md"));
        assert_eq!(folded("e\u{301}.md"), folded("É.md"));
        assert_ne!(folded("a.md"), folded("b.md"));
    }
}
