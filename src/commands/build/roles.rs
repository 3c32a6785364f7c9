//! The roles of a build: each read and merged once, and resolved once at each level that a job wants.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use rayon::prelude::*;

use super::load::Manifest;
use super::prepare::{Placed, RoleKey, at, key};
use crate::diagnostic::Diagnostic;
use crate::plan::Job;
use crate::role::{MergedRole, RoleDefinition};
use crate::source::Span;

/// The roles that jobs name, and those that their sections are borrowed from, each read and merged once.
pub fn merged_roles(manifest: &Manifest, faults: &mut Placed) -> IndexMap<String, Option<MergedRole>> {
    let mut first: IndexMap<String, usize> = IndexMap::new();
    for (index, job) in manifest.jobs.iter().enumerate() {
        let role = job.role().0;
        let borrowed = borrowed_roles(job);
        if !first.contains_key(role) {
            first.insert(role.to_owned(), index);
        }
        for id in borrowed {
            first.entry(id).or_insert(index);
        }
    }
    let read: Vec<(Option<MergedRole>, Vec<Diagnostic>)> = first
        .par_iter()
        .map(|(id, _)| {
            let mut found = Vec::new();
            (manifest.catalog.role_of_id(id, &mut found), found)
        })
        .collect();
    let mut merged = IndexMap::new();
    let mut unknown: HashMap<String, Diagnostic> = HashMap::new();
    for ((id, index), (role, found)) in first.into_iter().zip(read) {
        for fault in found {
            if fault.span.is_none() && fault.code == "unknown-role" {
                unknown.insert(id.clone(), fault);
            } else {
                faults.push((index, fault));
            }
        }
        merged.insert(id, role);
    }
    for (index, job) in manifest.jobs.iter().enumerate() {
        let (role, span) = job.role();
        if let Some(fault) = unknown.get(role) {
            faults.push((index, at(fault.clone(), span)));
        }
        if unknown.is_empty() {
            continue;
        }
        for id in borrowed_roles(job) {
            if let Some(fault) = unknown.get(&id) {
                faults.push((index, at(fault.clone(), naming(job, &id))));
            }
        }
    }
    merged
}

/// Each role at each level that a job wants, resolved once.
pub fn definitions(
    jobs: &[Job],
    merged: &IndexMap<String, Option<MergedRole>>,
    faults: &mut Placed,
) -> HashMap<RoleKey, Option<RoleDefinition>> {
    let mut first: IndexMap<RoleKey, usize> = IndexMap::new();
    for (index, job) in jobs.iter().enumerate() {
        first.entry(key(job)).or_insert(index);
    }
    let resolved: Vec<(Option<RoleDefinition>, Vec<Diagnostic>)> = first
        .par_iter()
        .map(|((id, level), _)| {
            let mut found = Vec::new();
            let role = merged.get(id).and_then(Option::as_ref);
            (role.and_then(|role| role.definition(level.as_deref(), &mut found)), found)
        })
        .collect();
    let mut roles = HashMap::new();
    let mut unknown: HashMap<RoleKey, Diagnostic> = HashMap::new();
    // What is wrong with a role is wrong with it at every level; it is said once.
    let mut said: Vec<(String, String)> = Vec::new();
    for ((key, index), (role, found)) in first.into_iter().zip(resolved) {
        for fault in found {
            let words = (format!("{:?}", fault.span), fault.message.clone());
            if fault.span.is_none() && matches!(fault.code, "unknown-level" | "base") {
                unknown.insert(key.clone(), fault);
            } else if !said.contains(&words) {
                said.push(words);
                faults.push((index, fault));
            }
        }
        roles.insert(key, role);
    }
    if !unknown.is_empty() {
        for (index, job) in jobs.iter().enumerate() {
            if let Some(fault) = unknown.get(&key(job)) {
                let level = || job.text("level").map_or(&job.own.span, |(_, span)| span);
                let span = if fault.code == "base" { job.role().1 } else { level() };
                faults.push((index, at(fault.clone(), span)));
            }
        }
    }
    roles
}

/// The roles that sections are borrowed from, at the borrower's level where they have it; nothing where one of them cannot be
/// had. A fault of theirs that no job has had yet is one of the first job that borrows from them.
pub fn borrowed(
    jobs: &[Job],
    merged: &IndexMap<String, Option<MergedRole>>,
    faults: &mut Placed,
) -> HashMap<(RoleKey, Vec<String>), BTreeMap<String, RoleDefinition>> {
    let mut all = HashMap::new();
    for (index, job) in jobs.iter().enumerate() {
        let key = (key(job), borrowed_roles(job));
        if all.contains_key(&key) {
            continue;
        }
        let mut others = BTreeMap::new();
        for id in &key.1 {
            let Some(role) = merged.get(id).and_then(Option::as_ref) else { continue };
            let level = job.level().filter(|level| role.levels().contains(level));
            let mut found = Vec::new();
            if let Some(role) = role.definition(level, &mut found) {
                others.insert(id.clone(), role);
            }
            for fault in found {
                let fault = at(fault, naming(job, id));
                let words = |fault: &Diagnostic| (format!("{:?}", fault.span), fault.message.clone());
                if !faults.iter().any(|(_, known)| words(known) == words(&fault)) {
                    faults.push((index, fault));
                }
            }
        }
        if others.len() == key.1.len() {
            all.insert(key, others);
        }
    }
    all
}

/// Where a job names the role that it borrows from.
fn naming<'a>(job: &'a Job, role: &str) -> &'a Span {
    let sections = job.texts("sections");
    sections
        .iter()
        .find(|(section, _)| section.split([':', '：']).next().is_some_and(|id| id.trim() == role))
        .map_or(job.role().1, |(_, span)| span)
}

/// The ids of the roles that a job borrows sections from.
fn borrowed_roles(job: &Job) -> Vec<String> {
    if job.setting("sections").is_some() { job.selection().borrowed_roles(job.role().0) } else { Vec::new() }
}
