//! Where roles, templates, labels and settings come from: `--roles`, the project's folder, the library in the binary.

mod documents;
mod files;
mod place;
mod read;
mod roles;
mod shipped;
mod traced;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::labels::Labels;
use crate::language::Language;
use crate::project::{self, Project};
use crate::render::{self, Templates, find_shipped};
use crate::role::{self, MergedRole};
use crate::source::Source;

pub use documents::{files_with, read_document, seen_from};
pub use files::{Disk, Files};
pub use place::{LANGUAGE_VARIABLE, find_project, is_same_place, language_variable, locale_language, project_folder};
pub use read::{
    MAX_BYTES, MAX_LIST_BYTES, MAX_REFERENCE_BYTES, read_bytes, read_reference, read_roles, read_text, read_typed,
    shown,
};
use roles::{Descent, ids_in};
pub use shipped::{shipped_role, shipped_roles, shipped_templates};
pub use traced::Traced;

/// How many roles one may extend, side by side and one over the other.
const MAX_EXTENDS: usize = 32;
/// How many templates a project may have of its own.
const MAX_TEMPLATES: usize = 1_000;

/// Role files and bases by id.
pub type RoleTexts = BTreeMap<String, Arc<Source>>;

/// Where a role can be found, nearest first.
#[derive(Debug, Clone)]
enum Layer {
    Folder(PathBuf),
    /// Role files by id that were read already, as of another revision.
    Texts(RoleTexts),
    Shipped,
}

/// The roles, templates and settings that a command sees.
#[derive(Debug, Clone)]
pub struct Catalog {
    files: Arc<dyn Files>,
    project_folder: PathBuf,
    layers: Vec<Layer>,
    template_folder: Option<PathBuf>,
    levels_wanted: bool,
    /// The project's settings.
    pub project: Project,
}

/// What keeps a file from being read or a role from being found.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file that cannot be read.
    #[error("cannot read `{path}`: {why}")]
    Unreadable {
        /// The file as typed.
        path: String,
        /// The system's reason.
        why: String,
    },
    /// Text in another encoding.
    #[error("`{path}` is not UTF-8 text (line {line})")]
    NotUtf8 {
        /// The file as typed.
        path: String,
        /// The first line that is not.
        line: usize,
    },
    /// A file over the limit.
    #[error("`{path}` is larger than {} MB", limit >> 20)]
    TooLarge {
        /// The file as typed.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A role that is in no layer.
    #[error("there is no role `{0}`")]
    UnknownRole(String),
    /// A role file whose name is no id.
    #[error("`{0}` is passed over: its name is no id of a role")]
    PassedOver(String),
    /// A role that extends itself by way of others.
    #[error("the role extends itself: {0}")]
    Cycle(String),
    /// Extending over more roles, one after the other, than anybody can follow.
    #[error("the role `{0}` is extended over more than {MAX_EXTENDS} others in a row")]
    TooDeep(String),
    /// More bases than one file may name.
    #[error("`extends` names more than {MAX_EXTENDS} roles")]
    TooMany,
    /// More templates than a project may have.
    #[error("`{0}` holds more than {MAX_TEMPLATES} files")]
    TooManyTemplates(String),
}

impl CatalogError {
    /// The fault with its advice.
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            CatalogError::Unreadable { .. } => "unreadable-file",
            CatalogError::NotUtf8 { .. } => "not-utf8",
            CatalogError::TooLarge { .. } => "file-too-large",
            CatalogError::UnknownRole(_) => "unknown-role",
            CatalogError::PassedOver(_) => "passed-over",
            CatalogError::Cycle(_) => "extends-cycle",
            CatalogError::TooDeep(_) | CatalogError::TooMany => "extends-too-many",
            CatalogError::TooManyTemplates(_) => "too-many-templates",
        };
        let diagnostic = Diagnostic::error(code, self.to_string());
        match self {
            CatalogError::NotUtf8 { .. } => diagnostic.help("save the file as UTF-8"),
            CatalogError::Cycle(_) => diagnostic.help("remove one of these `extends`"),
            _ => diagnostic,
        }
    }
}

impl Catalog {
    /// The catalog of the project in `project_folder`, which is read from `files`. `roles` and `templates` are the folders named
    /// on the command line.
    pub fn open(
        files: Arc<dyn Files>,
        project_folder: Option<PathBuf>,
        roles: Option<&Path>,
        templates: Option<&Path>,
        faults: &mut Vec<Diagnostic>,
    ) -> Catalog {
        let mut layers = Vec::new();
        if let Some(folder) = roles {
            if !files.is_folder(folder) {
                let why = no_folder(&*files, folder);
                faults.push(CatalogError::Unreadable { path: folder.display().to_string(), why }.diagnostic());
            }
            layers.push(Layer::Folder(folder.to_owned()));
        }
        let mut project = Project::default();
        if let Some(folder) = &project_folder {
            let own = folder.join("roles");
            if !roles.is_some_and(|roles| is_same_place(roles, &own)) {
                layers.push(Layer::Folder(own));
            }
            let file = folder.join(project::FILE_NAME);
            if files.is_file(&file)
                && let Some(source) = report(files.text(&file), faults)
            {
                project = project::parse(&source, faults).unwrap_or_default();
            }
        }
        layers.push(Layer::Shipped);
        let template_folder = match templates {
            Some(folder) if !files.is_folder(folder) => {
                let why = no_folder(&*files, folder);
                faults.push(CatalogError::Unreadable { path: folder.display().to_string(), why }.diagnostic());
                None
            }
            Some(folder) => Some(folder.to_owned()),
            None => {
                project_folder.as_ref().map(|folder| folder.join("templates")).filter(|folder| files.is_folder(folder))
            }
        };
        let project_folder = project_folder.unwrap_or_default();
        Catalog { files, project_folder, layers, template_folder, levels_wanted: true, project }
    }

    /// Leaves the levels of shipped roles unread: a third of their text, which a run without a level does not need.
    /// Levels of the user's own files are read all the same, for their faults.
    pub fn leave_levels_out(&mut self) {
        self.levels_wanted = false;
    }

    /// The catalog of role files that were read already, by id, with the shipped library below them.
    pub fn of_texts(texts: RoleTexts, project: Project) -> Catalog {
        Catalog {
            files: Arc::new(Disk),
            project_folder: PathBuf::new(),
            layers: vec![Layer::Texts(texts), Layer::Shipped],
            template_folder: None,
            levels_wanted: true,
            project,
        }
    }

    /// The role that `name` means: an id, or the path of a role file, whose folder then comes first.
    pub fn role(&mut self, name: &str, faults: &mut Vec<Diagnostic>) -> Option<MergedRole> {
        let path = Path::new(name);
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        // A pipe, such as `/dev/stdin`, has no ending, and no id is an absolute path.
        if !is_yaml && !path.is_absolute() {
            return self.merged(name, 0, None, &mut Descent::default(), faults);
        }
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        // In two layers a file of the project's own folder would be laid over itself.
        self.layers.retain(|layer| !matches!(layer, Layer::Folder(own) if is_same_place(own, &folder)));
        self.layers.insert(0, Layer::Folder(folder));
        let source = report(read_typed(path), faults)?;
        let mut descent = Descent { stack: vec![(0, id.clone())], ..Descent::default() };
        let node = self.extended(&id, &source, 0, &mut descent, faults)?;
        Some(node)
    }

    /// The role of this id.
    pub fn role_of_id(&self, id: &str, faults: &mut Vec<Diagnostic>) -> Option<MergedRole> {
        self.merged(id, 0, None, &mut Descent::default(), faults)
    }

    /// The folder of the project; the working folder where there is none.
    pub fn project_folder(&self) -> &Path {
        &self.project_folder
    }

    /// Where the files of the project are read from.
    pub fn files(&self) -> &Arc<dyn Files> {
        &self.files
    }

    /// The project's file and the folders of roles and templates, whether they are there or not.
    pub fn folders(&self) -> Vec<PathBuf> {
        let roles = self.layers.iter().filter_map(|layer| match layer {
            Layer::Folder(folder) => Some(folder.clone()),
            Layer::Texts(_) | Layer::Shipped => None,
        });
        let own = self.project_folder.join("roles");
        let is_known = self.layers.iter().any(|layer| matches!(layer, Layer::Folder(folder) if *folder == own));
        let own = (!is_known).then_some(own);
        let templates = self.template_folder.clone().unwrap_or_else(|| self.project_folder.join("templates"));
        // Where there is no project yet, a folder that is made later makes one.
        roles.chain(own).chain([templates, self.project_folder.join(project::FILE_NAME)]).collect()
    }

    /// The roles by id with the file that each comes from, sorted by id; bases are left out.
    pub fn role_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> =
            self.layers.iter().flat_map(|layer| ids_in(&*self.files, layer)).filter(|id| !role::is_base(id)).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The templates, with the project's own over the shipped ones.
    pub fn templates(&self, faults: &mut Vec<Diagnostic>) -> Templates {
        let mut own = BTreeMap::new();
        if let Some(folder) = &self.template_folder {
            let mut files = Vec::new();
            if let Some(()) = report(files_below(&*self.files, folder, "", 0, &mut files), faults) {
                for name in files.into_iter().filter(|name| !name.starts_with("labels/")) {
                    if let Some(source) = report(self.files.text(&folder.join(&name)), faults) {
                        own.insert(name, source);
                    }
                }
            }
        }
        faults.extend(render::slips(shipped_templates(), &own));
        Templates::new(shipped_templates(), own)
    }

    /// The labels for `language`: the shipped ones of the first language along its fallbacks that has a file, at last English,
    /// and over them the project's own files up to there, so that these need not have every label.
    pub fn labels(&self, language: &Language, faults: &mut Vec<Diagnostic>) -> Option<Labels> {
        let mut own = Vec::new();
        for candidate in language.fallbacks().into_iter().chain(Language::parse("en")) {
            let name = format!("labels/{candidate}.yaml");
            let path = self.template_folder.as_ref().map(|folder| folder.join(&name));
            if let Some(path) = path.filter(|path| self.files.is_file(path)) {
                own.push((candidate.clone(), report(self.files.text(&path), faults)?));
            }
            let Some(shipped) = find_shipped(shipped_templates(), &name) else { continue };
            let shipped = Labels::parse(candidate, &shipped.source(format!("opsjd:templates/{name}")), faults)?;
            let overlay = |below: Labels, (language, source)| below.overlaid(language, &source, faults);
            return own.into_iter().rev().try_fold(shipped, overlay);
        }
        None
    }
}

fn no_folder(files: &dyn Files, path: &Path) -> String {
    if files.is_file(path) { "it is not a folder" } else { "there is no such folder" }.to_owned()
}

fn report<T>(result: Result<T, CatalogError>, faults: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|error| faults.push(error.diagnostic())).ok()
}

fn files_below(
    files: &dyn Files,
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut Vec<String>,
) -> Result<(), CatalogError> {
    for (own, is_folder) in files.names(folder)? {
        let name = format!("{prefix}{own}");
        if own.starts_with('.') {
            continue;
        }
        if is_folder && depth < 4 {
            files_below(files, &folder.join(&own), &format!("{name}/"), depth + 1, found)?;
        } else if !is_folder {
            found.push(name);
        }
        if found.len() > MAX_TEMPLATES {
            return Err(CatalogError::TooManyTemplates(shown(folder)));
        }
    }
    Ok(())
}
