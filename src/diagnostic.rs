//! What is wrong, where, and what would mend it: every stage reports its faults as these values.

use crate::source::Span;

/// How many faults of a run are looked for and shown: nobody reads more, and a hostile file could hold as many as it has lines.
pub const MAX_FAULTS: usize = 100;
/// How many valid names are listed and compared for one fault.
const MAX_NAMES: usize = 100;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The work cannot be done, or its result may not be used.
    Error,
    /// The work was done, and somebody should look.
    Warning,
    /// A remark.
    Note,
}

/// One fault or remark.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// A stable kebab-case name of the kind of fault.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong: lower case, no final period, the user's words in backticks.
    pub message: String,
    /// Where; absent for what was typed on the command line or concerns no file.
    pub span: Option<Span>,
    /// Other places that explain the fault, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to do about it, each on a line of its own.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error of kind `code`.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: None,
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning of kind `code`.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// The same at a place.
    #[must_use]
    pub fn at(mut self, span: &Span) -> Diagnostic {
        self.span = Some(span.clone());
        self
    }

    /// The same with another place that explains it.
    #[must_use]
    pub fn related(mut self, span: &Span, words: impl Into<String>) -> Diagnostic {
        self.related.push((span.clone(), words.into()));
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, advice: impl Into<String>) -> Diagnostic {
        self.help.push(advice.into());
        self
    }

    /// The same with the name nearest to `wanted` and the list of all `valid` ones as advice.
    #[must_use]
    pub fn nearest<'a>(mut self, wanted: &str, valid: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let mut valid: Vec<&str> = valid.into_iter().collect();
        let more = valid.len().saturating_sub(MAX_NAMES);
        if let Some(name) = nearest(wanted, valid.iter().copied()) {
            self.help.push(format!("did you mean `{name}`?"));
        }
        valid.truncate(MAX_NAMES);
        if !valid.is_empty() {
            let names: Vec<String> = valid.iter().map(|name| format!("`{name}`")).collect();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.help.push(format!("valid: {}{more}", names.join(", ")));
        }
        self
    }
}

/// Whether any of `diagnostics` is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The valid name that `wanted` was most likely meant to be, if one is near enough to be worth saying.
///
/// A name counts as near by edit distance with transpositions (at most a third of its characters), or where one begins
/// with the other.
pub fn nearest<'a>(wanted: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = |name: &str| name.to_lowercase().replace('_', "-");
    let wanted = folded(wanted);
    // A hostile name of a megabyte would make the quadratic distance crawl.
    if wanted.chars().count() > 64 {
        return None;
    }
    valid
        .into_iter()
        .filter_map(|name| {
            let candidate = folded(name);
            let distance = strsim::damerau_levenshtein(&wanted, &candidate);
            let longest = wanted.chars().count().max(candidate.chars().count());
            let shortest = wanted.chars().count().min(candidate.chars().count());
            let prefix = shortest >= 3 && (candidate.starts_with(&wanted) || wanted.starts_with(&candidate));
            (distance * 3 <= longest || prefix).then_some((if prefix { distance.min(2) } else { distance }, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The system's reason in words, without its error number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => {
            "a file stands where a folder should be".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let words = error.to_string();
            words.split(" (os error").next().unwrap_or(&words).to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_survives_swapped_letters_a_beginning_and_an_underscore() {
        let valid = ["retention", "data", "default-sections"];
        assert_eq!(nearest("retnetion", valid), Some("retention"));
        assert_eq!(nearest("reten", valid), Some("retention"));
        assert_eq!(nearest("default_sections", valid), Some("default-sections"));
        assert_eq!(nearest("fact_name_widht", ["fact_width", "fact_name_width"]), Some("fact_name_width"));
    }

    #[test]
    fn a_name_that_resembles_nothing_gets_no_suggestion() {
        assert_eq!(nearest("zebra", ["retention", "data"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["x"]), None);
    }
}
