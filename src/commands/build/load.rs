//! The manifest, the job lists and the command line into jobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Build;
use crate::catalog::{self, Catalog, Files};
use crate::commands::Session;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::merge;
use crate::plan::{Group, Job, Layer};
use crate::posting;
use crate::project::{self, Combination, List, ListError, ListKind, Project, Row, format::JOB};
use crate::shape::{self, Completeness, Shape};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Map, Node, Value};

/// Where a build goes when nothing says otherwise.
const OUTPUT: &str = "dist";

/// Everything that a build was asked for.
pub struct Manifest {
    /// The roles and templates.
    pub catalog: Catalog,
    /// The jobs, in order; what is wrong with the form of others has been reported.
    pub jobs: Vec<Job>,
    /// Jobs that are not to be made now, whose names are taken all the same.
    pub beside: Vec<Job>,
    /// The folder to write to.
    pub output: PathBuf,
    /// Whether the folder has an index, so that no job may have its name.
    pub has_index: bool,
    /// Whether to write it: a part of a build leaves it as it is.
    pub index: bool,
    /// The files and folders that the build depends on.
    pub watched: Vec<PathBuf>,
    /// Whether all jobs could be read, so that it is known what is wanted.
    pub is_whole: bool,
}

/// The folder of the file that says something; the working folder for what was typed.
pub fn folder_of(span: &Span) -> PathBuf {
    Path::new(span.source().name()).parent().map(Path::to_owned).unwrap_or_default()
}

/// Reads everything that the command line names. `None` where a manifest cannot be read.
pub fn load(build: &Build, mut catalog: Catalog, faults: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let project = std::mem::take(&mut catalog.project);
    let command = command_line(build, faults).map(Arc::new);
    if has_errors(faults) {
        return None;
    }
    let mut loader = Loader {
        files: Arc::clone(catalog.files()),
        roles: catalog.role_ids(),
        jobs: Vec::new(),
        number: 0,
        command,
        watched: catalog.folders(),
        project_file: catalog.project_folder().join(project::FILE_NAME).canonicalize().ok(),
        faults,
    };
    let base: Vec<Layer> =
        project.defaults.iter().map(|node| Layer { origin: "project", node: node.clone() }).collect();
    let mut output = project.output.clone();
    let mut index = project.index;
    if build.files.is_empty() {
        if !project.has_jobs() {
            let fault = Diagnostic::error("no-jobs", "there are no jobs to build");
            loader.faults.push(fault.help("name a job list, or put `jobs`, `lists` or `matrix` into `opsjd.yaml`"));
            return None;
        }
        loader.manifest(&project, &base);
    }
    let mut named = None;
    for path in &build.files {
        if let Some(manifest) = loader.named(path, build.sheet.as_deref(), &base)? {
            if build.output.is_none() {
                loader.faults.extend(other_output(named.as_ref(), manifest.output.as_ref()));
            }
            named = manifest.output.clone().or(named);
            output = manifest.output.or(output);
            index = manifest.index.or(index);
        }
    }
    let Loader { jobs, mut watched, .. } = loader;
    for job in &jobs {
        for (file, span) in job.posting_files().chain(job.text("reference-doc")) {
            let path = folder_of(span).join(file);
            if !watched.contains(&path) {
                watched.push(path);
            }
        }
    }
    let output = build.output.clone().or_else(|| output.map(|(path, span)| folder_of(&span).join(path)));
    let output = output.unwrap_or_else(|| catalog.project_folder().join(OUTPUT));
    let is_part = build.shard.is_some() || build.jobs.is_some();
    let has_index = !build.no_index && index != Some(false);
    Some(Manifest {
        catalog,
        jobs,
        beside: Vec::new(),
        output,
        has_index,
        index: has_index && !is_part,
        watched,
        is_whole: !has_errors(faults),
    })
}

/// The fault of a manifest that wants another folder than the one before it: a build writes to one.
fn other_output(known: Option<&(String, Span)>, wanted: Option<&(String, Span)>) -> Option<Diagnostic> {
    let folder = |(path, span): &(String, Span)| catalog::seen_from(Path::new("x"), &folder_of(span).join(path));
    let (known, wanted) = (known?, wanted?);
    (folder(known) != folder(wanted)).then(|| {
        let other = folder(known);
        let message = format!("the manifests of one build want two folders: `{other}` and this one");
        let fault = Diagnostic::error("two-outputs", message).at(&wanted.1);
        fault.help("build each by itself, or name one folder for both with `-o`")
    })
}

/// What to watch where the manifest itself cannot be read.
pub fn watched(build: &Build, session: &Session) -> Vec<PathBuf> {
    let mut paths = session.catalog(&mut Vec::new()).folders();
    paths.extend(build.files.iter().cloned());
    paths
}

struct Loader<'a> {
    files: Arc<dyn Files>,
    roles: Vec<String>,
    jobs: Vec<Job>,
    number: usize,
    command: Option<Arc<Node>>,
    watched: Vec<PathBuf>,
    /// The project's own `opsjd.yaml`, where it is there.
    project_file: Option<PathBuf>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// A file of the command line: a manifest, or a list of jobs. The outer `None` is a file that cannot be used.
    #[allow(clippy::option_option, reason = "a file that fails and one that is no manifest are different")]
    fn named(&mut self, path: &Path, sheet: Option<&str>, base: &[Layer]) -> Option<Option<Project>> {
        let name = path.display().to_string();
        let kind = ListKind::of(&name).map_err(|error| self.faults.push(error.diagnostic())).ok()?;
        if kind == ListKind::Yaml {
            let source = self.files.text(path).map_err(|error| self.faults.push(error.diagnostic())).ok()?;
            let is_manifest = crate::yaml::parse(&source, &mut Vec::new()).is_none_or(|node| node.as_list().is_none());
            if is_manifest {
                self.watched.push(path.to_owned());
                if sheet.is_some() {
                    self.faults.push(ListError::NoSheets(name.clone()).diagnostic());
                }
                let manifest = project::parse(&source, self.faults)?;
                let mut layers = base.to_vec();
                // What the project says it does not say again as a manifest.
                let is_project = self.project_file.is_some() && path.canonicalize().ok() == self.project_file;
                let own = manifest.defaults.iter().filter(|_| !is_project);
                layers.extend(own.map(|node| Layer { origin: "manifest", node: node.clone() }));
                if !manifest.has_jobs() {
                    let fault = Diagnostic::error("no-jobs", format!("`{name}` has no jobs to build"));
                    self.faults.push(fault.help("put `jobs`, `lists` or `matrix` into it"));
                }
                self.manifest(&manifest, &layers);
                return Some(Some(manifest));
            }
        }
        let span = Span::new(&Source::new("", ""), 0..0);
        let list = List { file: (name, span), sheet: sheet.map(str::to_owned), defaults: None };
        self.list(&list, base);
        Some(None)
    }

    fn manifest(&mut self, manifest: &Project, layers: &[Layer]) {
        let group = Arc::new(Group { layers: layers.to_vec() });
        for own in &manifest.jobs {
            self.add(&group, Some(Row::sound(own.clone())), self.command.clone());
        }
        for list in &manifest.lists {
            self.list(list, layers);
        }
        for matrix in &manifest.matrix {
            let group = self.group(layers, "matrix", matrix.get("job"));
            let below: Vec<&Node> = group.layers.iter().rev().map(|layer| &layer.node).collect();
            let command = self.command.as_ref();
            for Combination { own, command } in project::expand(matrix, &self.roles, &below, command, self.faults) {
                self.add(&group, Some(Row::sound(own)), command);
            }
        }
    }

    fn list(&mut self, list: &List, layers: &[Layer]) {
        let (file, span) = &list.file;
        let path = folder_of(span).join(file);
        let typed = span.source().name().is_empty();
        self.watched.push(path.clone());
        let placed = |fault: Diagnostic| if typed || fault.span.is_some() { fault } else { fault.at(span) };
        let kind = match ListKind::of(file) {
            Ok(kind) => kind,
            Err(error) => return self.faults.push(placed(error.diagnostic())),
        };
        let bytes = match self.files.list(&path) {
            Ok(bytes) => bytes,
            Err(error) => return self.faults.push(placed(error.diagnostic())),
        };
        let group = self.group(layers, "list", list.defaults.as_ref());
        let mut found = Vec::new();
        let name = catalog::shown(&path);
        let jobs = project::parse_list(&name, kind, bytes, list.sheet.as_deref(), list.defaults.as_ref(), &mut found);
        self.faults.extend(found.into_iter().map(placed));
        for own in jobs {
            self.add(&group, own, self.command.clone());
        }
    }

    fn group(&self, layers: &[Layer], origin: &'static str, defaults: Option<&Node>) -> Arc<Group> {
        let own = defaults.map(|node| Layer { origin, node: node.clone() });
        Arc::new(Group { layers: layers.iter().cloned().chain(own).collect() })
    }

    fn add(&mut self, group: &Arc<Group>, row: Option<Row>, command: Option<Arc<Node>>) {
        // A job with a fault of form is counted, so that the numbers of the others do not depend on it.
        self.number += 1;
        if let Some(Row { job: own, is_sound, .. }) = row {
            self.jobs.push(Job { number: self.number, group: Arc::clone(group), own, command, is_sound });
        }
    }
}

/// What the command line sets for every job, with the options as places.
fn command_line(build: &Build, faults: &mut Vec<Diagnostic>) -> Option<Node> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let options = [
        ("languages", "--lang", build.lang.clone()),
        ("formats", "--format", build.format.clone()),
        ("name", "--name", build.name.clone()),
        ("posting-file", "--posting", path(&build.posting)),
        ("reference-doc", "--reference-doc", path(&build.reference_doc)),
        ("strict", "--strict", build.strict.then(|| "true".to_owned())),
    ];
    let mut map = Map::new();
    for (key, option, value) in options {
        let (Some(value), Some(field)) = (value, JOB.iter().find(|field| field.name == key)) else { continue };
        let source = Source::new(option, value.clone());
        let span = Span::new(&source, 0..value.len());
        map.insert(key.to_owned(), Entry { key: span.clone(), node: field.shape.typed(&value, &span) });
    }
    let sets = build.set.iter().filter_map(|set| posting::parse_assignment(set, faults)).collect::<Vec<_>>();
    if let Some(node) = sets.into_iter().reduce(merge::combine) {
        map.insert("posting".to_owned(), Entry { key: node.span.clone(), node });
    }
    let span = map.iter().next()?.1.key.clone();
    let node = Node { span, value: Value::Map(map) };
    shape::check(&node, &Shape::Record(JOB), Completeness::Patch, "the command line", faults);
    Some(node)
}
