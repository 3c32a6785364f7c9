//! From a role's id to the role laid over all that it extends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::shipped::{shipped_names, shipped_part};
use super::{Catalog, CatalogError, Files, Layer, MAX_EXTENDS, report, shown};
use crate::diagnostic::{Diagnostic, Severity};
use crate::role::{self, MergedRole, Reference};
use crate::source::Source;

/// The way down through what roles extend: where it is, to see cycles, and what was met, so that each file is read once
/// however often it is extended.
#[derive(Debug, Default)]
pub(super) struct Descent {
    pub stack: Vec<(usize, String)>,
    pub known: BTreeMap<(usize, String, bool), Option<MergedRole>>,
    /// Whether a file above has levels, or extends one beside that may have some: they are laid over those of the shipped roles.
    pub has_levels: bool,
}

impl Catalog {
    /// The role of this id from the layer `from` on, laid over what it extends. `named_at` is where another one extends it.
    pub(super) fn merged(
        &self,
        id: &str,
        from: usize,
        named_at: Option<&Reference>,
        descent: &mut Descent,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<MergedRole> {
        let levels = self.levels_wanted || descent.has_levels;
        let found = self.find(id, from, levels, faults)?;
        let Some((layer, source)) = found else {
            let error = CatalogError::UnknownRole(id.to_owned()).diagnostic();
            let diagnostic = if from > 0 {
                error.help("a role that extends its own name is laid over the shipped role of that name")
            } else {
                let mut ids: Vec<String> = self.layers.iter().flat_map(|layer| ids_in(&*self.files, layer)).collect();
                // A base is what somebody means who writes the underscore, and can only be extended.
                ids.retain(|known| role::is_base(known) == role::is_base(id));
                ids.sort();
                ids.dedup();
                let is_meant = |path: &PathBuf| id_of(path) == id_of(Path::new(id));
                let error = match self.misnamed().into_iter().find(is_meant) {
                    Some(path) => error.help(format!("`{}` is passed over: {}", shown(&path), kebab_case(&path))),
                    None => error,
                };
                error.nearest(id, ids.iter().map(String::as_str))
            };
            faults.push(placed(diagnostic, named_at));
            return None;
        };
        if let Some(start) = descent.stack.iter().position(|(known, name)| *known == layer && name == id) {
            let cycle = descent.stack[start..]
                .iter()
                .map(|(_, name)| name.as_str())
                .chain([id])
                .collect::<Vec<_>>()
                .join(" → ");
            let diagnostic = CatalogError::Cycle(cycle).diagnostic();
            faults.push(placed(diagnostic, named_at));
            return None;
        }
        let known_as = (layer, id.to_owned(), levels);
        if let Some(known) = descent.known.get(&known_as) {
            return known.clone();
        }
        if descent.stack.len() > MAX_EXTENDS {
            let diagnostic = CatalogError::TooDeep(id.to_owned()).diagnostic();
            faults.push(placed(diagnostic, named_at));
            return None;
        }
        descent.stack.push((layer, id.to_owned()));
        let merged = self.extended(id, &source, layer, descent, faults);
        descent.stack.pop();
        // Nothing can extend the first one: that would be a cycle.
        if !descent.stack.is_empty() {
            descent.known.insert(known_as, merged.clone());
        }
        merged
    }

    /// The role that a file of the layer `layer` makes with what it extends.
    pub(super) fn extended(
        &self,
        id: &str,
        source: &Arc<Source>,
        layer: usize,
        descent: &mut Descent,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<MergedRole> {
        let file = match self.layers.get(layer) {
            Some(Layer::Shipped) => role::parse_trusted(source, faults)?,
            _ => role::parse(id, source, faults)?,
        };
        if let Some(reference) = file.extends.get(MAX_EXTENDS) {
            faults.push(CatalogError::TooMany.diagnostic().at(&reference.span));
            return None;
        }
        let mut bases = Vec::new();
        let mut complete = true;
        let outer = descent.has_levels;
        // Of several that are extended one may have levels, which are laid over those of the others.
        let is_own = !matches!(self.layers[layer], Layer::Shipped);
        descent.has_levels |= is_own && (file.node.get("levels").is_some() || file.extends.len() > 1);
        for reference in &file.extends {
            // A file that extends its own name extends the next one of that name: a local role over the shipped one.
            let from = match &self.layers[layer] {
                _ if reference.name == id => layer + 1,
                Layer::Shipped => self.adapted(&reference.name, layer),
                _ => 0,
            };
            match self.merged(&reference.name, from, Some(reference), descent, faults) {
                Some(base) => bases.push(base),
                None => complete = false,
            }
        }
        descent.has_levels = outer;
        complete.then(|| MergedRole::new(id, bases, file, faults))
    }

    /// A warning for each file of the role folders that is passed over, because its name is no id.
    pub fn passed_over(&self) -> Vec<Diagnostic> {
        let warning = |path: PathBuf| {
            let fault = CatalogError::PassedOver(shown(&path)).diagnostic().help(kebab_case(&path));
            Diagnostic { severity: Severity::Warning, ..fault }
        };
        self.misnamed().into_iter().map(warning).collect()
    }

    fn misnamed(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for layer in &self.layers {
            let Layer::Folder(folder) = layer else { continue };
            for (name, is_folder) in self.files.names(folder).unwrap_or_default() {
                if !is_folder && !name.starts_with('.') && stem(&name).is_some_and(|id| !is_id(id)) {
                    paths.push(folder.join(name));
                }
            }
        }
        paths.sort();
        paths
    }

    /// The layer in which a shipped role finds what it extends: a project's own file of that name is another base, unless it
    /// is itself laid over the shipped one. A file that is not understood counts, so that its faults are told.
    fn adapted(&self, id: &str, shipped: usize) -> usize {
        let is_over_its_name = |source: &Arc<Source>| {
            let file = role::parse(id, source, &mut Vec::new());
            file.is_none_or(|file| file.extends.iter().any(|reference| reference.name == id))
        };
        let over = (0..shipped).find(|layer| {
            let found = self.find_in(&self.layers[*layer], id, true, &mut Vec::new());
            found.is_none_or(|source| source.is_some_and(|source| is_over_its_name(&source)))
        });
        over.unwrap_or(shipped)
    }

    /// The first file of this id from the layer `from` on; the outer `None` is a file that cannot be read.
    #[allow(clippy::option_option, reason = "a missing role and an unreadable one are different faults")]
    fn find(
        &self,
        id: &str,
        from: usize,
        levels: bool,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Option<(usize, Arc<Source>)>> {
        // An id is a plain name: nothing outside of the role folders can be reached by it.
        if !is_id(id) {
            return Some(None);
        }
        for (index, layer) in self.layers.iter().enumerate().skip(from) {
            if let Some(source) = self.find_in(layer, id, levels, faults)? {
                return Some(Some((index, source)));
            }
        }
        Some(None)
    }

    #[allow(clippy::option_option, reason = "a missing role and an unreadable one are different faults")]
    fn find_in(
        &self,
        layer: &Layer,
        id: &str,
        levels: bool,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Option<Arc<Source>>> {
        match layer {
            Layer::Folder(folder) => {
                let paths = ["yaml", "yml"].map(|extension| folder.join(format!("{id}.{extension}")));
                match paths.iter().find(|path| self.files.is_file(path)) {
                    Some(path) => report(self.files.text(path), faults).map(Some),
                    None => Some(None),
                }
            }
            Layer::Texts(texts) => Some(texts.get(id).map(Arc::clone)),
            Layer::Shipped => Some(shipped_part(id, levels)),
        }
    }
}

/// The id that a file's name was most likely meant to be.
fn id_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase().replace(['_', ' '], "-")
}

fn kebab_case(path: &Path) -> String {
    let id = Some(id_of(path)).filter(|id| is_id(id));
    format!("an id is kebab-case, as in `{}.yaml`", id.as_deref().unwrap_or("growth-ops"))
}

/// The file's name without the ending of a role file.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))
}

fn is_id(name: &str) -> bool {
    crate::shape::is_kebab_case(name.strip_prefix('_').unwrap_or(name))
}

fn placed(diagnostic: Diagnostic, named_at: Option<&Reference>) -> Diagnostic {
    match named_at {
        Some(reference) => diagnostic.at(&reference.span),
        None => diagnostic,
    }
}

/// The ids of the roles and bases of a layer.
pub(super) fn ids_in(files: &dyn Files, layer: &Layer) -> Vec<String> {
    let names: Vec<String> = match layer {
        Layer::Texts(texts) => texts.keys().map(|id| format!("{id}.yaml")).collect(),
        Layer::Shipped => shipped_names().map(str::to_owned).collect(),
        Layer::Folder(folder) => {
            let entries = files.names(folder).unwrap_or_default();
            entries.into_iter().filter(|(_, is_folder)| !is_folder).map(|(name, _)| name).collect()
        }
    };
    let stems = names.iter().filter_map(|name| stem(name));
    stems.filter(|id| is_id(id)).map(str::to_owned).collect()
}
