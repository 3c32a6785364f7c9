//! Any text as a role file: it is read, laid over itself, and read at every level; its faults are put into words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opsjd::role::{self, MergedRole};
use opsjd::source::Source;

fuzz_target!(|text: &str| {
    let mut faults = Vec::new();
    let source = Source::new("role.yaml", text.to_owned());
    if let Some(file) = role::parse("role", &source, &mut faults) {
        let below = vec![MergedRole::new("below", Vec::new(), file.clone(), &mut Vec::new())];
        let merged = MergedRole::new("role", below, file, &mut faults);
        let levels: Vec<String> = merged.levels().into_iter().map(str::to_owned).collect();
        for level in std::iter::once(None).chain(levels.iter().map(|level| Some(level.as_str()))) {
            if let Some(role) = merged.definition(level, &mut faults) {
                assert!(!role.sections.values().any(|section| section.duties.is_empty()));
            }
        }
    }
    let _ = opsjd::report::human(&faults, false);
});
