//! Which texts of the checked role files were reworded in git after their translations.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::drift::{self, Moment};
use crate::check::{Finding, Library, Settings};
use crate::diff::drift::rewordings;
use crate::diff::{Outline, of_file};
use crate::git::{Repository, Side};
use crate::role;
use crate::source::Source;

/// How many commits back drift is looked for.
const COMMITS: usize = 500;
/// From this many files on git is asked for their folders, which it finds its way through faster than a list of files.
const FILES: usize = 20;
/// How many files have their versions in memory at once.
const AT_ONCE: usize = 32;

/// A version of a file: by what it is known, and its text.
type Version = (String, Arc<Source>);

/// The findings of drift in those of `sources` that are role files in the working folder's repository. Without git or a
/// repository there are none.
///
/// # Errors
/// Where a shipped rule is broken.
pub fn find(sources: &[Arc<Source>], library: &Library, settings: &Settings) -> Result<Vec<Finding>, &'static str> {
    let is_role = |source: &&Arc<Source>| source.name().ends_with(".yaml") || source.name().ends_with(".yml");
    let files: Vec<&Arc<Source>> =
        sources.iter().filter(is_role).filter(|one| Path::new(one.name()).is_file()).collect();
    if files.is_empty() || !drift::is_on(settings) {
        return Ok(Vec::new());
    }
    let Some(history) = History::read(&files, library.term("uncommitted", settings.reader)) else {
        return Ok(Vec::new());
    };
    let mut findings = Vec::new();
    for part in files.chunks(AT_ONCE) {
        let versions: Vec<(&Arc<Source>, Vec<Version>)> =
            part.iter().map(|source| (*source, history.versions(source))).filter(|(_, all)| all.len() > 1).collect();
        let found: Result<Vec<Vec<Finding>>, &'static str> =
            versions.par_iter().map(|(source, versions)| of_versions(source, versions, settings)).collect();
        findings.extend(found?.into_iter().flatten());
    }
    Ok(findings)
}

fn of_versions(source: &Arc<Source>, versions: &[Version], settings: &Settings) -> Result<Vec<Finding>, &'static str> {
    let id = Path::new(source.name()).file_stem().unwrap_or_default().to_string_lossy();
    let Some(subject) = drift::subject(&id, source) else { return Ok(Vec::new()) };
    // A version that cannot be read is left out: it is history.
    let read = |(name, text): &Version| Some((name.clone(), of_file(&role::parse_trusted(text, &mut Vec::new())?)));
    let (names, outlines): (Vec<String>, Vec<Outline>) = versions.iter().filter_map(read).unzip();
    let rewordings = rewordings(&outlines);
    let reworded = |path: &str, language: &str| {
        let version = *rewordings.get(path)?.get(language)?;
        Some(Moment { version, name: names.get(version)?.clone() })
    };
    drift::check(&subject, reworded, settings)
}

/// What git knows of the files.
struct History {
    repository: Repository,
    /// The commits that touch each file, by its path from the top, the oldest first: id, parent, the words for it.
    commits: HashMap<String, Vec<(String, Option<String>, String)>>,
    /// The files that differ from the last commit.
    changed: BTreeSet<String>,
    uncommitted: String,
}

impl History {
    fn read(files: &[&Arc<Source>], uncommitted: &str) -> Option<History> {
        let repository = Repository::open().ok()?;
        let head = repository.commit("HEAD").ok()?;
        let mut paths: Vec<String> = files.iter().map(|source| repository.path_of(Path::new(source.name()))).collect();
        let folders: BTreeSet<PathBuf> =
            paths.iter().filter_map(|path| Path::new(path).parent().map(Path::to_owned)).collect();
        if paths.len() >= FILES && !folders.contains(Path::new("")) {
            // The first file stays among them: git follows a single path through renames, which a folder has none of.
            paths.truncate(1);
            paths.extend(folders.iter().map(|folder| folder.display().to_string()));
        }
        let mut commits: HashMap<String, Vec<(String, Option<String>, String)>> = HashMap::new();
        for commit in repository.history("HEAD", &paths, COMMITS).ok()?.into_iter().rev() {
            let name = format!("{} ({})", commit.id.get(..8).unwrap_or(&commit.id), commit.date);
            for path in commit.paths {
                commits.entry(path).or_default().push((commit.id.clone(), commit.parent.clone(), name.clone()));
            }
        }
        let mut changed = BTreeSet::new();
        for folder in &folders {
            let changes = repository.changed(&head, &Side::WorkingTree, &folder.display().to_string()).ok()?;
            changed.extend(changes.into_iter().filter_map(|change| change.new));
        }
        Some(History { repository, commits, changed, uncommitted: uncommitted.to_owned() })
    }

    /// The versions of a file, the oldest first, the one on disk last where it is another.
    fn versions(&self, source: &Arc<Source>) -> Vec<Version> {
        let path = self.repository.path_of(Path::new(source.name()));
        let commits = self.commits.get(&path).map(Vec::as_slice).unwrap_or_default();
        let is_changed = self.changed.contains(&path);
        if commits.len() < 2 && !is_changed && commits.first().is_none_or(|(_, parent, _)| parent.is_none()) {
            return Vec::new();
        }
        let at = |commit: &str, name: &str| {
            let bytes = self.repository.read(&Side::Commit(commit.to_owned()), &path).ok()??;
            Some((name.to_owned(), Source::new(path.clone(), String::from_utf8(bytes).ok()?)))
        };
        // The history may begin in the middle: what was there before is the first version.
        let first = match commits.first() {
            Some((_, parent, name)) => parent.as_deref().and_then(|parent| at(parent, name)),
            None => at("HEAD", "HEAD"),
        };
        let mut versions: Vec<Version> = first.into_iter().collect();
        versions.extend(commits.iter().filter_map(|(id, _, name)| at(id, name)));
        if is_changed {
            versions.push((self.uncommitted.clone(), Arc::clone(source)));
        }
        versions
    }
}
