//! `--jobs`: the jobs of a manifest that are named, by id, number or a file that they make.

use std::collections::{BTreeMap, HashSet};

use super::load::Manifest;
use super::prepare;
use crate::diagnostic::Diagnostic;
use crate::plan::{self, Names};

/// Names of jobs as they were given.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    /// One name, or several with commas between them.
    Listed(&'a str),
    /// A name a line, as `opsjd affected` prints them: what stands in a line is one name.
    Lines(&'a str),
}

impl<'a> Named<'a> {
    /// The names, where `is_known` tells a name with a comma from two names.
    fn names(self, is_known: impl Fn(&str) -> bool) -> Vec<&'a str> {
        let names = |text: &'a str, separators: &[char]| -> Vec<&'a str> {
            text.split(separators).map(str::trim).filter(|name| !name.is_empty()).collect()
        };
        match self {
            Named::Listed(text) if is_known(text.trim()) => vec![text.trim()],
            Named::Listed(text) => names(text, &[',', '，', '、', '\n']),
            Named::Lines(text) => names(text, &['\n']),
        }
    }
}

/// Leaves the jobs of `manifest` that are `named`; the others stay beside them. A name that means none is a fault.
pub fn select(manifest: &mut Manifest, named: Named<'_>, faults: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, job) in manifest.jobs.iter().enumerate() {
        known.entry(job.label()).or_default().push(index);
    }
    for (index, job) in manifest.jobs.iter().enumerate() {
        known.entry(job.number.to_string()).or_insert_with(|| vec![index]);
    }
    let mut names = named.names(|name| known.contains_key(name));
    let labels: Vec<String> = known.keys().cloned().collect();
    if names.iter().any(|name| !known.contains_key(*name)) {
        // The names of files hang on the languages of roles, so everything is read for them, and its faults are not of now.
        let (shared, _) = prepare::prepare(manifest);
        let language_of = |role: &str| shared.language_of(role);
        let documents = plan::plan(&manifest.jobs, &mut Names::new(&[]), language_of, &mut Vec::new());
        let files =
            documents.iter().flat_map(|planned| planned.outputs.iter().map(move |output| (output, planned.job)));
        for (output, job) in files {
            known.entry(output.path.clone()).or_insert_with(|| vec![job]);
        }
        names = named.names(|name| known.contains_key(name));
    }
    let mut wanted: HashSet<usize> = HashSet::new();
    for name in names {
        match known.get(name) {
            Some(own) => wanted.extend(own),
            None => {
                let fault = Diagnostic::error("unknown-job", format!("there is no job `{name}`"));
                faults.push(fault.nearest(name, labels.iter().map(String::as_str)));
            }
        }
    }
    let jobs = std::mem::take(&mut manifest.jobs).into_iter().enumerate();
    for (index, job) in jobs {
        if wanted.contains(&index) { manifest.jobs.push(job) } else { manifest.beside.push(job) }
    }
}
