//! `--jobs`: the jobs of a manifest that are named, by id, number or a file that they make.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::load::Manifest;
use super::prepare;
use crate::diagnostic::Diagnostic;
use crate::plan;

/// The names in `text`: one a line, or separated by commas.
pub fn names(text: &str) -> Vec<String> {
    let names = text.split(['\n', ',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Leaves the jobs of `manifest` that `names` mean. What means none is a fault.
pub fn select(manifest: &mut Manifest, names: &[String], faults: &mut Vec<Diagnostic>) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, job) in manifest.jobs.iter().enumerate() {
        by_name.entry(job.label()).or_default().push(index);
    }
    let number = |name: &str| manifest.jobs.iter().position(|job| job.number.to_string() == name);
    let mut wanted: HashSet<usize> = HashSet::new();
    let mut unknown: Vec<&String> = Vec::new();
    for name in names {
        match (by_name.get(name), number(name)) {
            (Some(own), _) => wanted.extend(own),
            (None, Some(own)) => drop(wanted.insert(own)),
            (None, None) => unknown.push(name),
        }
    }
    if !unknown.is_empty() {
        // The names of files hang on the languages of roles, so everything is read for them, and its faults are not of now.
        let (shared, _) = prepare::prepare(manifest);
        let documents = plan::plan(&manifest.jobs, &[], |role| shared.language_of(role), &mut Vec::new());
        let files: HashMap<&str, usize> = documents
            .iter()
            .flat_map(|planned| planned.outputs.iter().map(|output| (output.path.as_str(), planned.job)))
            .collect();
        for name in unknown {
            match files.get(name.as_str()) {
                Some(job) => drop(wanted.insert(*job)),
                None => {
                    let fault = Diagnostic::error("unknown-job", format!("there is no job `{name}`"));
                    faults.push(fault.nearest(name, by_name.keys().map(String::as_str)));
                }
            }
        }
    }
    let mut index = 0;
    manifest.jobs.retain(|_| {
        index += 1;
        wanted.contains(&(index - 1))
    });
}
