//! `opsjd generate`: one role, the sections asked for, one language, one or several formats.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use clap::Args;

use super::build::{at, folder_of};
use super::{Outcome, Session, choose_language, parse_language, unknown_ending};
use crate::catalog::{self, Catalog, Files};
use crate::compose::{Composer, Request, Selection};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::job_description::JobDescription;
use crate::output;
use crate::plan::Job;
use crate::posting::{self, Posting};
use crate::project::Project;
use crate::render::{self, Context, Document, Format, ReferenceDocument};
use crate::role::RoleDefinition;
use crate::source::Span;
use crate::yaml::Node;

/// Write a job description
#[derive(Debug, Args)]
pub struct Generate {
    /// A role's id (see `opsjd list`), or the path of a role file
    role: String,
    /// Sections in the order wanted, by id, alias or title in any language; `role:section` borrows one, `all` is every one
    #[arg(short, long, value_name = "LIST")]
    sections: Option<String>,
    /// Sections to leave out
    #[arg(short = 'x', long, value_name = "LIST")]
    exclude: Option<String>,
    /// Level of the role, such as junior, senior or lead
    #[arg(short, long)]
    level: Option<String>,
    /// Language of the document, such as zh-CN, zh-TW or en
    #[arg(long, value_name = "TAG", env = "OPSJD_LANG")]
    lang: Option<String>,
    /// Take a text that lacks the language for an error
    #[arg(long)]
    strict: bool,
    /// File with the vacancy's data: company, location, pay, how to apply; `-` is standard input
    #[arg(short, long, value_name = "FILE")]
    posting: Option<PathBuf>,
    /// One of the vacancy's data, over the posting file; `opsjd schema posting` lists the keys
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// One or several of markdown, html, text, docx, docx-xml, json, jsonld
    #[arg(short, long, value_name = "LIST")]
    format: Option<String>,
    /// File or folder to write to; without it, or as `-`, standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Word file whose styles, page set-up, header and footer to take
    #[arg(long, value_name = "FILE")]
    reference_doc: Option<PathBuf>,
}

impl Generate {
    /// Runs the command.
    pub fn run(&self, session: &Session) -> anyhow::Result<Outcome> {
        let mut faults = Vec::new();
        let formats = self.formats(&mut faults);
        let mut catalog = session.catalog(&mut faults);
        if self.level.is_none() {
            catalog.leave_levels_out();
        }
        let project = of_project(&catalog.project);
        let files = Arc::clone(catalog.files());
        let posting = self.posting(project.as_ref(), &*files, &mut faults);
        let reference = self.reference(&formats, project.as_ref(), &*files, &mut faults);
        let asked = parse_language(self.lang.as_deref(), &mut faults);
        let strict = self.strict || project.as_ref().is_some_and(Job::is_strict);
        let job = self.job(&mut catalog, asked, posting.as_ref(), strict, &mut faults);
        let Some((job, labels)) = job else { return Ok(session.conclude(&faults)) };
        if has_errors(&faults) {
            return Ok(session.conclude(&faults));
        }
        if formats.iter().any(|format| *format == Format::JsonLd || (*format == Format::Html && job.posting.is_some()))
        {
            faults.extend(render::missing_properties(&job));
        }
        let templates = catalog.templates(&mut faults);
        if has_errors(&faults) {
            // A template that cannot be read must not be passed over in silence for the shipped one.
            return Ok(session.conclude(&faults));
        }
        let context = Context::new(&job, &labels);
        let render =
            || formats.iter().map(|format| render::render(*format, &context, &templates, reference.as_ref())).collect();
        let rendered: Vec<Result<Document, Diagnostic>> =
            if templates.has_own() { session.guard(render, &AtomicUsize::new(0))? } else { render() };
        // One format that fails does not lose the others.
        let mut documents = Vec::new();
        for result in rendered {
            match result {
                Ok(document) => documents.push(document),
                Err(fault) => faults.push(fault),
            }
        }
        self.deliver(&job, &documents, formats.len(), session, &mut faults)?;
        Ok(session.conclude(&faults))
    }

    /// The file or folder to write to; none for standard output.
    fn destination(&self) -> Option<&Path> {
        output::file(self.output.as_deref())
    }

    fn formats(&self, faults: &mut Vec<Diagnostic>) -> Vec<Format> {
        let Some(list) = &self.format else {
            return vec![self.format_of_the_ending(faults)];
        };
        let mut formats = Vec::new();
        for name in list.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()) {
            match Format::named(name) {
                Ok(format) if formats.contains(&format) => {}
                Ok(format) => formats.push(format),
                Err(error) => {
                    let valid = Format::ALL.iter().map(|format| format.name());
                    faults.push(Diagnostic::error("unknown-format", error.to_string()).nearest(name, valid));
                }
            }
        }
        if let [format] = formats[..] {
            faults.extend(self.other_ending(format));
        }
        if formats.is_empty() && !has_errors(faults) {
            faults.push(
                Diagnostic::error("unknown-format", "`--format` names no format")
                    .help("for example `--format html,docx`"),
            );
        }
        formats
    }

    /// The warning of a file whose ending is that of another format than the one it gets.
    fn other_ending(&self, format: Format) -> Option<Diagnostic> {
        let file = self.destination().filter(|path| !is_folder(path))?;
        let ending = file.extension()?.to_string_lossy();
        let other = Format::named(&ending).ok().filter(|other| other.extension() != format.extension())?;
        if (format, other) == (Format::JsonLd, Format::Json) {
            return None;
        }
        let message = format!("`{}` gets {}, and its ending says {}", file.display(), format.name(), other.name());
        let warning = Diagnostic::warning("other-ending", message);
        Some(warning.help(format!("end it in `.{}`, or leave `--format` away", format.extension())))
    }

    /// The ending of the file says what is wanted; without a file, or one without an ending, that is Markdown.
    fn format_of_the_ending(&self, faults: &mut Vec<Diagnostic>) -> Format {
        let file = self.destination().filter(|path| !is_folder(path));
        let Some(ending) = file.and_then(Path::extension).map(|ending| ending.to_string_lossy()) else {
            return Format::Markdown;
        };
        Format::named(&ending).unwrap_or_else(|_| {
            // Markdown in a file that says it is something else would be found out by the one who is sent it.
            faults.push(unknown_ending(&ending, Format::ALL.iter().map(|format| format.extension())));
            Format::Markdown
        })
    }

    /// The vacancy: the project's words below the posting file's, and what is set over both.
    fn posting(&self, project: Option<&Job>, files: &dyn Files, faults: &mut Vec<Diagnostic>) -> Option<Posting> {
        let before = faults.len();
        let read = |file: &str, span: &Span, faults: &mut Vec<Diagnostic>| {
            let source = files.text(&folder_of(span).join(file));
            let source = source.map_err(|error| faults.push(at(error.diagnostic(), span))).ok()?;
            posting::parse(&source, faults)
        };
        let project = project.and_then(|project| project.posting_layers(read, faults));
        let mut layers: Vec<Node> = project.into_iter().flatten().map(|layer| layer.node).collect();
        if let Some(path) = &self.posting {
            match catalog::read_typed(path) {
                Ok(source) => layers.extend(posting::parse(&source, faults)),
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        layers.extend(self.set.iter().filter_map(|assignment| posting::parse_assignment(assignment, faults)));
        if faults.len() > before { None } else { posting::merge(layers, faults) }
    }

    /// The Word file whose look to take. The project's is read only where a Word file is asked for.
    fn reference(
        &self,
        formats: &[Format],
        project: Option<&Job>,
        files: &dyn Files,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<ReferenceDocument> {
        if let Some(path) = &self.reference_doc {
            return catalog::read_reference(path).map_err(|fault| faults.push(fault)).ok();
        }
        let (file, span) = project?.text("reference-doc")?;
        if !formats.iter().any(|format| matches!(format, Format::Docx | Format::DocxXml)) {
            return None;
        }
        let document = files.reference(&folder_of(span).join(file)).map(|(document, _)| document);
        document.map_err(|fault| faults.push(at(fault, span))).ok()
    }

    fn job(
        &self,
        catalog: &mut Catalog,
        asked: Option<crate::language::Language>,
        posting: Option<&Posting>,
        strict: bool,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<(JobDescription, crate::labels::Labels)> {
        let selection = Selection::from_arguments(self.sections.as_deref(), self.exclude.as_deref());
        let merged = catalog.role(&self.role, faults)?;
        let others = borrowed(&selection, &merged.id, self.level.as_deref(), catalog, faults);
        let role = merged.into_definition(self.level.as_deref(), faults);
        let role = role?;
        let language = choose_language(asked, catalog, &role)?;
        let labels = catalog.labels(&language, faults)?;
        let request = Request { role: &role, others: &others, selection: &selection, posting, strict };
        let job = Composer::new(&language, &labels).compose(&request, faults)?;
        Some((job, labels))
    }

    fn deliver(
        &self,
        job: &JobDescription,
        documents: &[Document],
        asked: usize,
        session: &Session,
        faults: &mut Vec<Diagnostic>,
    ) -> anyhow::Result<()> {
        let Some(output) = self.destination() else {
            if asked > 1 {
                faults.push(
                    Diagnostic::error("no-output", "several formats need a folder to go to").help("add `-o DIR`"),
                );
            } else if let Some(document) = documents.first() {
                if document.format.is_binary() && session.terminal.is_interactive() {
                    faults.push(
                        Diagnostic::error("no-output", "a Word file is not for a terminal").help("add `-o FILE.docx`"),
                    );
                } else {
                    session.terminal.print(&document.bytes)?;
                }
            }
            return Ok(());
        };
        let folder = asked > 1 || is_folder(output);
        if folder && !is_folder(output) && names_a_document(output) {
            let message = format!("several formats need a folder, and `{}` is the name of one file", output.display());
            faults.push(Diagnostic::error("no-output", message).help("name a folder: `-o DIR/`"));
            return Ok(());
        }
        for document in documents {
            let path = if folder { output.join(file_name(job, document.format)) } else { output.to_owned() };
            match output::write(&path, &document.bytes) {
                Ok(()) => session.terminal.tell_wrote(&path),
                Err(error) => faults.push(error.diagnostic()),
            }
        }
        Ok(())
    }
}

/// The settings of the project as those of a job that says nothing itself; none where the project sets nothing for jobs.
fn of_project(project: &Project) -> Option<Job> {
    Some(Job { number: 1, group: Arc::default(), own: project.defaults.clone()?, command: None, is_sound: true })
}

/// Whether a folder is meant: it is there, or the name says so.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// Whether a name ends as the file of a format does.
fn names_a_document(path: &Path) -> bool {
    path.extension().is_some_and(|ending| Format::named(&ending.to_string_lossy()).is_ok())
}

/// The roles that the choice borrows from, at the same level where they have it.
fn borrowed(
    selection: &Selection,
    own: &str,
    level: Option<&str>,
    catalog: &mut Catalog,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, RoleDefinition> {
    let mut others = BTreeMap::new();
    for id in selection.borrowed_roles(own) {
        let Some(merged) = catalog.role(&id, faults) else { continue };
        let level = level.filter(|level| merged.levels().contains(level));
        if let Some(role) = merged.definition(level, faults) {
            others.insert(id, role);
        }
    }
    others
}

/// The name of a document in a folder: role, level, language and the format's ending.
fn file_name(job: &JobDescription, format: Format) -> String {
    let level = job.level.as_ref().map(|level| format!("-{level}")).unwrap_or_default();
    format!("{}{level}.{}.{}", job.role, job.language, format.extension())
}
