//! What jobs share, made once before any is written: roles at their levels, labels, templates, postings, reference documents.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::load::{Manifest, folder_of};
use super::roles::{borrowed, definitions, merged_roles};
use crate::catalog::{self, Files};
use crate::compose::Selection;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::labels::Labels;
use crate::language::Language;
use crate::plan::{Fingerprint, Group, Job, Layer};
use crate::posting::{self, Posting};
use crate::render::{Format, ReferenceDocument, Templates};
use crate::role::RoleDefinition;
use crate::source::Span;
use crate::yaml::Node;

/// A role at a level.
pub type RoleKey = (String, Option<String>);
/// Faults with the place of their job in the manifest.
pub type Placed = Vec<(usize, Diagnostic)>;

/// What the documents of a build are made from, apart from the jobs.
pub struct Shared {
    roles: HashMap<RoleKey, Option<RoleDefinition>>,
    /// The roles that sections are borrowed from, by the role that borrows and the choice.
    others: HashMap<(RoleKey, Vec<String>), BTreeMap<String, RoleDefinition>>,
    /// The labels, with the fingerprint of what all documents of the language share.
    labels: HashMap<Language, (Labels, Fingerprint)>,
    /// The language of a role for which none is set.
    languages: HashMap<String, Language>,
    postings: HashMap<usize, Option<Option<Posting>>>,
    posting_files: HashMap<PathBuf, Option<Node>>,
    references: HashMap<PathBuf, Option<(ReferenceDocument, Fingerprint)>>,
    /// The templates.
    pub templates: Templates,
    fingerprint: Fingerprint,
    preferred: Option<Language>,
}

impl Shared {
    /// The role of a job; `None` where it cannot be read, which has been reported.
    pub fn role(&self, job: &Job) -> Option<&RoleDefinition> {
        self.roles.get(&key(job))?.as_ref()
    }

    /// The roles that a job's choice borrows from.
    pub fn others(&self, job: &Job, selection: &Selection) -> Option<&BTreeMap<String, RoleDefinition>> {
        self.others.get(&(key(job), selection.borrowed_roles(job.role().0)))
    }

    /// The labels of a language.
    pub fn labels(&self, language: &Language) -> Option<&Labels> {
        self.labels.get(language).map(|(labels, _)| labels)
    }

    /// The language of a role for which none is set: English where it has it, else its first; English too for a role that
    /// cannot be read, so that its files have a name and are not taken for unwanted ones.
    pub fn language_of(&self, role: &str) -> Option<Language> {
        self.languages.get(role).cloned().or_else(|| Language::parse("en"))
    }

    /// The language of the build's own pages.
    pub fn page_language(&self) -> Option<(&Language, &Labels)> {
        let language = self.preferred.as_ref()?;
        Some((language, self.labels(language)?))
    }

    /// The posting of a job that says nothing of its own; `None` where there is a fault, which has been reported.
    pub fn group_posting(&self, group: &Arc<Group>) -> Option<&Option<Posting>> {
        self.postings.get(&address(group))?.as_ref()
    }

    /// The posting of a job that says something of its own.
    pub fn own_posting(&self, job: &Job, faults: &mut Vec<Diagnostic>) -> Option<Posting> {
        let mut missing = false;
        let posting = job.posting(
            |file, span, _| {
                let node = self.posting_files.get(&folder_of(span).join(file)).cloned().flatten();
                missing |= node.is_none();
                node
            },
            faults,
        );
        if missing { None } else { posting }
    }

    /// The tree of a job's posting, with the places that its values come from; `None` where it has none or one with a fault.
    pub fn posting_node(&self, job: &Job) -> Option<Node> {
        let mut faults = Vec::new();
        let layers = self.posting_layers(job).into_iter().map(|layer| layer.node).collect();
        posting::lay(layers, &mut faults).filter(|_| !has_errors(&faults))
    }

    /// What a job's posting is merged of, the weakest first; nothing where a file of it cannot be read.
    pub fn posting_layers(&self, job: &Job) -> Vec<Layer> {
        let read = |file: &str, span: &Span, _: &mut Vec<Diagnostic>| {
            self.posting_files.get(&folder_of(span).join(file)).cloned().flatten()
        };
        job.posting_layers(read, &mut Vec::new()).unwrap_or_default()
    }

    /// The reference document of a job; the outer `None` is one that cannot be read, which has been reported.
    #[allow(clippy::option_option, reason = "none set and one that fails are different")]
    pub fn reference(&self, job: &Job) -> Option<Option<&(ReferenceDocument, Fingerprint)>> {
        match job.text("reference-doc") {
            None => Some(None),
            Some((file, span)) => self.references.get(&folder_of(span).join(file))?.as_ref().map(Some),
        }
    }

    /// The fingerprint of what all documents of a language share, the reference document among it.
    pub fn fingerprint(
        &self,
        language: &Language,
        reference: Option<&(ReferenceDocument, Fingerprint)>,
    ) -> Option<Fingerprint> {
        let (_, fingerprint) = self.labels.get(language)?;
        let mut fingerprint = fingerprint.clone();
        if let Some((_, reference)) = reference {
            fingerprint.text(&reference.of(Format::Docx));
        }
        Some(fingerprint)
    }
}

/// The role of a job and its level.
pub fn key(job: &Job) -> RoleKey {
    (job.role().0.to_owned(), job.level().map(str::to_owned))
}

/// A group lives as long as its jobs, so its address names it.
fn address(group: &Arc<Group>) -> usize {
    Arc::as_ptr(group) as usize
}

/// Makes everything that the jobs share. A fault of a file is reported once, at the first job that needs the file; a name
/// that is not known, at every job that says it.
pub fn prepare(manifest: &Manifest) -> (Shared, Placed) {
    let jobs = &manifest.jobs;
    let catalog = &manifest.catalog;
    let mut faults: Placed = Vec::new();
    let merged = merged_roles(manifest, &mut faults);
    let roles = definitions(jobs, &merged, &mut faults);
    let others = borrowed(jobs, &merged, &mut faults);
    let mut found = Vec::new();
    let templates = catalog.templates(&mut found);
    let shipped = catalog::shipped_templates().iter().map(|file| (file.name, file.text));
    let fingerprint = Fingerprint::new(shipped.chain(templates.own()));
    let languages = roles.iter().filter_map(|((id, _), role)| Some((id.clone(), first_language(role.as_ref()?)?)));
    let languages = languages.collect();
    let mut shared = Shared {
        roles,
        others,
        labels: HashMap::new(),
        languages,
        postings: HashMap::new(),
        posting_files: HashMap::new(),
        references: HashMap::new(),
        templates,
        fingerprint,
        preferred: None,
    };
    for (index, job) in jobs.iter().enumerate() {
        let mut found = Vec::new();
        shared.read_files(job, &**catalog.files(), &mut found);
        shared.read_labels(job, catalog, &mut found);
        if !job.has_own_posting() && !shared.postings.contains_key(&address(&job.group)) {
            let before = found.len();
            let posting = shared.own_posting(job, &mut found);
            let failed = has_errors(&found[before..]) || posting.is_none() && job.setting("posting-file").is_some();
            shared.postings.insert(address(&job.group), (!failed).then_some(posting));
        }
        faults.extend(found.into_iter().map(|fault| (index, fault)));
    }
    faults.extend(found.into_iter().map(|fault| (0, fault)));
    (shared, faults)
}

impl Shared {
    fn read_files(&mut self, job: &Job, files: &dyn Files, faults: &mut Vec<Diagnostic>) {
        for (file, span) in job.posting_files() {
            let path = folder_of(span).join(file);
            if let Entry::Vacant(entry) = self.posting_files.entry(path) {
                let source = files.text(entry.key());
                let source = source.map_err(|error| faults.push(at(error.diagnostic(), span))).ok();
                entry.insert(source.and_then(|source| posting::parse(&source, faults)));
            }
        }
        if let Some((file, span)) = job.text("reference-doc") {
            let path = folder_of(span).join(file);
            if let Entry::Vacant(entry) = self.references.entry(path) {
                let document = files.reference(entry.key()).map_err(|fault| faults.push(at(fault, span))).ok();
                let document = document.map(|(document, bytes)| {
                    let mut fingerprint = self.fingerprint.clone();
                    fingerprint.bytes(&bytes);
                    (document, fingerprint)
                });
                entry.insert(document);
            }
        }
    }

    fn read_labels(&mut self, job: &Job, catalog: &catalog::Catalog, faults: &mut Vec<Diagnostic>) {
        let mut languages: Vec<Language> =
            job.texts("languages").into_iter().filter_map(|(tag, _)| Language::parse(tag)).collect();
        if languages.is_empty() {
            languages.extend(self.language_of(job.role().0));
        }
        for language in languages {
            if !self.labels.contains_key(&language)
                && let Some(labels) = catalog.labels(&language, faults)
            {
                let mut fingerprint = self.fingerprint.clone();
                fingerprint.value(&labels);
                self.labels.insert(language.clone(), (labels, fingerprint));
            }
            self.preferred.get_or_insert(language);
        }
    }
}

fn first_language(role: &RoleDefinition) -> Option<Language> {
    let languages = role.languages();
    let english = languages.iter().find(|language| language.as_str() == "en");
    english.or(languages.first()).map(|language| (*language).clone())
}

/// The fault at the place in a manifest that led to it. What was typed has no line to show; a fault of a file that a manifest names is shown there.
pub fn at(fault: Diagnostic, span: &Span) -> Diagnostic {
    if fault.span.is_some() || span.source().name().starts_with('-') { fault } else { fault.at(span) }
}
