//! Embeds `roles/`, `templates/` and the YAML files of `src/check/` into the binary, so that adding a role, a template or a rule
//! is adding a file. Their YAML is parsed here, once and for all, and what the parser said is embedded beside the text. What a run
//! may well not read is packed.

extern crate granit_parser;

#[allow(dead_code, reason = "only the program plays what is recorded here")]
#[path = "src/yaml/recording.rs"]
mod recording;

#[allow(dead_code, reason = "its own tests are none of the build script")]
#[path = "src/check/needles.rs"]
mod needles;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use regex_syntax::hir::print::Printer;

/// Where a role's levels begin, which is its last key.
const LEVELS: &str = "\nlevels:\n";

fn main() -> io::Result<()> {
    link_at_a_fixed_address();
    let roles = files("roles", "")?.into_iter().map(|role| {
        let (base, levels) = split(role)?;
        let levels = pack(&base.name, levels.as_slice())?;
        Ok(format!("crate::packed::Role::new({}, {levels})", plain(&base)))
    });
    let templates = files("templates", "labels/")?.into_iter().map(|template| Ok(plain(&template)));
    let roles = table("ROLES", "crate::packed::Role", "The files under `roles/`", roles)?;
    let templates = table("TEMPLATES", "crate::source::Embedded", "The files under `templates/`", templates)?;
    fs::write(out_folder().join("library.rs"), roles + &templates)?;

    let rules = pack("rules", &rules()?)?;
    let code = format!("/// The rules, and what they share.\npub static FILES: crate::packed::Pack = {rules};\n");
    fs::write(out_folder().join("check.rs"), code)
}

/// The code of a table, sorted as `items` are.
fn table(name: &str, of: &str, about: &str, items: impl Iterator<Item = io::Result<String>>) -> io::Result<String> {
    let items = items.collect::<io::Result<Vec<_>>>()?;
    let (count, items) = (items.len(), items.join(",\n    "));
    Ok(format!("/// {about}, sorted.\npub static {name}: [{of}; {count}] = [\n    {items},\n];\n"))
}

/// The rules with their patterns spelled out, the word lists that these name by marks, a line each, the words of their reports,
/// and the words without which the patterns cannot match, a line each with the numbers of its patterns, which are counted in the
/// order of the files.
fn rules() -> io::Result<Vec<File>> {
    let mut files = files("src/check", "")?;
    let words = files.iter().position(|file| file.name == "words.yaml").map(|at| files.remove(at).text);
    let words = Tree::parse(&words.unwrap_or_default()).ok_or_else(|| in_file("words.yaml", "no words"))?;
    let mut needles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut number = 0;
    for file in files.iter_mut().filter(|file| file.name.starts_with("rules/") || file.name == "guards.yaml") {
        let rule = Tree::parse(&file.text).ok_or_else(|| in_file(&file.name, "not the YAML of a rule"))?;
        let mut spelled = Vec::new();
        for matcher in rule.get("matchers").items() {
            for key in ["patterns", "not-before", "not-after", "unless", "unless-clause", "unless-document"] {
                for pattern in matcher.get(key).items() {
                    let (text, place) = pattern.text();
                    let marked = fill(text, words.entries().iter().zip(0..).map(|((word, _), at)| (word, mark(at))));
                    spelled.push((place, spelled_out(&marked).map_err(|why| in_file(&file.name, why))?));
                    if key == "patterns" {
                        let filled = fill(text, words.entries().iter().map(|(word, list)| (word, list.text().0)));
                        for needle in needles::needles(&filled).unwrap_or_else(|| vec![String::new()]) {
                            needles.entry(needle).or_default().push(number.to_string());
                        }
                        number += 1;
                    }
                }
            }
        }
        // From the end, so that each is still where it was read.
        spelled.sort_by_key(|(place, _)| Reverse(place.start));
        for (place, expression) in spelled {
            file.text.replace_range(place, &format!("'{}'", expression.replace('\'', "''")));
        }
        file.recording = record(&file.name, &file.text)?;
    }
    let needles = needles.iter().map(|(needle, numbers)| format!("{needle}\t{}\n", numbers.join(" ")));
    files.push(File { name: "needles.txt".to_owned(), text: needles.collect(), recording: Vec::new() });
    let lists = words.entries().iter().map(|(_, list)| Ok(spelled_out(list.text().0)? + "\n"));
    let lists = lists.collect::<Result<_, String>>().map_err(|why| in_file("words.yaml", why))?;
    files.push(File { name: "words.txt".to_owned(), text: lists, recording: Vec::new() });
    Ok(files)
}

/// The expression with something in the place of each word list that it names.
fn fill<'a>(expression: &str, lists: impl Iterator<Item = (&'a String, impl AsRef<str>)>) -> String {
    lists.fold(expression.to_owned(), |text, (word, list)| {
        text.replace(&format!("{{{{{word}}}}}"), &format!("(?:{})", list.as_ref()))
    })
}

/// What stands for a word list in a pattern, so that each list is in the binary once: a character of private use by the number
/// of the list, and one that ends it, because single ones would be made one class. No class of characters begins or ends there.
fn mark(number: u32) -> String {
    [char::from_u32(0xe101 + number).unwrap_or_default(), '\u{e100}'].into_iter().collect()
}

/// The expression with its classes spelled out, so that the program knows of scripts, digits and letter case no more than what
/// its patterns ask for.
fn spelled_out(expression: &str) -> Result<String, String> {
    let hir = regex_syntax::parse(expression).map_err(|why| why.to_string())?;
    if hir.properties().look_set().contains_word_unicode() {
        return Err(format!("`{expression}` has a `\\b` of all scripts; write `(?-u:\\b)`"));
    }
    let mut text = String::new();
    Printer::new().print(&hir, &mut text).map_err(|why| why.to_string())?;
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    let escaped = |c: char| if is_plain(c) { c.to_string() } else { c.escape_unicode().to_string() };
    Ok(text.chars().map(escaped).collect())
}

fn in_file(name: &str, why: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{name}: {why}"))
}

/// What the parser says at a time, and of which place.
type Step<'a> = (granit_parser::Event<'a>, granit_parser::Span);

/// A YAML file as far as the build looks into it, with the places of its texts.
enum Tree {
    Text(String, Range<usize>),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    fn parse(text: &str) -> Option<Tree> {
        let mut events = granit_parser::Parser::new_from_str(text).map_while(Result::ok).filter(|(event, _)| {
            use granit_parser::Event;
            !matches!(event, Event::StreamStart | Event::DocumentStart(..))
        });
        let first = events.next()?;
        Tree::of(first, &mut events)
    }

    fn of<'a>((event, span): Step<'a>, rest: &mut impl Iterator<Item = Step<'a>>) -> Option<Tree> {
        use granit_parser::Event;
        match event {
            Event::Scalar(text, ..) => {
                Some(Tree::Text(text.into_owned(), span.start.byte_offset()?..span.end.byte_offset()?))
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match rest.next()? {
                        (Event::SequenceEnd, _) => return Some(Tree::List(items)),
                        step => items.push(Tree::of(step, rest)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    match rest.next()? {
                        (Event::MappingEnd, _) => return Some(Tree::Map(entries)),
                        (Event::Scalar(key, ..), _) => {
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

    fn text(&self) -> (&str, Range<usize>) {
        if let Tree::Text(text, place) = self { (text, place.clone()) } else { ("", 0..0) }
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

/// A file to embed.
struct File {
    name: String,
    text: String,
    recording: Vec<u8>,
}

/// The files below a folder, sorted by name, but for its code. Those are recorded whose name has the prefix.
fn files(folder: &str, recorded: &str) -> io::Result<Vec<File>> {
    println!("cargo::rerun-if-changed={folder}");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join(folder);
    let mut names = Vec::new();
    collect(&root, "", &mut names)?;
    names.retain(|name| !name.ends_with(".rs"));
    names.sort();
    let read = |name: String| {
        let text = fs::read_to_string(root.join(&name))?;
        let is_recorded = name.ends_with(".yaml") && name.starts_with(recorded);
        let recording = if is_recorded { record(&name, &text)? } else { Vec::new() };
        Ok(File { name, text, recording })
    };
    names.into_iter().map(read).collect()
}

fn record(name: &str, text: &str) -> io::Result<Vec<u8>> {
    recording::record(text).map_err(|why| in_file(name, why))
}

/// A role up to its levels, and these where it has any.
fn split(role: File) -> io::Result<(File, Option<File>)> {
    let Some(at) = role.text.find(LEVELS) else { return Ok((role, None)) };
    let (base, levels) = role.text.split_at(at + 1);
    let alone = record(&role.name, base)?;
    let same = role.recording.iter().zip(&alone).take_while(|(one, other)| one == other).count();
    let (before, after) = role.recording.split_at(same);
    let part = |text: &str, recording: &[u8]| File {
        name: role.name.clone(),
        text: text.to_owned(),
        recording: recording.to_owned(),
    };
    Ok((part(base, before), Some(part(levels, after))))
}

/// The code of a file that is embedded as it stands.
fn plain(file: &File) -> String {
    let File { name, text, recording } = file;
    let fields = format!("name: {name:?}, text: {text:?}, recording: &{recording:?}");
    format!("crate::source::Embedded {{ {fields} }}")
}

/// The code of files that are packed as one.
fn pack(pack_name: &str, files: &[File]) -> io::Result<String> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    let mut code = String::from("crate::packed::Pack::new(&[");
    for File { name, text, recording } in files {
        packer.write_all(text.as_bytes())?;
        packer.write_all(recording)?;
        let (text, recording) = (text.len(), recording.len());
        let fields = format!("name: {name:?}, text: {text}, recording: {recording}");
        let _ = write!(code, "crate::packed::Packed {{ {fields} }}, ");
    }
    let path = out_folder().join(format!("{}.deflate", pack_name.replace('/', "-")));
    fs::write(&path, packer.finish()?)?;
    let _ = write!(code, "], include_bytes!({:?}))", path.display().to_string());
    Ok(code)
}

/// What the build script makes goes here.
fn out_folder() -> PathBuf {
    PathBuf::from(env::var("OUT_DIR").unwrap_or_default())
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
