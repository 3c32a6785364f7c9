//! Where roles, templates, labels and settings come from: `--roles`, the project's folder, the library in the binary.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::labels::Labels;
use crate::language::Language;
use crate::project::{self, Project};
use crate::render::{ReferenceDocument, Templates, find_shipped};
use crate::role::{self, MergedRole, Reference};
use crate::source::Source;
use crate::yaml::Node;

/// The files under `roles/` and `templates/`, which the build script puts into the binary.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// How large a text file may be. The largest shipped role has 100 KB.
pub const MAX_BYTES: u64 = 4 << 20;
/// How large a reference document may be.
pub const MAX_REFERENCE_BYTES: u64 = 32 << 20;
/// How many templates a project may have of its own.
const MAX_TEMPLATES: usize = 1_000;

/// Where a role can be found, nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Layer {
    Folder(PathBuf),
    Shipped,
}

/// The roles, templates and settings that a command sees.
#[derive(Debug, Clone)]
pub struct Catalog {
    layers: Vec<Layer>,
    template_folder: Option<PathBuf>,
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
    /// A role that extends itself by way of others.
    #[error("the role extends itself: {0}")]
    Cycle(String),
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
            CatalogError::Cycle(_) => "extends-cycle",
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
    /// The catalog for the working folder. `roles` and `templates` are the folders named on the command line.
    pub fn open(roles: Option<&Path>, templates: Option<&Path>, faults: &mut Vec<Diagnostic>) -> Catalog {
        let project_folder = find_project();
        let mut layers = Vec::new();
        if let Some(folder) = roles {
            if !folder.is_dir() {
                let why = "it is not a folder".to_owned();
                faults.push(CatalogError::Unreadable { path: folder.display().to_string(), why }.diagnostic());
            }
            layers.push(Layer::Folder(folder.to_owned()));
        }
        let mut project = Project::default();
        if let Some(folder) = &project_folder {
            layers.push(Layer::Folder(folder.join("roles")));
            let file = folder.join(project::FILE_NAME);
            if file.is_file()
                && let Some(source) = report(read_text(&file), faults)
            {
                project = project::parse(&source, faults).unwrap_or_default();
            }
        }
        layers.push(Layer::Shipped);
        let template_folder = match templates {
            Some(folder) if !folder.is_dir() => {
                let why = "it is not a folder".to_owned();
                faults.push(CatalogError::Unreadable { path: folder.display().to_string(), why }.diagnostic());
                None
            }
            Some(folder) => Some(folder.to_owned()),
            None => project_folder.map(|folder| folder.join("templates")).filter(|folder| folder.is_dir()),
        };
        Catalog { layers, template_folder, project }
    }

    /// The role that `name` means: an id, or the path of a role file, whose folder then comes first.
    pub fn role(&mut self, name: &str, faults: &mut Vec<Diagnostic>) -> Option<MergedRole> {
        let path = Path::new(name);
        let is_path = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if !is_path {
            return self.merged(name, 0, None, &mut Vec::new(), faults);
        }
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        self.layers.insert(0, Layer::Folder(folder));
        let source = report(read_text(path), faults)?;
        let node = self.extended(&id, &source, 0, &mut vec![(0, id.clone())], faults)?;
        Some(node)
    }

    /// The roles by id with the file that each comes from, sorted by id; bases are left out.
    pub fn role_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.layers.iter().flat_map(ids_in).filter(|id| !role::is_base(id)).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn merged(
        &self,
        id: &str,
        from: usize,
        named_at: Option<&Reference>,
        stack: &mut Vec<(usize, String)>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<MergedRole> {
        let found = self.find(id, from, faults)?;
        let Some((layer, source)) = found else {
            let ids = self.role_ids();
            let diagnostic =
                CatalogError::UnknownRole(id.to_owned()).diagnostic().nearest(id, ids.iter().map(String::as_str));
            faults.push(match named_at {
                Some(reference) => diagnostic.at(&reference.span),
                None => diagnostic,
            });
            return None;
        };
        if let Some(start) = stack.iter().position(|(known, name)| *known == layer && name == id) {
            let cycle =
                stack[start..].iter().map(|(_, name)| name.as_str()).chain([id]).collect::<Vec<_>>().join(" → ");
            let diagnostic = CatalogError::Cycle(cycle).diagnostic();
            faults.push(match named_at {
                Some(reference) => diagnostic.at(&reference.span),
                None => diagnostic,
            });
            return None;
        }
        stack.push((layer, id.to_owned()));
        let merged = self.extended(id, &source, layer, stack, faults);
        stack.pop();
        merged
    }

    fn extended(
        &self,
        id: &str,
        source: &Arc<Source>,
        layer: usize,
        stack: &mut Vec<(usize, String)>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<MergedRole> {
        let file = role::parse(id, source, faults)?;
        let mut bases: Vec<Node> = Vec::new();
        let mut complete = true;
        for reference in &file.extends {
            // A file that extends its own name extends the next one of that name: a local role over the shipped one.
            let from = if reference.name == id { layer + 1 } else { 0 };
            match self.merged(&reference.name, from, Some(reference), stack, faults) {
                Some(base) => bases.push(base.into_node()),
                None => complete = false,
            }
        }
        complete.then(|| MergedRole::new(id, bases, file, faults))
    }

    /// The first file of this id from the layer `from` on; the outer `None` is a file that cannot be read.
    #[allow(clippy::option_option, reason = "a missing role and an unreadable one are different faults")]
    fn find(&self, id: &str, from: usize, faults: &mut Vec<Diagnostic>) -> Option<Option<(usize, Arc<Source>)>> {
        // An id is a plain name: nothing outside of the role folders can be reached by it.
        if !crate::shape::is_kebab_case(id.strip_prefix('_').unwrap_or(id)) {
            return Some(None);
        }
        for (index, layer) in self.layers.iter().enumerate().skip(from) {
            match layer {
                Layer::Folder(folder) => {
                    for extension in ["yaml", "yml"] {
                        let path = folder.join(format!("{id}.{extension}"));
                        if path.is_file() {
                            return report(read_text(&path), faults).map(|source| Some((index, source)));
                        }
                    }
                }
                Layer::Shipped => {
                    if let Some(source) = shipped_role(id) {
                        return Some(Some((index, source)));
                    }
                }
            }
        }
        Some(None)
    }

    /// The templates, with the project's own over the shipped ones.
    pub fn templates(&self, faults: &mut Vec<Diagnostic>) -> Templates {
        let mut own = BTreeMap::new();
        if let Some(folder) = &self.template_folder {
            let mut files = Vec::new();
            if let Some(()) = report(files_below(folder, "", 0, &mut files), faults) {
                for name in files.into_iter().filter(|name| !name.starts_with("labels/")) {
                    if let Some(source) = report(read_text(&folder.join(&name)), faults) {
                        own.insert(name, source);
                    }
                }
            }
        }
        Templates::new(embedded::TEMPLATES, own)
    }

    /// The labels for `language`: of the first language along its fallbacks that has a file, at last English.
    pub fn labels(&self, language: &Language, faults: &mut Vec<Diagnostic>) -> Option<Labels> {
        let english = Language::parse("en");
        for candidate in language.fallbacks().into_iter().chain(english) {
            let name = format!("labels/{candidate}.yaml");
            let own = self.template_folder.as_ref().map(|folder| folder.join(&name)).filter(|path| path.is_file());
            let source = match own {
                Some(path) => report(read_text(&path), faults)?,
                None => match find_shipped(embedded::TEMPLATES, &name) {
                    Some(text) => Source::new(format!("opsjd:templates/{name}"), text),
                    None => continue,
                },
            };
            return Labels::parse(candidate, &source, faults);
        }
        None
    }
}

/// The shipped roles and bases, by file name, sorted.
pub fn shipped_roles() -> &'static [(&'static str, &'static str)] {
    embedded::ROLES
}

/// The shipped templates and labels, by file name, sorted.
pub fn shipped_templates() -> &'static [(&'static str, &'static str)] {
    embedded::TEMPLATES
}

/// A shipped role or base by id.
pub fn shipped_role(id: &str) -> Option<Arc<Source>> {
    let name = format!("{id}.yaml");
    let at = embedded::ROLES.binary_search_by_key(&name.as_str(), |(own, _)| own).ok()?;
    Some(Source::new(format!("opsjd:roles/{name}"), embedded::ROLES[at].1))
}

/// Reads a text file of at most [`MAX_BYTES`].
///
/// # Errors
/// Where it cannot be read, is too large or is not UTF-8.
pub fn read_text(path: &Path) -> Result<Arc<Source>, CatalogError> {
    let bytes = read_bytes(path, MAX_BYTES)?;
    let name = shown(path);
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        CatalogError::NotUtf8 { path: name.clone(), line }
    })?;
    Ok(Source::new(name, text))
}

/// Reads a reference document.
///
/// # Errors
/// Where it cannot be read or is no .docx that can serve as one.
pub fn read_reference(path: &Path) -> Result<ReferenceDocument, Diagnostic> {
    let bytes = read_bytes(path, MAX_REFERENCE_BYTES).map_err(|error| error.diagnostic())?;
    ReferenceDocument::read(&shown(path), &bytes).map_err(|error| error.diagnostic())
}

/// Reads a finished document, of at most [`MAX_REFERENCE_BYTES`].
///
/// # Errors
/// Where it cannot be read or is too large.
pub fn read_document(path: &Path) -> Result<(String, Vec<u8>), CatalogError> {
    Ok((shown(path), read_bytes(path, MAX_REFERENCE_BYTES)?))
}

/// The files below `folder` with one of these endings, sorted; hidden ones and what links lead to are left out.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files_with(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(folder), why: reason(&error) };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let path = entry.path();
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            files.extend(files_with(&path, extensions)?);
        } else if kind.is_file() && extension.is_some_and(|extension| extensions.contains(&extension.as_str())) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Today by the clock in UTC, `YYYY-MM-DD`.
pub fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    date_of(i64::try_from(seconds / 86_400).unwrap_or_default())
}

/// The date that lies `days` after 1970-01-01, by Howard Hinnant's `civil_from_days`.
fn date_of(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(path), why: reason(&error) };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        let why = if metadata.is_dir() { "it is a folder" } else { "it is not a file" }.to_owned();
        return Err(CatalogError::Unreadable { path: shown(path), why });
    }
    if metadata.len() > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    // A file that grows while it is read is stopped at the limit all the same.
    File::open(path).map_err(unreadable)?.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(CatalogError::TooLarge { path: shown(path), limit });
    }
    Ok(bytes)
}

/// The system's reason in words, without its error number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let words = error.to_string();
            words.split(" (os error").next().unwrap_or(&words).to_lowercase()
        }
    }
}

/// A path with `/` on every system and without `./` before it, so that messages are the same everywhere.
fn shown(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

fn report<T>(result: Result<T, CatalogError>, faults: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|error| faults.push(error.diagnostic())).ok()
}

fn ids_in(layer: &Layer) -> Vec<String> {
    let names: Vec<String> = match layer {
        Layer::Shipped => embedded::ROLES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        Layer::Folder(folder) => {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        }
    };
    let stems = names.iter().filter_map(|name| name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")));
    stems.filter(|id| crate::shape::is_kebab_case(id)).map(str::to_owned).collect()
}

fn files_below(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<String>) -> Result<(), CatalogError> {
    let unreadable = |error: std::io::Error| CatalogError::Unreadable { path: shown(folder), why: reason(&error) };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let name = format!("{prefix}{file_name}");
        let kind = entry.file_type().map_err(unreadable)?;
        if file_name.starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < 4 {
            files_below(&entry.path(), &format!("{name}/"), depth + 1, files)?;
        } else if entry.path().is_file() {
            files.push(name);
        }
        if files.len() > MAX_TEMPLATES {
            return Err(CatalogError::TooManyTemplates(shown(folder)));
        }
    }
    Ok(())
}

/// The nearest folder from the working folder upwards that holds `opsjd.yaml` or `roles/`, as a relative path.
fn find_project() -> Option<PathBuf> {
    let mut folder = PathBuf::new();
    let depth = std::env::current_dir().ok()?.components().count();
    for _ in 0..depth {
        if folder.join(project::FILE_NAME).is_file() || folder.join("roles").is_dir() {
            return Some(folder);
        }
        folder.push("..");
    }
    None
}

/// The folder that new roles and templates of the project go to: the project's own, or the working folder.
pub fn project_folder() -> PathBuf {
    find_project().unwrap_or_default()
}

/// The language that the user's locale asks for: `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set (POSIX).
pub fn locale_language() -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())?;
    let tag = set.split(['.', '@']).next().unwrap_or_default();
    if matches!(tag, "C" | "POSIX") { None } else { Language::parse(tag) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_days_is_a_date_over_leap_years() {
        for (days, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_779, "2026-11-22")] {
            assert_eq!(date_of(days), date);
        }
    }
}
