//! The parts of job descriptions as templates see them. A part that several documents share is a value once, and is rendered
//! once by each template that is given it: `{{ each("html/skill.html.j2", job.required_skills) }}`.

use std::any::Any;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use minijinja::value::{DynObject, Enumerator, Object, Serde, Value};
use minijinja::{Error, ErrorKind, State};
use serde::Serialize;

use super::Context;
use super::package::Package;
use crate::job_description::{JobDescription, OfParts};
use crate::labels::Labels;

/// A variable of the templates of parts that no template can set, for it is no name. Where it is, there is no further `each`:
/// a part whose template asks for itself would never end.
const IN_A_PART: &str = "in a part";

/// The values of the parts of job descriptions in one language.
pub struct Values {
    labels: Value,
    parts: OfParts<Value>,
    blank: Arc<OnceLock<Arc<Package>>>,
}

impl Values {
    /// For documents with these labels.
    pub fn new(labels: &Labels) -> Values {
        Values {
            labels: Value::from_object(LabelValues(labels.clone())),
            parts: OfParts::default(),
            blank: Arc::default(),
        }
    }

    /// What every template sees, made once for all the formats of one job: the variables `job` and `labels`.
    pub fn context(&mut self, job: &JobDescription) -> Context {
        // A field that is added must be shown to the templates too, so none is left out here.
        let JobDescription {
            version,
            role,
            level,
            language,
            title,
            summary,
            sections,
            qualifications,
            required_skills,
            preferred_skills,
            metrics,
            relations,
            posting,
        } = job;
        let job = minijinja::context! {
            version => *version,
            role => role.as_str(),
            level => level.as_deref(),
            language => language.as_str(),
            title => title.as_str(),
            summary => summary.as_str(),
            sections => self.list(sections),
            qualifications => self.list(qualifications),
            required_skills => self.list(required_skills),
            preferred_skills => self.list(preferred_skills),
            metrics => self.list(metrics),
            relations => self.list(relations),
            posting => Value::from(Serde(posting)),
        };
        let variables = minijinja::context! { job, labels => self.labels.clone() };
        Context { variables, blank: Some(Arc::clone(&self.blank)) }
    }

    fn list<T: Serialize + Any + Send + Sync>(&mut self, parts: &[Arc<T>]) -> Value {
        parts.iter().map(|part| self.parts.of(part, |part| Part::value(Value::from(Serde(part))))).collect()
    }
}

/// Labels, of which a document needs a few.
#[derive(Debug)]
struct LabelValues(Labels);

impl Object for LabelValues {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.find(key).map(Value::from)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.keys().map(Value::from).collect())
    }
}

/// A part, and what templates have made of it.
#[derive(Debug)]
struct Part {
    fields: DynObject,
    rendered: Mutex<Vec<(String, Arc<str>)>>,
}

impl Part {
    /// A struct serializes to an object; whatever does not stays as it is.
    fn value(fields: Value) -> Value {
        match fields.as_object() {
            Some(object) => Value::from_object(Part { fields: object.clone(), rendered: Mutex::default() }),
            None => fields,
        }
    }

    fn known(&self, template: &str) -> Option<Arc<str>> {
        let rendered = self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        rendered.iter().find(|(name, _)| name == template).map(|(_, text)| Arc::clone(text))
    }

    fn remember(&self, template: &str, text: Arc<str>) -> Arc<str> {
        let mut rendered = self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        rendered.push((template.to_owned(), Arc::clone(&text)));
        text
    }
}

impl Object for Part {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.fields.get_value(key)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.fields.get_value_by_str(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.fields.enumerate()
    }
}

/// The template function `each`: what `template` makes of each of `parts`, one after the other on lines of their own.
/// The template sees the part under its own first name, such as `skill` in `html/skill.html.j2`, and `labels`.
///
/// # Errors
/// Where it is asked for inside of a part or of what is no part, and a fault of the template at its place.
pub fn each(state: &mut State<'_, '_>, template: &str, parts: Value) -> Result<Value, Error> {
    if state.lookup(IN_A_PART).is_some() {
        return Err(Error::new(ErrorKind::InvalidOperation, "there is no `each` inside of a part"));
    }
    let file = template.rsplit_once('/').map_or(template, |(_, file)| file);
    let name: Arc<str> = file.split_once('.').map_or(file, |(name, _)| name).into();
    let labels = state.lookup("labels").unwrap_or_default();
    let compiled = state.get_template(template)?;
    let mut texts = Vec::new();
    for value in parts.try_iter()? {
        let Some(part) = value.downcast_object_ref::<Part>() else {
            return Err(Error::new(ErrorKind::InvalidOperation, "`each` takes parts of the job"));
        };
        texts.push(match part.known(template) {
            Some(known) => known,
            None => {
                let scope = PartScope { name: Arc::clone(&name), part: value.clone(), labels: labels.clone() };
                let rendered = compiled.render(Value::from_object(scope));
                let mut text = rendered.map_err(|error| in_a_part(&name, error))?;
                // A file may lack its last line break; the next part begins a line all the same.
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                part.remember(template, text.into())
            }
        });
    }
    Ok(Value::from_safe_string(texts.concat()))
}

/// The beginning of an error's detail that says in which part the error of its source was.
const PART: &str = "in the part ";

/// An error of a part's template, so that what it sees can be told.
fn in_a_part(name: &str, error: Error) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{PART}{name}")).with_source(error)
}

/// The part that `error` and its sources come from, by the name under which its template sees it.
pub fn part_of(error: &Error) -> Option<&str> {
    let first = Some(error as &dyn std::error::Error);
    let chain = std::iter::successors(first, |error| error.source());
    let details = chain.filter_map(|error| error.downcast_ref::<Error>()?.detail());
    details.filter_map(|detail| detail.strip_prefix(PART)).last()
}

/// What the template of a part sees.
#[derive(Debug)]
struct PartScope {
    name: Arc<str>,
    part: Value,
    labels: Value,
}

impl Object for PartScope {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "labels" => Some(self.labels.clone()),
            IN_A_PART => Some(Value::from(true)),
            _ => (key == &*self.name).then(|| self.part.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::job_description::{JobSkill, Line};
    use crate::language::Language;
    use crate::render::Templates;
    use crate::source::Source;

    fn labels() -> Labels {
        let language = Language::parse("en").unwrap();
        Labels::parse(language, &Source::new("en.yaml", "colon: \": \"\n"), &mut Vec::new()).unwrap()
    }

    fn job(skills: &[&Arc<JobSkill>]) -> JobDescription {
        JobDescription {
            qualifications: vec![Arc::new(Line { id: "q".to_owned(), text: "Q".to_owned() })],
            required_skills: skills.iter().map(|skill| Arc::clone(skill)).collect(),
            ..JobDescription::plain()
        }
    }

    fn skill(name: &str) -> Arc<JobSkill> {
        Arc::new(JobSkill { id: name.to_lowercase(), name: name.to_owned(), detail: None })
    }

    fn templates(own: &[(&str, &str)]) -> Templates {
        let own = own.iter().map(|(name, text)| ((*name).to_owned(), Source::new(*name, (*text).to_owned())));
        Templates::new(&[], own.collect())
    }

    fn rendered(own: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let context = Values::new(&labels()).context(&job(&[&skill("SQL"), &skill("A<B")]));
        templates(own).render("t.html", &context.variables)
    }

    #[test]
    fn a_template_is_given_each_part_under_its_first_name_and_the_labels() {
        let own = [
            ("t.html", r#"{{ each("html/skill.html", job.required_skills) }}"#),
            ("html/skill.html", "{{ labels.colon }}{{ skill.name }}\n"),
        ];
        assert_eq!(rendered(&own).unwrap(), ": SQL\n: A&lt;B\n");
    }

    #[test]
    fn a_part_that_two_documents_share_is_rendered_once_by_each_template() {
        let shared = skill("SQL");
        let (one, other) = (job(&[&shared]), job(&[&skill("Python"), &shared]));
        let mut values = Values::new(&labels());
        let list = |context: &Context| context.variables.get_attr("job").unwrap().get_attr("required_skills").unwrap();
        let (one, other) = (values.context(&one), values.context(&other));
        let own = [
            ("t.md", r#"{{ each("skill.md", job.required_skills) }}"#),
            ("skill.md", "{{ skill.name }}"),
            ("u.md", "-"),
        ];
        let templates = templates(&own);
        assert_eq!(templates.render("t.md", &one.variables).unwrap(), "SQL\n");
        let (first, second) = (list(&one).get_item_by_index(0).unwrap(), list(&other).get_item_by_index(1).unwrap());
        let part = second.downcast_object_ref::<Part>().unwrap();
        assert!(std::ptr::eq(first.downcast_object_ref::<Part>().unwrap(), part));
        assert_eq!(part.known("skill.md").as_deref(), Some("SQL\n"));
        assert_eq!(part.known("u.md"), None);
        assert_eq!(templates.render("t.md", &other.variables).unwrap(), "Python\nSQL\n");
    }

    #[test]
    fn a_part_is_a_map_like_any_other() {
        let own =
            [("t.html", "{% for skill in job.required_skills %}{{ skill|list|join }} {{ skill['id'] }} {% endfor %}")];
        assert_eq!(rendered(&own).unwrap(), "idnamedetail sql idnamedetail a&lt;b ");
    }

    const ONLY: &str = "the template of a part sees only `skill` and `labels`";

    #[test]
    fn what_a_template_of_a_part_gets_wrong_is_shown_there() {
        let page = ("t.html", r#"{{ each("skill.html", job.required_skills) }}"#);
        let fault = rendered(&[page, ("skill.html", "<b>\n{{ skill.nmae }}")]).unwrap_err();
        assert_eq!(fault.code, "template-undefined");
        let span = fault.span.unwrap();
        assert_eq!((span.source().name(), span.text()), ("skill.html", "skill.nmae"));
        assert_eq!(fault.help, ["did you mean `name`?"]);
        // A part may stand in many documents, so its template does not see any of them.
        let fault = rendered(&[page, ("skill.html", "{{ job.title }}")]).unwrap_err();
        assert_eq!((fault.code, fault.help.as_slice()), ("template-undefined", &[ONLY.to_owned()][..]));
        let fault = rendered(&[page, ("skill.html", "{{ labels.colom }}")]).unwrap_err();
        assert_eq!(fault.help, ["did you mean `colon`?"]);
        let fault =
            rendered(&[page, ("skill.html", "{% for line in [skill] %}{{ line.nmae }}{% endfor %}")]).unwrap_err();
        assert_eq!(fault.help, ["did you mean `name`?"]);
        let fault = rendered(&[page, ("skill.html", "{{ skil.name }}")]).unwrap_err();
        assert_eq!(fault.help, ["did you mean `skill`?", ONLY]);
        assert_eq!(rendered(&[page]).unwrap_err().code, "template-missing");
    }

    #[test]
    fn a_template_of_a_part_that_asks_for_itself_and_a_list_of_no_parts_are_errors_and_no_crash() {
        let page = ("t.html", r#"{{ each("skill.html", job.required_skills) }}"#);
        let fault = rendered(&[page, ("skill.html", r#"{{ each("skill.html", [skill]) }}"#)]).unwrap_err();
        assert!(fault.message.contains("no `each` inside of a part"), "{}", fault.message);
        let list = ("t.html", r#"{{ each("skill.html", [1]) }}"#);
        let fault = rendered(&[list, ("skill.html", "{{ skill }}")]).unwrap_err();
        assert!(fault.message.contains("takes parts of the job"), "{}", fault.message);
    }

    #[test]
    fn templates_see_every_field_that_json_has() {
        let job = job(&[&skill("SQL")]);
        let context = Values::new(&labels()).context(&job);
        let seen = serde_json::to_value(context.variables.get_attr("job").unwrap()).unwrap();
        assert_eq!(seen, serde_json::to_value(&job).unwrap());
    }
}
