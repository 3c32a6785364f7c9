//! The stages of one document in one process: reading a role, composing it, rendering each format. Run `cargo bench`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use opsjd::catalog::{Catalog, Disk, shipped_role, shipped_templates};
use opsjd::compose::{Composer, Request, Selection};
use opsjd::language::Language;
use opsjd::render::{Context, Format, Templates, Values, render};
use opsjd::role;
use opsjd::source::Source;

/// A role of about 30 KB in three languages: a shipped one without its levels, cut at a section.
fn role_of_30_kb() -> String {
    let source = shipped_role("interaction-ops").unwrap();
    let text = source.text().split("\nlevels:\n").next().unwrap();
    let extends = text.lines().find(|line| line.starts_with("extends:")).unwrap();
    assert!(extends.contains("_common"));
    let end = text[..30_000].rfind("\n\n").or_else(|| text[..30_000].rfind("\n  ")).unwrap();
    text[..end].to_owned()
}

fn stages(criterion: &mut Criterion) {
    let text = role_of_30_kb();
    let mut reading = criterion.benchmark_group("read");
    reading.throughput(Throughput::Bytes(text.len() as u64));
    reading.bench_function("parse and check a role of 30 KB", |bencher| {
        let source = Source::new("role.yaml", text.clone());
        bencher.iter(|| role::parse("role", black_box(&source), &mut Vec::new()));
    });
    reading.finish();

    let mut faults = Vec::new();
    let mut catalog = Catalog::open(Arc::new(Disk), None, None, None, &mut faults);
    let role = catalog.role("user-ops", &mut faults).and_then(|merged| merged.definition(None, &mut faults)).unwrap();
    let language = Language::parse("zh-CN").unwrap();
    let labels = catalog.labels(&language, &mut faults).unwrap();
    // A project's own templates, such as this repository's are to a run in it, count their steps.
    let templates = Templates::new(shipped_templates(), BTreeMap::new());
    let selection = Selection::from_arguments(Some("retention,data,engagement,collaboration"), None);
    let others = BTreeMap::new();
    let request = Request { role: &role, others: &others, selection: &selection, posting: None, strict: false };
    let compose = || Composer::new(&language, &labels).compose(black_box(&request), &mut Vec::new()).unwrap();
    let mut document = criterion.benchmark_group("compose and render");
    for format in Format::ALL {
        document.bench_function(format.name(), |bencher| {
            bencher.iter(|| {
                let job = compose();
                let context = Context::new(&job, &labels);
                render(format, &context, &templates, None).unwrap()
            });
        });
    }
    document.bench_function("compose alone", |bencher| {
        bencher.iter(compose);
    });
    document.finish();

    // As `build` makes them: each document has other sections of the same role, so that most of its parts are known.
    let ids: Vec<&str> = role.sections.keys().map(String::as_str).collect();
    let lists =
        (0..ids.len()).map(|first| (0..4).map(|at| ids[(first + at) % ids.len()]).collect::<Vec<_>>().join(","));
    let selections: Vec<Selection> = lists.map(|list| Selection::from_arguments(Some(&list), None)).collect();
    let mut series = criterion.benchmark_group("compose and render one of many");
    for format in Format::ALL {
        let (mut composer, mut values) = (Composer::new(&language, &labels), Values::new(&labels));
        let mut selections = selections.iter().cycle();
        series.bench_function(format.name(), |bencher| {
            bencher.iter(|| {
                let request = Request { selection: selections.next().unwrap(), ..request };
                let job = composer.compose(&request, &mut Vec::new()).unwrap();
                render(format, &values.context(&job), &templates, None).unwrap()
            });
        });
    }
    series.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
