//! The keys of `opsjd.yaml`: the project's settings and the jobs that a build makes. Errors, editors and lists read this.

use crate::posting::format::POSTING;
use crate::shape::{Doc, Field, Shape};

const fn field(name: &'static str, shape: &'static Shape, required: bool, en: &'static str, zh: &'static str) -> Field {
    Field { name, shape, required, doc: Doc { en, zh } }
}

/// The names of the formats; a test holds them to `render::Format`.
pub const FORMATS: &[&str] = &["markdown", "html", "text", "docx", "docx-xml", "json", "jsonld"];

const BOOLEAN: Shape = Shape::OneOf(&["true", "false"]);

const LANGUAGES: Field = field(
    "languages",
    &Shape::OneOrMany(&Shape::Tag),
    false,
    "The languages to write in; the first is the one where a command writes only one.",
    "输出语言；命令只输出一种语言时用第一个。",
);
const FORMAT: Field = field(
    "formats",
    &Shape::OneOrMany(&Shape::OneOf(FORMATS)),
    false,
    "The formats that `opsjd build` writes: markdown, html, text, docx, docx-xml, json, jsonld.",
    "`opsjd build` 的输出格式：markdown、html、text、docx、docx-xml、json、jsonld。",
);
const POSTING_FILE: Field = field(
    "posting-file",
    &Shape::Word,
    false,
    "A file with vacancy data, from the folder of this file; `posting` goes over it.",
    "招聘信息文件，路径相对于本文件所在文件夹；`posting` 覆盖其中的值。",
);
const POSTINGS: Field = field(
    "posting",
    &Shape::Patch(POSTING),
    false,
    "Vacancy data: the keys of a posting file.",
    "招聘信息，键与招聘信息文件相同。",
);
const NAME: Field = field(
    "name",
    &Shape::Word,
    false,
    "How `opsjd build` names files, without the ending: a template with id, role, level, lang, format and number.",
    "`opsjd build` 的文件名模板（不含扩展名），可用 id、role、level、lang、format、number。",
);
const REFERENCE_DOC: Field = field(
    "reference-doc",
    &Shape::Word,
    false,
    "Word file whose styles, page set-up, header and footer to take.",
    "提供样式、页面设置、页眉和页脚的 Word 文件。",
);
const STRICT: Field = field(
    "strict",
    &BOOLEAN,
    false,
    "Whether a text that lacks the language is an error.",
    "缺少目标语言的文本是否视为错误。",
);

/// The keys of `opsjd.yaml`.
pub const PROJECT: &[Field] = &[
    LANGUAGES,
    FORMAT,
    field(
        "company",
        &Shape::Text,
        false,
        "The hiring company's name, for every document.",
        "招聘单位名称，用于所有文档。",
    ),
    POSTING_FILE,
    POSTINGS,
    NAME,
    REFERENCE_DOC,
    STRICT,
    field("output", &Shape::Word, false, "The folder that `opsjd build` writes to.", "`opsjd build` 的输出文件夹。"),
    field(
        "index",
        &BOOLEAN,
        false,
        "Whether a build writes index.html and index.json; true without it.",
        "是否生成 index.html 和 index.json，默认 true。",
    ),
    field(
        "jobs",
        &Shape::List(&Shape::Record(JOB)),
        false,
        "The job descriptions that `opsjd build` makes.",
        "`opsjd build` 要生成的职位描述。",
    ),
    field(
        "lists",
        &Shape::OneOrMany(&Shape::ShortOrRecord(LIST)),
        false,
        "Files with one job a row: yaml, json, csv, tsv, xlsx.",
        "每行一个岗位的文件：yaml、json、csv、tsv、xlsx。",
    ),
    field(
        "matrix",
        &Shape::OneOrMany(&Shape::Record(MATRIX)),
        false,
        "Roles × levels × languages × formats, less what `exclude` takes away.",
        "岗位 × 职级 × 语言 × 格式的组合，`exclude` 去掉其中一部分。",
    ),
    field("check", &Shape::Record(CHECK), false, "How `opsjd check` runs.", "`opsjd check` 的设置。"),
];

/// The keys of `check`.
const CHECK: &[Field] = &[
    field(
        "jurisdiction",
        &Shape::OneOrMany(&Shape::Word),
        false,
        "Where job descriptions are to be lawful, such as CN, TW, HK, US-CA, UK, EU or CA-ON.",
        "按哪些地区的法律检查，例如 CN、TW、HK、US-CA、UK、EU、CA-ON。",
    ),
    field(
        "rules",
        &Shape::Keyed(&Shape::OneOf(&["off", "note", "warning", "error"])),
        false,
        "What a rule's findings are: off, note, warning or error, by the rule's id.",
        "按规则标识设置其结果：off、note、warning 或 error。",
    ),
];

/// The keys of a job, which are also the columns of a job list.
pub const JOB: &[Field] = &[
    field(
        "id",
        &Shape::Word,
        false,
        "A name of the job, for file names and `--explain`.",
        "岗位代号，用于文件名和 `--explain`。",
    ),
    field("role", &Shape::Word, true, "The role's id.", "岗位模板标识。"),
    field("level", &Shape::Word, false, "The level of the role.", "职级。"),
    LANGUAGES,
    FORMAT,
    field("sections", &Shape::OneOrMany(&Shape::Word), false, "The sections, in order.", "职责板块，按顺序。"),
    field("exclude", &Shape::OneOrMany(&Shape::Word), false, "Sections to leave out.", "要去掉的职责板块。"),
    POSTING_FILE,
    POSTINGS,
    NAME,
    REFERENCE_DOC,
    STRICT,
];

/// A job list's keys.
pub const LIST: &[Field] = &[
    field("file", &Shape::Word, true, "The file, from the folder of this file.", "文件，路径相对于本文件所在文件夹。"),
    field(
        "sheet",
        &Shape::Word,
        false,
        "The sheet of a workbook; the first visible one without it.",
        "工作表名称，默认第一个可见的工作表。",
    ),
    field("job", &Shape::Patch(JOB), false, "What holds for every row that does not say otherwise.", "各行的默认值。"),
];

/// A matrix's keys.
pub const MATRIX: &[Field] = &[
    field(
        "roles",
        &Shape::OneOrMany(&Shape::Word),
        true,
        "Role ids; `all` is every role.",
        "岗位标识；`all` 表示全部。",
    ),
    field(
        "levels",
        &Shape::OneOrMany(&Shape::Word),
        false,
        "Levels; `none` is the role without one.",
        "职级；`none` 表示不加职级。",
    ),
    LANGUAGES,
    FORMAT,
    field(
        "exclude",
        &Shape::OneOrMany(&Shape::Record(EXCLUDED)),
        false,
        "Combinations to leave out: each takes away what fits all of its keys.",
        "要去掉的组合：符合其全部键的组合都去掉。",
    ),
    field("job", &Shape::Patch(JOB), false, "What holds for every job of the matrix.", "组合中所有岗位的共同设置。"),
];

/// The keys of a combination.
const EXCLUDED: &[Field] = &[
    field("role", &Shape::OneOrMany(&Shape::Word), false, "Roles.", "岗位。"),
    field("level", &Shape::OneOrMany(&Shape::Word), false, "Levels.", "职级。"),
    field("language", &Shape::OneOrMany(&Shape::Tag), false, "Languages.", "语言。"),
    field("format", &Shape::OneOrMany(&Shape::OneOf(FORMATS)), false, "Formats.", "格式。"),
];
