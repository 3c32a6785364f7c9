//! The role file's format: every key, what it takes and what it is for. Errors, editors and `opsjd new` read this table.

use crate::shape::{Doc, Field, Shape};

const fn field(name: &'static str, shape: &'static Shape, required: bool, en: &'static str, zh: &'static str) -> Field {
    Field { name, shape, required, doc: Doc { en, zh } }
}

/// A role file's keys.
pub const ROLE: &[Field] = &[
    field(
        "extends",
        &Shape::OneOrMany(&Shape::Word),
        false,
        "Roles or bases that this file is laid over, left to right; a name with a leading underscore is a base.",
        "本文件所继承的岗位或公共部分，从左到右依次合并；以下划线开头的是公共部分。",
    ),
    field("title", &Shape::Text, true, "The job's title.", "岗位名称。"),
    field(
        "summary",
        &Shape::Text,
        true,
        "One or two sentences: what the role does, for whom, to what end.",
        "岗位概述，一两句话：做什么、为谁做、达到什么目的。",
    ),
    field(
        "focus",
        &Shape::Text,
        false,
        "The centre of the work in a few words; shown when roles are compared.",
        "工作重心，几个字；对比岗位时显示。",
    ),
    field(
        "default-sections",
        &Shape::List(&Shape::Name),
        false,
        "The sections of a document for which none are named; without it, all.",
        "未指定板块时采用的板块；不写则为全部。",
    ),
    field(
        "skills",
        &Shape::Keyed(&Shape::Record(SKILL)),
        false,
        "What the role may ask for, by id; sections refer to it.",
        "岗位可能要求的技能，按标识列出，供各板块引用。",
    ),
    field(
        "metrics",
        &Shape::Keyed(&Shape::Record(METRIC)),
        false,
        "The figures that the work is judged by, by id.",
        "衡量工作的指标，按标识列出。",
    ),
    field(
        "qualifications",
        &Shape::Keyed(&Shape::Text),
        false,
        "Conditions for the whole role, such as education and experience.",
        "整个岗位的任职条件，例如学历和经验。",
    ),
    field(
        "relations",
        &Shape::Keyed(&Shape::Text),
        false,
        "Working relations: whom the role reports to and works with.",
        "工作关系：向谁汇报，与谁协作。",
    ),
    field(
        "requires",
        &Shape::List(&Shape::Name),
        false,
        "Skills (ids) that the whole role must have.",
        "整个岗位必备的技能（标识）。",
    ),
    field("prefers", &Shape::List(&Shape::Name), false, "Skills (ids) that are nice to have.", "加分的技能（标识）。"),
    field(
        "sections",
        &Shape::Keyed(&Shape::Record(SECTION)),
        true,
        "The areas of work that a document can be made of.",
        "可供选择的职责板块。",
    ),
    field(
        "levels",
        &Shape::Keyed(&Shape::Patch(LEVEL)),
        false,
        "Each level is a patch over the role; null removes.",
        "职级：每一级都是对岗位的修改，null 表示删除。",
    ),
];

const SKILL: &[Field] = &[
    field("name", &Shape::Text, true, "The skill in a few words.", "技能名称。"),
    field("detail", &Shape::Text, false, "What one must be able to do.", "具体要求。"),
];

const METRIC: &[Field] = &[
    field("name", &Shape::Text, true, "The figure's name.", "指标名称。"),
    field("definition", &Shape::Text, false, "How the figure is counted.", "指标口径。"),
];

const SECTION: &[Field] = &[
    field("title", &Shape::Text, true, "The section's heading.", "板块标题。"),
    field("aliases", &Shape::List(&Shape::Word), false, "Other names for `--sections`.", "`--sections` 可用的别名。"),
    field("summary", &Shape::Text, false, "One sentence on what the section is about.", "一句话说明本板块。"),
    field(
        "duties",
        &Shape::Keyed(&Shape::Text),
        true,
        "The duties by key, in the order of the document.",
        "职责，按标识列出，顺序即文档顺序。",
    ),
    field(
        "requires",
        &Shape::List(&Shape::Name),
        false,
        "Skills (ids) that these duties must have.",
        "这些职责必备的技能（标识）。",
    ),
    field(
        "prefers",
        &Shape::List(&Shape::Name),
        false,
        "Skills (ids) that are nice to have here.",
        "加分的技能（标识）。",
    ),
    field(
        "metrics",
        &Shape::List(&Shape::Name),
        false,
        "Metrics (ids) that this work is judged by.",
        "衡量本板块的指标（标识）。",
    ),
    field(
        "alike",
        &Shape::List(&Shape::Word),
        false,
        "Sections of other roles with another id but the same meaning, as `role:section`.",
        "其他岗位中含义相同但标识不同的板块，写作“岗位:板块”。",
    ),
];

/// A level's keys: those of a role that a level may change.
const LEVEL: &[Field] = &[
    field("title", &Shape::Text, false, "The job's title at this level.", "该职级的岗位名称。"),
    field("summary", &Shape::Text, false, "The summary at this level.", "该职级的岗位概述。"),
    field("focus", &Shape::Text, false, "The centre of the work at this level.", "该职级的工作重心。"),
    field(
        "default-sections",
        &Shape::List(&Shape::Name),
        false,
        "The sections for which none are named.",
        "未指定板块时采用的板块。",
    ),
    field(
        "skills",
        &Shape::Keyed(&Shape::Record(SKILL)),
        false,
        "Skills that are added or changed.",
        "增加或修改的技能。",
    ),
    field(
        "metrics",
        &Shape::Keyed(&Shape::Record(METRIC)),
        false,
        "Metrics that are added or changed.",
        "增加或修改的指标。",
    ),
    field(
        "qualifications",
        &Shape::Keyed(&Shape::Text),
        false,
        "Conditions that are added or changed.",
        "增加或修改的任职条件。",
    ),
    field(
        "relations",
        &Shape::Keyed(&Shape::Text),
        false,
        "Working relations that are added or changed.",
        "增加或修改的工作关系。",
    ),
    field(
        "requires",
        &Shape::List(&Shape::Name),
        false,
        "Skills (ids) that the level must have; replaces the role's list.",
        "该职级必备的技能（替换原列表）。",
    ),
    field(
        "prefers",
        &Shape::List(&Shape::Name),
        false,
        "Skills (ids) that are nice to have; replaces the role's list.",
        "该职级加分的技能（替换原列表）。",
    ),
    field(
        "sections",
        &Shape::Keyed(&Shape::Record(SECTION)),
        false,
        "Sections that are added or changed.",
        "增加或修改的板块。",
    ),
];

/// The shape of a whole role.
pub const WHOLE: Shape = Shape::Record(ROLE);
