//! `opsjd check` as it is run: one role file, and 1,000 of 30 KB in three languages. Run `cargo bench --bench check`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const FILES: usize = 1_000;
const WORDS: [(&str, [&str; 12]); 3] = [
    ("zh-CN", ["用户", "增长", "留存", "内容", "渠道", "数据", "策略", "活动", "复盘", "指标", "产品", "审核"]),
    ("zh-TW", ["使用者", "成長", "留存", "內容", "通路", "資料", "策略", "活動", "回顧", "指標", "產品", "審核"]),
    (
        "en",
        [
            "users",
            "growth",
            "retention",
            "content",
            "channels",
            "data",
            "strategy",
            "campaigns",
            "reviews",
            "metrics",
            "products",
            "moderation",
        ],
    ),
];

/// The same numbers in every run, with no two duties alike (a linear congruential generator, Knuth's MMIX constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// A text in the three languages, as a flow map.
    fn text(&mut self, words: usize) -> String {
        let picks: Vec<usize> = (0..words).map(|_| self.below(12)).collect();
        let wordings = WORDS.map(|(tag, vocabulary)| {
            let words: Vec<&str> = picks.iter().map(|pick| vocabulary[*pick]).collect();
            format!("{tag}: {}", words.join(if tag == "en" { " " } else { "" }))
        });
        format!("{{ {} }}", wordings.join(", "))
    }
}

fn role(number: usize) -> String {
    let mut numbers = Numbers(number as u64);
    let mut text = format!("title: {}\nsummary: {}\nskills:\n", numbers.text(2), numbers.text(14));
    for skill in 0..20 {
        let _ = writeln!(text, "  skill-{skill}:\n    name: {}\n    detail: {}", numbers.text(3), numbers.text(8));
    }
    text.push_str("metrics:\n");
    for metric in 0..12 {
        let _ =
            writeln!(text, "  metric-{metric}:\n    name: {}\n    definition: {}", numbers.text(3), numbers.text(8));
    }
    let _ = writeln!(text, "qualifications:\n  education: {}\nrequires: [skill-0]\nsections:", numbers.text(8));
    for section in 0..14 {
        let _ = writeln!(text, "  section-{section}:\n    title: {}\n    duties:", numbers.text(3));
        for duty in 0..5 {
            let _ = writeln!(text, "      duty-{duty}: {}", numbers.text(11));
        }
        let _ = writeln!(text, "    requires: [skill-{section}]\n    metrics: [metric-{}]", section % 12);
    }
    text
}

fn run(folder: &Path, target: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opsjd"));
    command.current_dir(folder).args(["check", target, "--today", "2026-01-01"]).stdout(Stdio::null());
    let status = command.stderr(Stdio::null()).status().unwrap();
    assert!(status.code().is_some_and(|code| code < 3));
}

fn check(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let roles = folder.path().join("roles");
    std::fs::create_dir(&roles).unwrap();
    let mut bytes = 0;
    for number in 0..FILES {
        let text = role(number);
        bytes += text.len();
        std::fs::write(roles.join(format!("role-{number}.yaml")), text).unwrap();
    }
    assert!((27_000..33_000).contains(&(bytes / FILES)), "a role has {} bytes", bytes / FILES);
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10).measurement_time(Duration::from_secs(30));
    group.bench_function("one role file", |bencher| bencher.iter(|| run(folder.path(), "roles/role-0.yaml")));
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("1,000 role files of 30 KB", |bencher| bencher.iter(|| run(folder.path(), "roles")));
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
