//! Embeds `roles/`, `templates/` and the YAML files of `src/check/` into the binary, so that adding a role, a template or a rule
//! is adding a file. Their YAML is parsed here, once and for all, and what the parser said is embedded beside the text.

extern crate granit_parser;

#[allow(dead_code, reason = "only the program plays what is recorded here")]
#[path = "src/yaml/recording.rs"]
mod recording;

#[allow(dead_code, reason = "its own tests are none of the build script")]
#[path = "src/check/needles.rs"]
mod needles;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where a role's levels begin, which is its last key.
const LEVELS: &str = "\nlevels:\n";

fn main() -> io::Result<()> {
    link_at_a_fixed_address();
    let library = [("ROLES", "roles", ""), ("TEMPLATES", "templates", "labels/")];
    embed("library.rs", &library)?;
    embed("check.rs", &[("FILES", "src/check", "")])?;
    find_needles()
}

/// Writes the words without which the patterns of the rules cannot match, a line each with the numbers of its patterns. The
/// patterns are counted in the order of their files, as `check::Library` does.
fn find_needles() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src/check");
    let read = |path: PathBuf| -> io::Result<Tree> {
        let text = fs::read_to_string(&path)?;
        Tree::parse(&text).ok_or_else(|| io::Error::other(format!("{}: not the YAML of a rule", path.display())))
    };
    let words = read(root.join("words.yaml"))?;
    let mut names = Vec::new();
    collect(&root.join("rules"), "", &mut names)?;
    names.sort();
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut number = 0;
    for name in names {
        let rule = read(root.join("rules").join(&name))?;
        let filled = |pattern: &Tree| -> io::Result<String> {
            let lists = words.entries().iter();
            let pattern = lists.fold(pattern.text().to_owned(), |pattern, (word, list)| {
                pattern.replace(&format!("{{{{{word}}}}}"), list.text())
            });
            regex_syntax::parse(&pattern).map_err(|why| io::Error::other(format!("{name}: {why}")))?;
            Ok(pattern)
        };
        for matcher in rule.get("matchers").items() {
            for guard in ["not-before", "not-after", "unless", "unless-document"] {
                matcher.get(guard).items().iter().try_for_each(|pattern| filled(pattern).map(drop))?;
            }
            for pattern in matcher.get("patterns").items() {
                for needle in needles::needles(&filled(pattern)?).unwrap_or_else(|| vec![String::new()]) {
                    lines.entry(needle).or_default().push(number.to_string());
                }
                number += 1;
            }
        }
    }
    let text: String = lines.iter().map(|(needle, numbers)| format!("{needle}\t{}\n", numbers.join(" "))).collect();
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("needles.txt"), text)
}

/// A YAML file as far as the build looks into it.
enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    fn parse(text: &str) -> Option<Tree> {
        let mut events =
            granit_parser::Parser::new_from_str(text).map_while(|step| Some(step.ok()?.0)).filter(|event| {
                use granit_parser::Event;
                !matches!(event, Event::StreamStart | Event::DocumentStart(..))
            });
        let first = events.next()?;
        Tree::of(first, &mut events)
    }

    fn of<'a>(
        event: granit_parser::Event<'a>,
        rest: &mut impl Iterator<Item = granit_parser::Event<'a>>,
    ) -> Option<Tree> {
        use granit_parser::Event;
        match event {
            Event::Scalar(text, ..) => Some(Tree::Text(text.into_owned())),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match rest.next()? {
                        Event::SequenceEnd => return Some(Tree::List(items)),
                        event => items.push(Tree::of(event, rest)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    match rest.next()? {
                        Event::MappingEnd => return Some(Tree::Map(entries)),
                        Event::Scalar(key, ..) => {
                            let value = rest.next()?;
                            entries.push((key.into_owned(), Tree::of(value, rest)?));
                        }
                        _ => return None,
                    }
                }
            }
            _ => None,
        }
    }

    fn text(&self) -> &str {
        if let Tree::Text(text) = self { text } else { "" }
    }

    fn items(&self) -> &[Tree] {
        if let Tree::List(items) = self { items } else { &[] }
    }

    fn entries(&self) -> &[(String, Tree)] {
        if let Tree::Map(entries) = self { entries } else { &[] }
    }

    fn get(&self, key: &str) -> &Tree {
        const NONE: &Tree = &Tree::List(Vec::new());
        self.entries().iter().find(|(own, _)| own == key).map_or(NONE, |(_, value)| value)
    }
}

/// A program that may lie anywhere has each address in its tables filled in before it begins: here 18,000 of them, in a hundred
/// pages, which takes longer than reading the role. Its code is safe Rust, for which a secret address is a second line of
/// defence at most; libraries, heap and stack keep theirs.
fn link_at_a_fixed_address() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Writes a file of code with a constant for each folder: the files below it. Those are recorded whose name has the prefix.
fn embed(code_name: &str, folders: &[(&str, &str, &str)]) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let mut code = String::new();
    for (constant, folder, recorded) in folders {
        println!("cargo::rerun-if-changed={folder}");
        let mut names = Vec::new();
        collect(&root.join(folder), "", &mut names)?;
        names.sort();
        let _ = writeln!(code, "/// The files under `{folder}/` by name, sorted.");
        let _ = writeln!(code, "pub const {constant}: &[crate::source::Embedded] = &[");
        for name in names.iter().filter(|name| !name.ends_with(".rs")) {
            let path = root.join(folder).join(name);
            let (mut recording, mut before_levels) = (Vec::new(), 0);
            if name.ends_with(".yaml") && name.starts_with(recorded) {
                let text = fs::read_to_string(&path)?;
                let record = |text| recording::record(text).map_err(|why| io::Error::other(format!("{name}: {why}")));
                recording = record(&text)?;
                let without = record(text.split(LEVELS).next().unwrap_or_default())?;
                before_levels = recording.iter().zip(&without).take_while(|(one, other)| one == other).count();
            }
            let events = out.join(format!("{constant}-{}.events", name.replace('/', "-")));
            fs::write(&events, recording)?;
            let (path, events) = (path.display().to_string(), events.display().to_string());
            let _ = writeln!(code, "    crate::source::Embedded {{ name: {name:?}, text: include_str!({path:?}),");
            let _ = writeln!(code, "        recording: include_bytes!({events:?}), before_levels: {before_levels} }},");
        }
        code.push_str("];\n");
    }
    fs::write(out.join(code_name), code)
}

/// Names of the files below `folder`, with `/` between their parts on every system.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}
