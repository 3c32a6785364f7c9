//! The posting's format: what a vacancy adds to a role. Errors, editors and `--set` read this table.

use crate::shape::{Doc, Field, Shape};

const fn field(name: &'static str, shape: &'static Shape, en: &'static str, zh: &'static str) -> Field {
    Field { name, shape, required: false, doc: Doc { en, zh } }
}

/// Values of `employment-type`, in the order of schema.org's list as Google reads it.
pub const EMPLOYMENT_TYPES: &[&str] =
    &["full-time", "part-time", "contractor", "temporary", "intern", "volunteer", "per-diem", "other"];

/// Values of `remote`.
pub const REMOTE: &[&str] = &["no", "hybrid", "full"];

/// Values of `pay.period`.
pub const PERIODS: &[&str] = &["hour", "day", "week", "month", "year"];

/// A posting file's keys.
pub const POSTING: &[Field] = &[
    field("company", &Shape::Text, "The hiring company's name.", "招聘单位名称。"),
    field("company-url", &Shape::Url, "The company's web address.", "公司网址。"),
    field(
        "about",
        &Shape::Text,
        "A few sentences about the company; each line is a paragraph.",
        "公司简介，每行一段。",
    ),
    field("department", &Shape::Text, "The department.", "所属部门。"),
    field(
        "location",
        &Shape::OneOrMany(&Shape::ShortOrRecord(LOCATION)),
        "Where the work is done: a city, or city, region, street, postal-code and country; one or several. In `--set` and job lists commas separate places, or semicolons where there are any: `Washington, DC;` is one.",
        "工作地点：城市，或城市、省份、街道、邮编、国家；可以有多个。在 `--set` 和职位列表中用逗号分隔，有分号时只按分号分隔：`Washington, DC;` 是一个地点。",
    ),
    field(
        "remote",
        &Shape::OneOf(REMOTE),
        "Whether the work can be done from elsewhere: no, hybrid or full.",
        "是否可远程：no 否、hybrid 部分、full 全部。",
    ),
    field(
        "applicant-countries",
        &Shape::OneOrMany(&Shape::Code(2)),
        "For remote work, the countries (ISO 3166-1) that applicants may live in.",
        "远程岗位可接受的居住国家或地区（ISO 3166-1 代码）。",
    ),
    field(
        "employment-type",
        &Shape::OneOrMany(&Shape::OneOf(EMPLOYMENT_TYPES)),
        "Kind of employment; one or several.",
        "用工类型，可以有多个。",
    ),
    field("headcount", &Shape::Integer(1, 100_000), "How many people are wanted.", "招聘人数。"),
    field(
        "reports-to",
        &Shape::Text,
        "Whom the position reports to, in place of the role's relation `reports-to`.",
        "汇报对象，取代岗位中的 `reports-to`。",
    ),
    field("pay", &Shape::Record(PAY), "What is paid.", "薪资。"),
    field("hours", &Shape::Text, "Working hours and days.", "工作时间。"),
    field("benefits", &Shape::OneOrMany(&Shape::Text), "Benefits, each a text.", "福利，每项一条。"),
    field("apply", &Shape::Record(APPLY), "How to apply.", "应聘方式。"),
    field("posted", &Shape::Date, "The day of publication, YYYY-MM-DD.", "发布日期，YYYY-MM-DD。"),
    field("valid-through", &Shape::Date, "The last day of application, YYYY-MM-DD.", "截止日期，YYYY-MM-DD。"),
    field("identifier", &Shape::Word, "The company's own number of the vacancy.", "职位编号。"),
    field(
        "statement",
        &Shape::Text,
        "A closing statement, such as on equal opportunity or privacy; each line is a paragraph.",
        "结尾声明，例如平等就业或隐私说明，每行一段。",
    ),
];

/// A place of work.
pub const LOCATION: &[Field] = &[
    field("city", &Shape::Text, "The city.", "城市。"),
    field("region", &Shape::Text, "The province or state.", "省、州。"),
    field("street", &Shape::Text, "Street and number.", "街道门牌。"),
    field("postal-code", &Shape::Word, "The postal code.", "邮编。"),
    field(
        "country",
        &Shape::Code(2),
        "The country, ISO 3166-1 alpha-2, such as CN, TW, US.",
        "国家或地区，ISO 3166-1 两位代码，例如 CN、TW、US。",
    ),
];

const PAY: &[Field] = &[
    field("min", &Shape::Amount, "The least that is paid for a period.", "每周期最低薪资。"),
    field("max", &Shape::Amount, "The most that is paid for a period.", "每周期最高薪资。"),
    field(
        "currency",
        &Shape::Code(3),
        "The currency, ISO 4217, such as CNY, TWD, USD.",
        "币种，ISO 4217，例如 CNY、TWD、USD。",
    ),
    field(
        "period",
        &Shape::OneOf(PERIODS),
        "What min and max are paid for; month unless said.",
        "计薪周期，默认按月。",
    ),
    field(
        "months",
        &Shape::Integer(12, 36),
        "How many months' pay a year has, such as 14; only for pay by the month.",
        "每年发放月数，例如 14，仅用于月薪。",
    ),
    field("note", &Shape::Text, "What the pay is made of.", "薪资构成说明。"),
];

const APPLY: &[Field] = &[
    field("email", &Shape::Email, "The address for applications.", "投递邮箱。"),
    field("url", &Shape::Url, "The page to apply on.", "投递网址。"),
    field(
        "text",
        &Shape::Text,
        "What to send, and how it goes on; each line is a paragraph.",
        "投递材料和流程，每行一段。",
    ),
];

/// The shape of a whole posting.
pub const WHOLE: Shape = Shape::Record(POSTING);
