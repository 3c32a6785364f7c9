//! Who has what in common: the computed answer to what roles share and where they differ.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{MetricRow, Need, SectionRow, SkillRow};

/// What exactly these roles have, and no other of the compared ones.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The roles' keys.
    pub roles: Vec<String>,
    /// Ids of sections that they have in common by key; for a single role, its own.
    pub sections: Vec<String>,
    /// Sections that are declared to be alike, as each role names them.
    pub alike: Vec<Vec<String>>,
    /// Ids of skills that each of them must have.
    pub skills: Vec<String>,
    /// Ids of skills that only their sections ask for.
    pub section_skills: Vec<String>,
    /// Ids of metrics.
    pub metrics: Vec<String>,
}

pub fn groups(keys: &[&str], sections: &[SectionRow], skills: &[SkillRow], metrics: &[MetricRow]) -> Vec<Group> {
    // Sorted by size, the largest first, then by the order in which the roles were named.
    let mut groups: BTreeMap<(Reverse<usize>, Vec<usize>), Group> = BTreeMap::new();
    let mut group = |holders: Vec<usize>, add: &dyn Fn(&mut Group)| {
        let roles = holders.iter().map(|at| keys[*at].to_owned()).collect();
        let entry = groups.entry((Reverse(holders.len()), holders)).or_insert_with(|| Group {
            roles,
            sections: Vec::new(),
            alike: Vec::new(),
            skills: Vec::new(),
            section_skills: Vec::new(),
            metrics: Vec::new(),
        });
        add(entry);
    };
    // Every role and all of them together are there even with nothing to say: "they share nothing" is an answer.
    group((0..keys.len()).collect(), &|_| {});
    for at in 0..keys.len() {
        group(vec![at], &|_| {});
    }
    for row in sections {
        group(holders(&row.cells, |cell| !cell.is_empty()), &|group| {
            if row.alike { group.alike.push(row.ids.clone()) } else { group.sections.extend(row.ids.iter().cloned()) }
        });
    }
    for row in skills {
        let has = |cell: &Option<Need>| if row.role_wide { *cell == Some(Need::Required) } else { cell.is_some() };
        group(holders(&row.cells, has), &|group| {
            if row.role_wide { group.skills.push(row.id.clone()) } else { group.section_skills.push(row.id.clone()) }
        });
    }
    for row in metrics {
        group(holders(&row.cells, |cell| !cell.is_empty()), &|group| group.metrics.push(row.id.clone()));
    }
    groups.into_values().collect()
}

fn holders<T>(cells: &[T], has: impl Fn(&T) -> bool) -> Vec<usize> {
    cells.iter().enumerate().filter(|(_, cell)| has(cell)).map(|(at, _)| at).collect()
}
