//! Slips in a project's own templates that the engine passes over without a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SHIPPED_PREFIX;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::source::{Embedded, Source, Span};

/// What looks like a slip.
#[derive(Debug, thiserror::Error)]
enum Slip {
    /// A block that the template it is meant to fill does not have.
    #[error("no block `{0}` is in what the template extends, so it is not shown")]
    Block(String),
    /// A file that nothing asks for.
    #[error("no template asks for `{0}`")]
    Unused(String),
}

/// A tag of a template: its words, and where the second one stands.
struct Tag<'a> {
    words: Vec<&'a str>,
    second: usize,
}

/// Warnings of blocks that no template above has, and of files whose name is nearly that of a shipped one.
pub fn slips(shipped: &[Embedded], own: &BTreeMap<String, Arc<Source>>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let text = |name: &str| {
        let plain = name.strip_prefix(SHIPPED_PREFIX);
        let of_project = own.get(name).filter(|_| plain.is_none()).map(|source| source.text());
        of_project.or_else(|| shipped.iter().find(|file| file.name == plain.unwrap_or(name)).map(|file| file.text))
    };
    for (name, source) in own {
        if let Some(above) = extended(source.text()) {
            let known = blocks_above(above, &text);
            found.extend(outer_blocks(source.text()).into_iter().filter(|(block, _)| !known.contains(block)).map(
                |(block, start)| {
                    let span = Span::new(source, start..start + block.len());
                    warning("unknown-block", &Slip::Block(block.to_owned()))
                        .at(&span)
                        .nearest(block, known.iter().copied())
                },
            ));
        }
        let is_asked_for = || own.values().any(|other| other.text().contains(name.as_str()));
        if shipped.iter().all(|file| file.name != name) && !is_asked_for() {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let beside = shipped.iter().map(|file| file.name).filter(|other| other.starts_with(folder));
            if let Some(meant) = nearest(name, beside) {
                let slip = Slip::Unused(source.name().to_owned());
                found.push(warning("unused-template", &slip).help(format!("did you mean `{meant}`?")));
            }
        }
    }
    found
}

fn warning(code: &'static str, slip: &Slip) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, slip.to_string()) }
}

/// The blocks of a template and of those that it extends.
fn blocks_above<'a>(name: &'a str, text: &impl Fn(&str) -> Option<&'a str>) -> BTreeSet<&'a str> {
    let mut known = BTreeSet::new();
    let mut next = Some(name);
    // Templates that extend each other in a circle are an error of their own.
    for _ in 0..16 {
        let Some(text) = next.and_then(text) else { break };
        known.extend(tags(text).into_iter().filter_map(|tag| block(&tag)));
        next = extended(text);
    }
    known
}

/// The blocks that stand in no other one, with their places: those inside are shown where the outer one is.
fn outer_blocks(text: &str) -> Vec<(&str, usize)> {
    let (mut depth, mut found) = (0_usize, Vec::new());
    for tag in tags(text) {
        if let Some(name) = block(&tag) {
            if depth == 0 {
                found.push((name, tag.second));
            }
            depth += 1;
        } else if tag.words.first() == Some(&"endblock") {
            depth = depth.saturating_sub(1);
        }
    }
    found
}

fn block<'a>(tag: &Tag<'a>) -> Option<&'a str> {
    (tag.words.first() == Some(&"block")).then(|| tag.words.get(1).copied())?
}

/// The name of the template that one extends, where it is written out.
fn extended(text: &str) -> Option<&str> {
    let tag = tags(text).into_iter().find(|tag| tag.words.first() == Some(&"extends"))?;
    let name = tag.words.get(1)?.trim_matches(['"', '\'']);
    (name.len() + 2 == tag.words[1].len()).then_some(name)
}

/// The tags of a template, but for those in comments and raw text.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{%").map(|start| at + start) {
        if let Some(comment) = text[at..start].find("{#").map(|comment| at + comment) {
            let Some(end) = text[comment..].find("#}") else { break };
            at = comment + end + 2;
            continue;
        }
        let Some(end) = text[start..].find("%}").map(|end| start + end) else { break };
        let words: Vec<&str> = text[start + 2..end].trim_matches(['-', '+']).split_whitespace().collect();
        at = end + 2;
        if words == ["raw"] {
            at = text[at..].find("endraw").map_or(text.len(), |end| at + end);
            continue;
        }
        let second = words.get(1).map_or(start, |word| word.as_ptr() as usize - text.as_ptr() as usize);
        found.push(Tag { words, second });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHIPPED: [Embedded; 2] = [
        Embedded {
            name: "md/job.md.j2",
            text: "{% block head %}{% endblock %}{%- block tail -%}{% endblock %}",
            recording: &[],
        },
        Embedded { name: "md/skill.md.j2", text: "", recording: &[] },
    ];

    fn of(own: &[(&str, &str)]) -> Vec<String> {
        let own = own.iter().map(|(name, text)| ((*name).to_owned(), Source::new(*name, (*text).to_owned()))).collect();
        let say = |fault: Diagnostic| {
            let place = fault.span.as_ref().map(|span| format!("{span} `{}` ", span.text())).unwrap_or_default();
            format!("{place}{} {:?}", fault.code, fault.help)
        };
        slips(&SHIPPED, &own).into_iter().map(say).collect()
    }

    #[test]
    fn a_block_that_nothing_above_has_is_told_with_what_was_meant() {
        let text = "{% extends \"opsjd/md/job.md.j2\" %}\n{% block haed %}{% block own %}{% endblock %}{% endblock %}\n{% block tail %}{% endblock %}";
        assert_eq!(
            of(&[("md/job.md.j2", text)]),
            ["md/job.md.j2:2:10 `haed` unknown-block [\"did you mean `head`?\", \"valid: `head`, `tail`\"]"]
        );
        let hidden = "{# {% extends 'x' %} #}{% extends \"opsjd/md/job.md.j2\" %}{# {% block ftr %}{% endblock %} #}{% raw %}{% block ftr %}{% endraw %}";
        assert!(of(&[("md/job.md.j2", hidden)]).is_empty());
        // Blocks of one's own, in a template that extends nothing or one of one's own, are fine.
        let base = (
            "base.md",
            "{% extends \"opsjd/md/job.md.j2\" %}{% block tail %}{% block more %}{% endblock %}{% endblock %}",
        );
        let own =
            ("md/job.md.j2", "{% extends 'base.md' %}{% block more %}{% endblock %}{% block head %}{% endblock %}");
        assert!(of(&[base, own, ("x.md", "{% block any %}{% endblock %}")]).is_empty());
    }

    #[test]
    fn a_file_with_nearly_the_name_of_a_shipped_one_is_told_unless_a_template_asks_for_it() {
        assert_eq!(of(&[("md/skil.md.j2", "")]), ["unused-template [\"did you mean `md/skill.md.j2`?\"]"]);
        assert!(of(&[("md/skil.md.j2", ""), ("md/job.md.j2", "{% include 'md/skil.md.j2' %}")]).is_empty());
        assert!(of(&[("md/footer-of-ours.md.j2", "")]).is_empty());
    }
}
