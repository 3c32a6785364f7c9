//! Two versions of a role in one process: the difference, its words, and a merge. Run `cargo bench --bench diff`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};

use opsjd::catalog::shipped_role;
use opsjd::diff::{Compared, Comparison, Outline, diff, of_file};
use opsjd::language::Language;
use opsjd::reconcile::reconcile;
use opsjd::report::changes::{Telling, markdown};
use opsjd::role;
use opsjd::source::Source;

fn outline(source: &Arc<Source>) -> Outline {
    of_file(&role::parse("role", source, &mut Vec::new()).unwrap())
}

fn stages(criterion: &mut Criterion) {
    let source = shipped_role("user-ops").unwrap();
    let changed = |from: &str, to: &str| {
        let text = source.text().replace(from, to);
        assert_ne!(text, source.text());
        Source::new("new.yaml", text)
    };
    let (ours, theirs) = (changed("每周", "每月"), changed("every quarter", "every month"));
    let (old, new) = (outline(&source), outline(&ours));
    let compared = || Compared::new("role", Some(&old), Some(&new), false);
    let comparison = Comparison { old: "old".to_owned(), new: "new".to_owned(), roles: vec![compared()], jobs: None };
    let telling = Telling::new(&Language::parse("zh-CN").unwrap(), false).unwrap();
    criterion
        .bench_function("read a role of 66 KB as an outline", |bencher| bencher.iter(|| outline(black_box(&source))));
    criterion.bench_function("compare two versions", |bencher| bencher.iter(|| diff(black_box(&old), black_box(&new))));
    criterion.bench_function("write a comment", |bencher| bencher.iter(|| markdown(black_box(&comparison), &telling)));
    criterion.bench_function("merge three versions by key", |bencher| {
        bencher.iter(|| reconcile(black_box(&source), &ours, &theirs));
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
