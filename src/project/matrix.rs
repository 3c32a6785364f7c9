//! A matrix: roles × levels × languages × formats, less the combinations that it leaves out.

use super::{each, texts};
use crate::source::Span;
use crate::yaml::{Entry, Map, Node, Value};

/// A value of one dimension: `None` where the matrix does not say, so that the settings below it do.
type Choice<'a> = Option<(&'a str, &'a Span)>;

/// The jobs of a matrix, in the order roles, levels, languages; each with the formats that are left. `all_roles` stands for
/// the word `all`; `below` are the settings that hold where the matrix does not say, the strongest first, so that what is
/// left out can name their languages and formats too.
pub fn expand(matrix: &Node, all_roles: &[String], below: &[&Node]) -> Vec<Node> {
    let mut jobs = Vec::new();
    let roles = texts(matrix, "roles").flat_map(|(role, span)| {
        let all = if role == "all" { all_roles } else { &[] };
        let one = (role != "all").then_some(role);
        all.iter().map(String::as_str).chain(one).map(move |role| (role, span))
    });
    let levels = dimension(matrix, "levels");
    let below = if matrix.get("exclude").is_some() { below } else { &[] };
    let said = |key: &str| [matrix].iter().chain(below).find(|node| node.get(key).is_some()).copied().unwrap_or(matrix);
    let languages = dimension(said("languages"), "languages");
    let formats = dimension(said("formats"), "formats");
    for role in roles {
        for level in &levels {
            for language in &languages {
                let kept: Vec<Choice<'_>> = formats
                    .iter()
                    .copied()
                    .filter(|format| !is_excluded(matrix, role.0, *level, *language, *format))
                    .collect();
                if !kept.is_empty() {
                    jobs.push(job(role, *level, *language, &kept));
                }
            }
        }
    }
    jobs
}

/// The values of a dimension, or the one that says nothing.
fn dimension<'a>(matrix: &'a Node, key: &str) -> Vec<Choice<'a>> {
    let values: Vec<Choice<'a>> = texts(matrix, key).map(Some).collect();
    if values.is_empty() { vec![None] } else { values }
}

fn is_excluded(matrix: &Node, role: &str, level: Choice<'_>, language: Choice<'_>, format: Choice<'_>) -> bool {
    each(matrix, "exclude").any(|combination| {
        let fits = |key: &str, value: Option<&str>| {
            let mut wanted = texts(combination, key).peekable();
            wanted.peek().is_none() || wanted.any(|(wanted, _)| Some(wanted) == value)
        };
        let said = |choice: Choice<'_>| choice.map(|(word, _)| word.to_owned());
        fits("role", Some(role))
            && fits("level", said(level).as_deref())
            && fits("language", said(language).as_deref())
            && fits("format", said(format).as_deref())
    })
}

fn job(role: (&str, &Span), level: Choice<'_>, language: Choice<'_>, formats: &[Choice<'_>]) -> Node {
    let text = |(word, span): (&str, &Span)| Node { span: span.clone(), value: Value::Text(word.to_owned().into()) };
    let entry = |node: Node| Entry { key: node.span.clone(), node };
    let mut map = Map::new();
    map.insert("role".to_owned(), entry(text(role)));
    if let Some(level) = level.filter(|(word, _)| *word != "none") {
        map.insert("level".to_owned(), entry(text(level)));
    }
    if let Some(language) = language {
        map.insert("languages".to_owned(), entry(text(language)));
    }
    let formats: Vec<Node> = formats.iter().flatten().map(|format| text(*format)).collect();
    if let Some(first) = formats.first() {
        let span = first.span.clone();
        map.insert("formats".to_owned(), entry(Node { span, value: Value::List(formats) }));
    }
    Node { span: role.1.clone(), value: Value::Map(map) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn expanded(text: &str) -> Vec<String> {
        let node = crate::yaml::parse(&Source::new("m.yaml", text.to_owned()), &mut Vec::new()).unwrap();
        let below = node.get("below").cloned();
        let jobs = expand(&node, &["a".to_owned(), "b".to_owned()], &below.iter().collect::<Vec<_>>());
        jobs.iter().map(|job| serde_json::to_string(job).unwrap().replace(['"', '{', '}'], "")).collect()
    }

    #[test]
    fn every_combination_is_a_job_but_those_left_out() {
        let jobs = expanded(
            "roles: all\nlevels: [none, senior]\nlanguages: [en, zh-CN]\nformats: [html, docx]\nexclude:\n  - { role: b, level: senior }\n  - { language: zh-CN, format: html }\n",
        );
        assert_eq!(
            jobs,
            [
                "role:a,languages:en,formats:[html,docx]",
                "role:a,languages:zh-CN,formats:[docx]",
                "role:a,level:senior,languages:en,formats:[html,docx]",
                "role:a,level:senior,languages:zh-CN,formats:[docx]",
                "role:b,languages:en,formats:[html,docx]",
                "role:b,languages:zh-CN,formats:[docx]",
            ]
        );
    }

    #[test]
    fn what_a_matrix_does_not_say_is_left_to_the_settings() {
        assert_eq!(expanded("roles: [a, b]\n"), ["role:a", "role:b"]);
    }

    #[test]
    fn what_is_left_out_can_name_what_the_settings_below_say() {
        let below = "below: { languages: [en, zh-CN], formats: [html, docx] }\n";
        assert_eq!(
            expanded(&format!("roles: [a]\nexclude: {{ language: en, format: html }}\n{below}")),
            ["role:a,languages:en,formats:[docx]", "role:a,languages:zh-CN,formats:[html,docx]"]
        );
    }

    #[test]
    fn a_combination_without_keys_takes_everything_away() {
        assert!(expanded("roles: [a]\nexclude: [{}]\n").is_empty());
    }
}
