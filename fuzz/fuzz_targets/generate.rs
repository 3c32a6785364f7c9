//! A role of any text, a choice of any words and any format, through composing and rendering.
//! The first line of the input is the choice of sections, the second a posting's text, the rest the role.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use opsjd::catalog::shipped_templates;
use opsjd::compose::{Composer, Request, Selection};
use opsjd::labels::Labels;
use opsjd::language::Language;
use opsjd::render::{Context, Format, Templates, render};
use opsjd::role::{self, MergedRole};
use opsjd::source::Source;
use opsjd::{posting, report};

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    let (sections, text) = text.split_once('\n').unwrap_or(("", text));
    let (set, text) = text.split_once('\n').unwrap_or(("", text));
    let mut faults = Vec::new();
    let source = Source::new("role.yaml", text.to_owned());
    let posting: Vec<_> = posting::parse_assignment(set, &mut faults).into_iter().collect();
    let posting = posting::merge(posting, &mut faults);
    faults.clear();
    let Some(file) = role::parse("role", &source, &mut faults) else { return };
    let merged = MergedRole::new("role", Vec::new(), file, &mut faults);
    let Some(role) = merged.definition(None, &mut faults) else { return };
    let tag = ["zh-CN", "zh-TW", "en"][usize::from(number / 7) % 3];
    let language = Language::parse(tag).expect("a tag");
    let name = format!("labels/{tag}.yaml");
    let words = shipped_templates().iter().find(|file| file.name == name).expect("labels are shipped");
    let labels = Labels::parse(language.clone(), &words.source(name), &mut faults).expect("labels are whole");
    let selection = Selection::from_arguments((!sections.is_empty()).then_some(sections), None);
    let others = BTreeMap::new();
    let request = Request { role: &role, others: &others, selection: &selection, posting: posting.as_ref(), strict: false };
    let job = Composer::new(&language, &labels).compose(&request, &mut faults);
    let _ = report::human(&faults, false);
    let Some(job) = job else { return };
    let templates = Templates::new(shipped_templates(), BTreeMap::new());
    let format = Format::ALL[usize::from(number) % Format::ALL.len()];
    // Whatever a role says, a shipped template makes a document of it.
    render(format, &Context::new(&job, &labels), &templates, None).expect("a document");
});
