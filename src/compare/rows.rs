//! The rows of a comparison: texts, sections, skills and metrics of several roles brought together by key.

use indexmap::IndexMap;

use super::{MetricRow, Need, SectionCell, SectionRow, Sharing, SkillRow, TextRow, Words};
use crate::role::{Reference, RoleDefinition, Section, Text};
use crate::sort;

/// A row for each key, in order of first use.
pub fn texts(maps: &[&IndexMap<String, Text>], words: &mut Words) -> Vec<TextRow> {
    in_order(maps.iter().map(|map| map.keys())).into_iter().map(|id| text(id, maps, words)).collect()
}

fn text(id: &str, maps: &[&IndexMap<String, Text>], words: &mut Words) -> TextRow {
    let cells: Vec<Option<String>> = maps.iter().map(|map| map.get(id).map(|text| words.say(text))).collect();
    let same = cells.windows(2).all(|pair| pair[0] == pair[1]);
    TextRow { id: id.to_owned(), same, cells }
}

/// A row for each section or group of sections that are alike; shared ones first, each kind in order of first use.
pub fn sections(roles: &[RoleDefinition], words: &mut Words) -> Vec<SectionRow> {
    let mut rows: Vec<SectionRow> = clusters(roles)
        .into_iter()
        .map(|members| {
            let of = |role: usize| members.iter().filter(move |(own, _)| *own == role).map(|(_, id)| *id);
            let cells: Vec<Vec<SectionCell>> = roles
                .iter()
                .enumerate()
                .map(|(at, role)| of(at).filter_map(|id| Some(cell(id, role.sections.get(id)?, words))).collect())
                .collect();
            let duties: Vec<IndexMap<String, Text>> =
                roles.iter().enumerate().map(|(at, role)| duties(role, of(at))).collect();
            let mut duties = texts(&duties.iter().collect::<Vec<_>>(), words);
            sort::by_key(&mut duties, |row| std::cmp::Reverse(row.cells.iter().flatten().count()));
            let ids = in_order([members.iter().map(|(_, id)| *id)]);
            SectionRow {
                alike: ids.len() > 1,
                ids: ids.into_iter().map(str::to_owned).collect(),
                sharing: sharing(cells.iter().filter(|cell| !cell.is_empty()).count(), roles.len()),
                cells,
                duties,
            }
        })
        .collect();
    sort::by_key(&mut rows, |row| (row.sharing, row.alike));
    rows
}

/// The duties of one role's sections in a row. Where two of its sections have one key, the second carries its section's id.
fn duties<'a>(role: &RoleDefinition, sections: impl Iterator<Item = &'a str>) -> IndexMap<String, Text> {
    let mut duties = IndexMap::new();
    for id in sections {
        for (key, text) in role.sections.get(id).into_iter().flat_map(|section| &section.duties) {
            let key = if duties.contains_key(key) { format!("{id}:{key}") } else { key.clone() };
            duties.insert(key, text.clone());
        }
    }
    duties
}

fn cell(id: &str, section: &Section, words: &mut Words) -> SectionCell {
    SectionCell {
        id: id.to_owned(),
        title: words.say(&section.title),
        summary: section.summary.as_ref().map(|summary| words.say(summary)),
    }
}

/// The sections of all roles as (role, id), those with one key or a declared link together, in order of first use.
fn clusters(roles: &[RoleDefinition]) -> Vec<Vec<(usize, &str)>> {
    let mut clusters: Vec<Vec<(usize, &str)>> = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        for (id, section) in &role.sections {
            let own = (at, id.as_str());
            let belongs = |known: &(usize, &str)| {
                let (other, other_id) = (&roles[known.0], known.1);
                // A role has no two sections of the same meaning, so its own sections are never held together directly.
                known.0 != at
                    && (other_id == id
                        || links(section, &other.id, other_id)
                        || other.sections.get(other_id).is_some_and(|other| links(other, &role.id, id)))
            };
            // The first cluster that it belongs to takes it in, with whatever other clusters it ties to that one.
            let (joined, apart): (Vec<_>, Vec<_>) =
                clusters.into_iter().enumerate().partition(|(_, cluster)| cluster.iter().any(belongs));
            clusters = apart.into_iter().map(|(_, cluster)| cluster).collect();
            let place = joined.first().map_or(clusters.len(), |(place, _)| *place);
            let joined = joined.into_iter().flat_map(|(_, cluster)| cluster);
            clusters.insert(place, joined.chain([own]).collect());
        }
    }
    for cluster in &mut clusters {
        sort::by_key(cluster, |(at, _)| *at);
    }
    clusters
}

fn links(section: &Section, role: &str, id: &str) -> bool {
    section.alike.iter().any(|link| link.name.split_once(':') == Some((role, id)))
}

/// A row for each skill that a role or a section asks for: those that whole roles require first, the most shared first.
pub fn skills(roles: &[RoleDefinition], words: &mut Words) -> Vec<SkillRow> {
    let used = roles.iter().map(|role| {
        let own = role.requires.iter().chain(&role.prefers);
        own.chain(role.sections.values().flat_map(|section| section.requires.iter().chain(&section.prefers)))
            .map(|reference| reference.name.as_str())
    });
    let mut rows: Vec<SkillRow> = in_order(used)
        .into_iter()
        .filter_map(|id| {
            let skill = roles.iter().find_map(|role| role.skills.get(id))?;
            let cells: Vec<Option<Need>> = roles.iter().map(|role| need(role, id)).collect();
            let role_wide = cells.contains(&Some(Need::Required));
            let holders = cells.iter().flatten().filter(|need| !role_wide || **need == Need::Required).count();
            Some(SkillRow {
                id: id.to_owned(),
                name: words.say(&skill.name),
                role_wide,
                sharing: sharing(holders, roles.len()),
                cells,
            })
        })
        .collect();
    sort::by_key(&mut rows, |row| (!row.role_wide, row.sharing));
    rows
}

fn need(role: &RoleDefinition, id: &str) -> Option<Need> {
    let names = |list: &[Reference]| list.iter().any(|reference| reference.name == id);
    if names(&role.requires) {
        return Some(Need::Required);
    }
    if role.sections.values().any(|section| names(&section.requires)) {
        return Some(Need::RequiredInSections);
    }
    (names(&role.prefers) || role.sections.values().any(|section| names(&section.prefers))).then_some(Need::Preferred)
}

/// A row for each metric that a section is judged by, the most shared first.
pub fn metrics(roles: &[RoleDefinition], words: &mut Words) -> Vec<MetricRow> {
    let used = roles.iter().map(|role| {
        role.sections.values().flat_map(|section| section.metrics.iter().map(|metric| metric.name.as_str()))
    });
    let mut rows: Vec<MetricRow> = in_order(used)
        .into_iter()
        .filter_map(|id| {
            let metric = roles.iter().find_map(|role| role.metrics.get(id))?;
            let cells: Vec<Vec<String>> = roles.iter().map(|role| judged(role, id)).collect();
            Some(MetricRow {
                id: id.to_owned(),
                name: words.say(&metric.name),
                definition: metric.definition.as_ref().map(|definition| words.say(definition)),
                sharing: sharing(cells.iter().filter(|cell| !cell.is_empty()).count(), roles.len()),
                cells,
            })
        })
        .collect();
    sort::by_key(&mut rows, |row| row.sharing);
    rows
}

fn judged(role: &RoleDefinition, id: &str) -> Vec<String> {
    let has = |section: &Section| section.metrics.iter().any(|metric| metric.name == id);
    role.sections.iter().filter(|(_, section)| has(section)).map(|(id, _)| id.clone()).collect()
}

fn sharing(holders: usize, roles: usize) -> Sharing {
    match holders {
        0 | 1 => Sharing::One,
        count if count == roles => Sharing::All,
        _ => Sharing::Some,
    }
}

/// Every name once, in order of first use.
fn in_order<'a, N: AsRef<str> + ?Sized + 'a>(
    lists: impl IntoIterator<Item = impl IntoIterator<Item = &'a N>>,
) -> Vec<&'a str> {
    let mut names: IndexMap<&str, ()> = IndexMap::new();
    for name in lists.into_iter().flatten() {
        names.insert(name.as_ref(), ());
    }
    names.into_keys().collect()
}
