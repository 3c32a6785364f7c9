//! The parts of job descriptions as templates see them. A part that several documents share is a value once, and is rendered
//! once by each template that is given it: `{{ each("html/skill.html.j2", job.required_skills) }}`.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{DynObject, Enumerator, Object, Serde, Value};
use minijinja::{Error, ErrorKind, State};
use serde::Serialize;

use super::Context;
use crate::job_description::{JobDescription, OfParts};
use crate::labels::Labels;

/// A variable of the templates of parts that no template can set, for it is no name. Where it is, there is no further `each`:
/// a part whose template asks for itself would never end.
const IN_A_PART: &str = "in a part";

/// The values of the parts of job descriptions in one language.
pub struct Values {
    labels: Value,
    parts: OfParts<Value>,
}

impl Values {
    /// For documents with these labels.
    pub fn new(labels: &Labels) -> Values {
        Values { labels: Value::from(Serde(labels)), parts: OfParts::default() }
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
        Context(minijinja::context! { job, labels => self.labels.clone() })
    }

    fn list<T: Serialize + Any + Send + Sync>(&mut self, parts: &[Arc<T>]) -> Value {
        parts.iter().map(|part| self.parts.of(part, |part| Part::value(Value::from(Serde(part))))).collect()
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

/// The template function `each`: what `template` makes of each of `parts`, one after the other.
/// The template sees the part under its own first name, such as `skill` in `html/skill.html.j2`, and `labels`.
pub fn each(state: &mut State<'_, '_>, template: &str, parts: Value) -> Result<Value, Error> {
    if state.lookup(IN_A_PART).is_some() {
        return Err(Error::new(ErrorKind::InvalidOperation, "the template of a part cannot ask for `each` itself"));
    }
    let mut texts = Vec::new();
    for value in parts.try_iter()? {
        let Some(part) = value.downcast_object_ref::<Part>() else {
            return Err(Error::new(ErrorKind::InvalidOperation, "`each` takes a list of the job's parts"));
        };
        texts.push(match part.known(template) {
            Some(known) => known,
            None => {
                let rendered: Arc<str> = render(state, template, &value)?.into();
                let mut known = part.rendered.lock().unwrap_or_else(PoisonError::into_inner);
                known.push((template.to_owned(), Arc::clone(&rendered)));
                rendered
            }
        });
    }
    Ok(Value::from_safe_string(texts.concat()))
}

fn render(state: &State<'_, '_>, template: &str, part: &Value) -> Result<String, Error> {
    let file = template.rsplit_once('/').map_or(template, |(_, file)| file);
    let name = file.split_once('.').map_or(file, |(name, _)| name).to_owned();
    let labels = state.lookup("labels").unwrap_or_default();
    state.get_template(template)?.render(Value::from_object(PartScope { name, part: part.clone(), labels }))
}

/// What the template of a part sees.
#[derive(Debug)]
struct PartScope {
    name: String,
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
            _ => (key == self.name).then(|| self.part.clone()),
        }
    }
}
