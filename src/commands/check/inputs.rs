//! What is to be checked: told apart by name and content, read, and held to validity and the rules, on all cores.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Found, jobs};
use crate::catalog::{self, Catalog};
use crate::check::documents::{self, EXTENSIONS, FOREIGN};
use crate::check::{Settings, Subject, check};
use crate::commands::Session;
use crate::diagnostic::{Diagnostic, Severity};
use crate::posting;
use crate::project::{ListError, ListKind};
use crate::role;
use crate::source::Source;

/// The endings of tables, which may be job lists or anything else.
const LISTS: &[&str] = &["csv", "tsv", "xlsx", "xlsm", "xls", "xlsb", "ods"];
/// How many of the files that were passed over are named.
const MOST_NAMES: usize = 10;

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A role by id or file.
    Role(String),
    /// A posting file.
    Posting(PathBuf),
    /// A finished document.
    Document(PathBuf),
    /// A manifest or a job list.
    Jobs(PathBuf),
}

/// The inputs that `targets` name; without any, the project's roles, or the shipped ones where there is no project.
pub fn list(targets: &[String], catalog: &Catalog, faults: &mut Vec<Diagnostic>) -> Vec<Input> {
    let mut empty = Vec::new();
    let inputs =
        if targets.is_empty() { of_project(catalog, &mut empty, faults) } else { named(targets, &mut empty, faults) };
    // A check of nothing must not look like one that found nothing; beside other inputs a warning is enough.
    let severity = if inputs.is_empty() { Severity::Error } else { Severity::Warning };
    let fault = |folder: String| {
        let fault = Diagnostic::error("nothing-to-check", format!("there is nothing to check in `{folder}`"));
        Diagnostic { severity, ..fault }
            .help("roles, postings, manifests and .md, .html, .txt, .docx and .xml of Word can be checked")
    };
    faults.extend(empty.into_iter().map(fault));
    inputs
}

fn of_project(catalog: &Catalog, empty: &mut Vec<String>, faults: &mut Vec<Diagnostic>) -> Vec<Input> {
    let project = catalog::project_folder();
    let folder = project.join("roles");
    let jobs = catalog.project.has_jobs().then(|| Input::Jobs(project.join(crate::project::FILE_NAME)));
    let roles = if folder.is_dir() {
        let inputs = folder_inputs(&folder, faults);
        if inputs.is_empty() && jobs.is_none() {
            empty.push(catalog::shown(&folder));
        }
        inputs
    } else {
        catalog.role_ids().into_iter().map(Input::Role).collect()
    };
    roles.into_iter().chain(jobs).collect()
}

fn named(targets: &[String], empty: &mut Vec<String>, faults: &mut Vec<Diagnostic>) -> Vec<Input> {
    let mut inputs = Vec::new();
    for target in targets {
        let before = inputs.len();
        let path = Path::new(target);
        if path.is_dir() {
            inputs.extend(folder_inputs(path, faults));
        } else if is_list(path) {
            inputs.push(Input::Jobs(path.to_owned()));
        } else if extension(path).is_some() || path.exists() {
            inputs.extend(file_input(path));
        } else {
            inputs.push(Input::Role(target.clone()));
        }
        if inputs.len() == before {
            empty.push(target.clone());
        }
    }
    inputs
}

/// What can be checked below a folder. What looks like a job description and cannot, or need not be one, is said to be passed
/// over, but for the locks that Word keeps beside open files.
fn folder_inputs(folder: &Path, faults: &mut Vec<Diagnostic>) -> Vec<Input> {
    let extensions: Vec<&str> = [&["yaml", "yml"], EXTENSIONS, FOREIGN, LISTS].concat();
    let files = match catalog::files_with(folder, &extensions) {
        Ok(files) => files,
        Err(error) => {
            faults.push(error.diagnostic());
            return Vec::new();
        }
    };
    let is_lock = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    // Most XML is of other programs and looks like no job description.
    let is_other_xml = |path: &Path| {
        extension(path).as_deref() == Some("xml")
            && !catalog::read_document(path)
                .is_ok_and(|(_, bytes)| documents::is_word_xml(&String::from_utf8_lossy(&bytes)))
    };
    let files: Vec<PathBuf> = files.into_iter().filter(|path| !is_lock(path) && !is_other_xml(path)).collect();
    let (known, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(|path| extension(path).is_some());
    let (lists, foreign): (Vec<&PathBuf>, Vec<&PathBuf>) = others.into_iter().partition(|path| is_list(path));
    faults.extend(passed_over(Severity::Warning, &foreign, documents::SAVE_AS));
    faults.extend(passed_over(Severity::Note, &lists, "name a job list itself to have it checked"));
    known.into_iter().filter_map(|file| file_input(file)).collect()
}

/// That files of a folder were not checked, and what to do about it.
fn passed_over(severity: Severity, files: &[&PathBuf], advice: &str) -> Option<Diagnostic> {
    let names: Vec<String> = files.iter().take(MOST_NAMES).map(|path| format!("`{}`", catalog::shown(path))).collect();
    let more = files.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let fault = Diagnostic::error("passed-over", format!("passed over {}{more}", names.join(", ")));
    (!files.is_empty()).then(|| Diagnostic { severity, ..fault }.help(advice))
}

fn extension(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
    let known = EXTENSIONS.contains(&extension.as_str()) || matches!(extension.as_str(), "yaml" | "yml");
    known.then_some(extension)
}

/// Whether the ending is one of job lists only. A workbook that cannot be read is one too, which reading it says.
fn is_list(path: &Path) -> bool {
    let name = path.to_string_lossy();
    match ListKind::of(&name) {
        Ok(ListKind::Yaml) => name.to_ascii_lowercase().ends_with(".json"),
        Ok(_) => true,
        Err(error) => matches!(error, ListError::OtherWorkbook(_)),
    }
}

/// A YAML file is a manifest where it has jobs, a job list where it is a list, and a posting where it has keys of a posting
/// and none of a role; the project's settings without jobs are nothing to check.
fn file_input(path: &Path) -> Option<Input> {
    if !matches!(extension(path).as_deref(), Some("yaml" | "yml")) {
        return Some(Input::Document(path.to_owned()));
    }
    let text = catalog::read_text(path).ok();
    let lines = || text.iter().flat_map(|source| source.text().lines());
    let first = lines().find(|line| !line.trim().is_empty() && !line.starts_with(['#', '%']) && *line != "---");
    let has_jobs = || lines().any(|line| ["jobs:", "lists:", "matrix:"].iter().any(|key| line.starts_with(key)));
    if first.is_some_and(|line| line.starts_with(['-', '['])) || has_jobs() {
        return Some(Input::Jobs(path.to_owned()));
    }
    if path.file_name().is_some_and(|name| name == crate::project::FILE_NAME) {
        return None;
    }
    let keys: Vec<&str> = text
        .iter()
        .flat_map(|source| source.text().lines())
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .collect();
    let is_key = |fields: &[crate::shape::Field], key: &str| fields.iter().any(|field| field.name == key);
    let of_role = keys.iter().any(|key| is_key(role::format::ROLE, key));
    let of_posting = keys.iter().any(|key| is_key(posting::format::POSTING, key));
    Some(if of_posting && !of_role { Input::Posting(path.to_owned()) } else { Input::Role(path.display().to_string()) })
}

/// Checks the inputs, several at a time; the result is in their order.
///
/// # Errors
/// Where a shipped rule is broken.
pub fn check_all(
    inputs: &[Input],
    catalog: &Catalog,
    session: &Session,
    settings: &Settings,
) -> Result<Found, &'static str> {
    let found: Result<Vec<Found>, &'static str> =
        inputs.par_iter().map(|input| check_one(input, catalog, session, settings)).collect();
    Ok(join(found?.into_iter()))
}

/// All of it in one; what several roles have from one base is there once.
pub fn join(parts: impl Iterator<Item = Found>) -> Found {
    let mut all = Found::default();
    let mut seen = HashSet::new();
    let mut is_new = |one: &Diagnostic| {
        let place =
            one.span.as_ref().map(|span| (span.source().name().to_owned(), span.range().start, span.range().end));
        place.is_none() || seen.insert((one.code, one.message.clone(), place))
    };
    let mut names: HashSet<String> = HashSet::new();
    for part in parts {
        all.count += part.count;
        all.findings.extend(part.findings.into_iter().filter(|finding| is_new(&finding.diagnostic)));
        all.faults.extend(part.faults.into_iter().filter(|fault| is_new(fault)));
        all.sources.extend(part.sources.into_iter().filter(|source| names.insert(source.name().to_owned())));
        for name in part.guessed {
            if !all.guessed.contains(&name) {
                all.guessed.push(name);
            }
        }
    }
    all
}

fn check_one(input: &Input, catalog: &Catalog, session: &Session, settings: &Settings) -> Result<Found, &'static str> {
    let mut faults = Vec::new();
    let mut is_editable = true;
    let mut extra = Vec::new();
    let subject = match input {
        Input::Role(name) => role_subject(name, catalog, &mut faults, &mut extra),
        Input::Posting(path) => posting_subject(path, &mut faults),
        Input::Document(path) => document_subject(path, &mut faults, &mut is_editable),
        Input::Jobs(path) => return jobs::check_file(path, session, settings),
    };
    let mut found = Found { faults, sources: extra, count: 1, ..Found::default() };
    let Some(subject) = subject else { return Ok(found) };
    found.findings = check(&subject, settings)?;
    if !is_editable {
        found.findings.iter_mut().for_each(|finding| finding.edit = None);
    }
    found.sources.extend(subject.sources());
    found.guessed = jobs::guessed(&subject);
    Ok(found)
}

/// The texts of a role with its levels. Everything that `generate` would refuse is a fault; the rules run all the same on
/// what can be read.
fn role_subject(
    name: &str,
    catalog: &Catalog,
    faults: &mut Vec<Diagnostic>,
    sources: &mut Vec<Arc<Source>>,
) -> Option<Subject> {
    let merged = catalog.clone().role(name, faults)?;
    sources.push(Arc::clone(merged.node().span.source()));
    if role::is_base(&merged.id) {
        return Some(Subject::of_base(merged.node()));
    }
    let subject = Subject::of_role(merged.node());
    let levels: Vec<String> = merged.levels().into_iter().map(str::to_owned).collect();
    for level in &levels {
        let _ = merged.definition(Some(level), faults);
    }
    // The last use takes the tree itself, which saves its copy.
    let _ = merged.into_definition(None, faults);
    Some(subject)
}

fn posting_subject(path: &Path, faults: &mut Vec<Diagnostic>) -> Option<Subject> {
    let source = catalog::read_text(path).map_err(|error| faults.push(error.diagnostic())).ok()?;
    let node = posting::parse(&source, faults)?;
    let _ = posting::merge(vec![node.clone()], faults);
    Some(Subject::of_posting(&node))
}

fn document_subject(path: &Path, faults: &mut Vec<Diagnostic>, is_editable: &mut bool) -> Option<Subject> {
    let (name, bytes) = catalog::read_document(path).map_err(|error| faults.push(error.diagnostic())).ok()?;
    let finished = documents::read(&name, &bytes).map_err(|error| faults.push(error.diagnostic())).ok()?;
    faults.extend(documents::encoding_note(&finished));
    *is_editable = finished.is_editable;
    Some(Subject::of_document(finished.passages))
}
