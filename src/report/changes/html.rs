//! A comparison as a page with both sides next to each other; one file without any address.

use super::Telling;
use super::jobs;
use super::view::{self, Row, Sign};
use crate::diff::Comparison;
use crate::words::{Mark, Run};

const STYLE: &str = include_str!("page.css");

/// The comparison as one HTML file.
pub fn html(comparison: &Comparison, telling: &Telling) -> String {
    let title = format!("{} → {}", telling.side(&comparison.old), telling.side(&comparison.new));
    let mut body = String::new();
    let mut hidden = 0;
    for compared in &comparison.roles {
        let role = view::role(compared, telling);
        hidden += role.hidden;
        if compared.is_silent() && !telling.all {
            continue;
        }
        body.push_str(&format!(
            "<section>\n<h2>{} <code>{}</code></h2>\n<p>{}</p>\n",
            escaped(&role.title),
            escaped(&role.id),
            escaped(&role.summary)
        ));
        for note in role.notes.iter().filter(|note| !role.summary.contains(*note)) {
            body.push_str(&format!("<p class=\"note\">{}</p>\n", escaped(note)));
        }
        if !role.blocks.is_empty() {
            body.push_str(&format!(
                "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n",
                escaped(&telling.say("column_change")),
                escaped(&telling.say("old_side")),
                escaped(&telling.say("new_side"))
            ));
        }
        for block in &role.blocks {
            let notes: String = block.notes.iter().map(|note| format!(" <small>{}</small>", escaped(note))).collect();
            body.push_str(&format!(
                "<tbody>\n<tr><th colspan=\"3\" scope=\"rowgroup\">{}{notes}</th></tr>\n",
                escaped(&block.heading)
            ));
            block.rows.iter().for_each(|one| body.push_str(&row(one)));
            body.push_str("</tbody>\n");
        }
        body.push_str(if role.blocks.is_empty() { "</section>\n" } else { "</table>\n</section>\n" });
    }
    if let Some(headline) = jobs::headline(comparison.jobs.as_ref(), telling).filter(|_| !comparison.is_silent()) {
        body.push_str(&format!("<section>\n<h2>{}</h2>\n", escaped(&headline)));
        let lines = comparison.jobs.iter().flat_map(|jobs| jobs::lines(jobs, telling));
        let items: String = lines
            .map(|line| {
                let who = line.who(telling, str::to_owned);
                format!("<li><strong>{}</strong> {}</li>\n", escaped(&who), escaped(&line.what))
            })
            .collect();
        body.push_str(&if items.is_empty() { String::new() } else { format!("<ul>\n{items}</ul>\n") });
        body.push_str("</section>\n");
    }
    if body.is_empty() {
        let key = if comparison.roles.is_empty() { "nothing" } else { "nothing_seen" };
        body.push_str(&format!("<p>{}</p>\n", escaped(&telling.say(key))));
    }
    if hidden > 0 {
        body.push_str(&format!("<p class=\"note\">{}</p>\n", escaped(&telling.count("hidden", hidden, &[]))));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n{body}</main>\n</body>\n</html>\n",
        telling.labels.language(),
        escaped(&title),
        escaped(&title)
    )
}

fn row(row: &Row) -> String {
    let several = row.wordings.len() > 1;
    let lines: Vec<(&str, &[Run])> = if several {
        row.wordings.iter().map(|(language, runs)| (language.as_str(), runs.as_slice())).collect()
    } else {
        vec![("", row.runs.as_slice())]
    };
    let side = |without: Mark| -> String {
        lines
            .iter()
            .map(|(language, runs)| {
                let text: String = runs.iter().filter(|run| run.mark != without).map(marked).collect();
                let lang = if language.is_empty() { String::new() } else { format!(" lang=\"{}\"", escaped(language)) };
                if text.is_empty() { String::new() } else { format!("<p{lang}>{text}</p>") }
            })
            .collect()
    };
    let class = match row.sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        Sign::Changed => "changed",
        Sign::Unchanged => "unchanged",
    };
    format!(
        "<tr class=\"{class}\"><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escaped(&row.what),
        side(Mark::Added),
        side(Mark::Removed)
    )
}

fn marked(run: &Run) -> String {
    let text = escaped(&run.text);
    match run.mark {
        Mark::Same => text,
        Mark::Removed => format!("<del>{text}</del>"),
        Mark::Added => format!("<ins>{text}</ins>"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
