//! `opsjd git-setup` and the programs that git calls once it is set up: the diff driver, textconv, and the merge driver.

use std::path::{Path, PathBuf};

use clap::Args;

use super::diff::reader_language;
use super::{Outcome, Session};
use crate::catalog;
use crate::diagnostic::Diagnostic;
use crate::diff::{self, Compared, Comparison, Outline, Scope, document};
use crate::git::{self, Repository};
use crate::output;
use crate::reconcile::{conflict, reconcile};
use crate::render;
use crate::report::changes::{self, Telling};
use crate::role;
use crate::source::Source;

/// The lines between which `.gitattributes` is ours.
const BEGIN: &str = "# opsjd git-setup: begin";
const END: &str = "# opsjd git-setup: end";

/// Make git show and merge role files by their keys, in this repository only
#[derive(Debug, Args)]
#[command(after_help = "\
Afterwards `git diff` tells what changed in a role as `opsjd diff --raw` does; `git log -p` and `git show` compare the
roles as readable text, and with `--ext-diff` as `git diff` does. Word files are compared by their text.
`git merge` merges role files by key and leaves markers only where both sides changed the same text.")]
pub struct GitSetup {
    /// Take back what the set-up changed
    #[arg(long)]
    undo: bool,
    /// Only say what would be changed
    #[arg(long)]
    dry_run: bool,
}

impl GitSetup {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        if let Err(fault) = self.set_up(session) {
            faults.push(fault);
        }
        Ok(session.conclude(&faults))
    }

    fn set_up(&self, session: &Session) -> Result<(), Diagnostic> {
        let repository = Repository::open().map_err(|error| error.diagnostic())?;
        let folder = repository.path_of(&super::sides::roles_folder(session));
        let program = output::own_program().map_err(|error| error.diagnostic())?;
        let settings = [
            ("diff.opsjd.command", format!("{program} git-diff")),
            ("diff.opsjd.textconv", format!("{program} textconv")),
            // The heading of a section in the header of each hunk.
            ("diff.opsjd.xfuncname", "^# (.*)$".to_owned()),
            ("diff.opsjd-docx.textconv", format!("{program} textconv")),
            ("diff.opsjd-docx.xfuncname", "^# (.*)$".to_owned()),
            ("merge.opsjd.name", "role files merged by key".to_owned()),
            ("merge.opsjd.driver", format!("{program} merge-driver %O %A %B --path %P")),
        ];
        let attributes = repository.on_disk(".gitattributes");
        let old = match catalog::read_text(&attributes) {
            Ok(source) => source.text().to_owned(),
            Err(_) if !attributes.exists() => String::new(),
            Err(error) => return Err(error.diagnostic()),
        };
        let block = format!(
            "{BEGIN}\n{} diff=opsjd merge=opsjd\n{} diff=opsjd merge=opsjd\n*.docx diff=opsjd-docx\n{END}\n",
            pattern(&folder, "*.yaml"),
            pattern(&folder, "*.yml"),
        );
        let rest = without_block(&old);
        let new = if self.undo {
            rest.clone()
        } else {
            format!("{rest}{}{block}", if rest.is_empty() || rest.ends_with('\n') { "" } else { "\n" })
        };
        let tell = |text: &str| session.terminal.tell(text);
        let (verb, mark) =
            if self.dry_run { ("would change", '?') } else { ("changes", if self.undo { '-' } else { '+' }) };
        tell(&format!("{verb} the configuration of this repository (.git/config):"));
        for (key, value) in &settings {
            tell(&format!("  {mark} {key} = {value}"));
        }
        tell(&format!("{verb} .gitattributes:"));
        for line in block.lines() {
            tell(&format!("  {mark} {line}"));
        }
        if self.dry_run {
            return Ok(());
        }
        for (key, value) in &settings {
            let result = if self.undo {
                // A setting that is not there need not be taken back.
                repository
                    .ask("change its configuration", &["config", "--local", "--unset-all", key])
                    .or(Ok(String::new()))
            } else {
                repository.ask("change its configuration", &["config", "--local", "--replace-all", key, value])
            };
            result.map_err(|error: git::GitError| error.diagnostic())?;
        }
        if self.undo {
            for section in ["diff.opsjd", "diff.opsjd-docx", "merge.opsjd"] {
                let _ = repository.ask("change its configuration", &["config", "--local", "--remove-section", section]);
            }
        }
        let written = match new.is_empty() {
            true => output::remove(&attributes),
            false if new == old => Ok(()),
            false => output::write(&attributes, new.as_bytes()),
        };
        written.map_err(|error| error.diagnostic())
    }
}

/// The pattern of `files` in a folder, whose own name is no pattern, quoted where white space or a sign at its beginning would
/// end it or make it another line (gitattributes(5)).
fn pattern(folder: &str, files: &str) -> String {
    let mut pattern = String::new();
    for c in folder.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern = format!("{pattern}/{files}");
    let is_plain = !pattern.contains([' ', '\t', '"']) && !pattern.starts_with(['#', '!']);
    if is_plain { pattern } else { format!("\"{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\"")) }
}

fn without_block(text: &str) -> String {
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else { return text.to_owned() };
    let after = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    if begin > end { text.to_owned() } else { format!("{}{}", &text[..begin], &text[after..]) }
}

/// Called by git: what changed in one role file
#[derive(Debug, Args)]
#[command(hide = true)]
pub struct GitDiff {
    /// Path, old file, its id and mode, new file, its id and mode, and for a rename the new path and a remark
    #[arg(num_args = 1..=9, value_names = ["PATH", "OLD", "ID", "MODE", "NEW", "ID", "MODE"], allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl GitDiff {
    /// Runs the command. It ends well whatever it finds, since git takes any other end for a failure of its own.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let [path, old, _, _, new, ..] = self.arguments.as_slice() else {
            // An unmerged file comes with its path alone.
            let path = self.arguments.first().map_or("", String::as_str);
            session.terminal.print(format!("* {path}: unmerged\n").as_bytes())?;
            return Ok(Outcome::Done);
        };
        let mut faults = Vec::new();
        let new_path = self.arguments.get(7).unwrap_or(path);
        let catalog = session.catalog(&mut faults);
        let id = |path: &str| {
            Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let mut broken = false;
        let mut read = |file: &str, name: &str| -> Option<Outline> {
            if file == "/dev/null" {
                return None;
            }
            let source = catalog::read_text(Path::new(file)).map_err(|error| faults.push(error.diagnostic())).ok();
            // Git hands over temporary files; messages name the file that they stand for.
            let source = source.map(|source| Source::new(name, source.text().to_owned()));
            let file = source.and_then(|source| role::parse(&id(name), &source, &mut faults));
            // What the file names by id is called as it is now; the versions of what it extends are not handed over.
            let merged = catalog.role_of_id(&id(name), &mut Vec::new());
            let named = merged.map(|role| diff::of_role(role.node(), Scope::Reader));
            let outline = file.map(|file| diff::of_file(&file).with_names_of(named.as_ref()));
            broken |= outline.is_none();
            outline
        };
        let (old_outline, new_outline) = (read(old, path), read(new, new_path));
        let mut text =
            format!("opsjd diff {path}{}\n", if new_path == path { String::new() } else { format!(" → {new_path}") });
        if let Some(telling) = reader_language(None, &catalog).and_then(|language| Telling::new(&language, false)) {
            let compared = Compared::new(&id(new_path), old_outline.as_ref(), new_outline.as_ref(), broken);
            let roles = if old_outline.is_none() && new_outline.is_none() { Vec::new() } else { vec![compared] };
            let comparison = Comparison { old: path.clone(), new: new_path.clone(), roles, jobs: None };
            let terminal = &session.terminal;
            text.push_str(&changes::terminal(&comparison, &telling, terminal.width(), terminal.out_colored()));
        }
        text.push('\n');
        session.terminal.print(text.as_bytes())?;
        session.conclude(&faults);
        Ok(Outcome::Done)
    }
}

/// Called by git: a role or Word file as text that can be compared line by line
#[derive(Debug, Args)]
#[command(hide = true)]
pub struct Textconv {
    /// The file
    file: PathBuf,
}

impl Textconv {
    /// Runs the command. What is neither a role nor a Word file is printed as it is.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let bytes = match catalog::read_document(&self.file).map(|(_, bytes)| bytes) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(session.conclude(&[error.diagnostic()])),
        };
        let name = self.file.display().to_string();
        let text = if bytes.starts_with(b"PK") {
            let paragraphs = render::word_paragraphs(&name, &bytes).ok();
            paragraphs.map(|paragraphs| changes::readable(&document::of_blocks(&document::word_blocks(&paragraphs))))
        } else {
            std::str::from_utf8(&bytes).ok().and_then(role_as_lines)
        };
        session.terminal.print(&text.map_or(bytes, String::into_bytes))?;
        Ok(Outcome::Done)
    }
}

/// A role file as lines, one a wording. Where conflicts are left in it, both sides with markers around the lines concerned.
fn role_as_lines(text: &str) -> Option<String> {
    let lines = |text: String| {
        let file = role::parse("role", &Source::new("role", text), &mut Vec::new())?;
        Some(changes::readable(&diff::of_file(&file)))
    };
    match conflict::sides(text) {
        Some((ours, theirs)) => Some(conflict::marked(&lines(ours)?, &lines(theirs)?)),
        None => lines(text.to_owned()),
    }
}

/// Called by git: merge three versions of a role file by key
#[derive(Debug, Args)]
pub struct MergeDriver {
    /// The version that both sides come from (%O)
    base: PathBuf,
    /// Our version (%A); the result is written to it
    ours: PathBuf,
    /// Their version (%B)
    theirs: PathBuf,
    /// The file's path in the repository (%P), for messages
    #[arg(long)]
    path: Option<String>,
}

impl MergeDriver {
    /// Runs the command: exit code 1 says that conflicts are left.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let read = |path: &Path| catalog::read_text(path).ok();
        let merged = match (read(&self.base), read(&self.ours), read(&self.theirs)) {
            (Some(base), Some(ours), Some(theirs)) => reconcile(&base, &ours, &theirs),
            _ => None,
        };
        let name = self.path.clone().unwrap_or_else(|| self.ours.display().to_string());
        let (bytes, conflicts) = match merged {
            Some(merged) => (merged.text.into_bytes(), merged.conflicts),
            // What cannot be read by keys is merged as git would have done it.
            None => match git::merge_lines(&self.ours, &self.base, &self.theirs) {
                Ok((bytes, conflicts)) => {
                    session.terminal.tell(&format!("`{name}` was merged line by line, as it cannot be merged by keys"));
                    let is_broken = !conflicts
                        && [&self.base, &self.ours, &self.theirs].into_iter().all(|side| is_yaml(side))
                        && !is_readable(&bytes);
                    if is_broken {
                        let message =
                            format!("what the merge makes of `{name}` cannot be read, though both sides could");
                        faults.push(
                            Diagnostic::error("broken-merge", message).help("put it right by hand, and commit it"),
                        );
                    }
                    (bytes, usize::from(conflicts))
                }
                Err(error) => return Ok(session.conclude(&[error.diagnostic()])),
            },
        };
        if let Err(error) = output::write(&self.ours, &bytes) {
            faults.push(error.diagnostic());
        }
        let outcome = session.conclude(&faults);
        if conflicts > 0 {
            session.terminal.tell(&format!(
                "both sides changed {conflicts} {} of `{name}`",
                if conflicts == 1 { "text" } else { "texts" }
            ));
        }
        Ok(if outcome == Outcome::Done && conflicts > 0 { Outcome::Findings } else { outcome })
    }
}

fn is_yaml(path: &Path) -> bool {
    catalog::read_text(path).is_ok_and(|source| is_readable(source.text().as_bytes()))
}

fn is_readable(bytes: &[u8]) -> bool {
    let mut faults = Vec::new();
    let text = String::from_utf8_lossy(bytes).into_owned();
    crate::yaml::parse(&Source::new("merged", text), &mut faults).is_some() && faults.is_empty()
}
