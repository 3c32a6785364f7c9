//! A comparison into words: for a terminal, a pull request, a browser, a machine, and in one sentence.

mod html;
mod jobs;
mod json;
mod markdown;
mod readable;
mod sentence;
mod terminal;
mod view;

use crate::diff::{FILES_ON_DISK, INDEX};
use crate::labels::{Labels, pick};
use crate::language::Language;
use crate::source::Source;

pub use html::html;
pub use jobs::{headline as jobs_headline, of as job_sentence};
pub use json::json;
pub use markdown::{MAX_CHARACTERS, markdown};
pub use readable::readable;
pub use sentence::{of as sentence, summary};
pub use terminal::terminal;

/// The words of each language that differences are told in.
const WORDS: &[(&str, &str)] =
    &[("en", include_str!("en.yaml")), ("zh-CN", include_str!("zh-CN.yaml")), ("zh-TW", include_str!("zh-TW.yaml"))];

/// How a comparison is told.
#[derive(Debug)]
pub struct Telling {
    labels: Labels,
    /// The languages to show a text in, best first.
    languages: Vec<Language>,
    /// Whether what only changed in form, and what no reader sees, is told too.
    pub all: bool,
    /// Whether finished documents are compared, which have no keys.
    pub documents: bool,
}

impl Telling {
    /// The way to tell it to a reader of `language`.
    pub fn new(language: &Language, all: bool) -> Option<Telling> {
        let languages = language.fallbacks();
        let known = languages.iter().find_map(|wanted| WORDS.iter().find(|(tag, _)| *tag == wanted.as_str()));
        let (tag, text) = known.or(WORDS.first())?;
        let source = Source::new(format!("opsjd:changes/{tag}.yaml"), *text);
        let labels = Labels::parse(Language::parse(tag)?, &source, &mut Vec::new())?;
        Some(Telling { labels, languages, all, documents: false })
    }

    /// The words under `key`.
    fn say(&self, key: &str) -> String {
        self.labels.get(key).to_owned()
    }

    /// The words under `key` with `values` in them.
    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.labels.fill(key, values)
    }

    /// The words under `key` for `count` things: the part before `|` for one, the part behind it for more.
    fn count(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let mut all = values.to_vec();
        all.push(("count", &number));
        let text = self.fill(key, &all);
        pick(&text, count).to_owned()
    }

    /// What a side is called: a revision or file by its own name.
    fn side(&self, name: &str) -> String {
        match name {
            FILES_ON_DISK => self.say("files_on_disk"),
            INDEX => self.say("index"),
            name => name.to_owned(),
        }
    }

    /// The name of `count` things of this kind.
    fn noun(&self, kind: &str, count: usize) -> String {
        pick(self.labels.get(&format!("noun_{kind}")), count).to_owned()
    }
}
