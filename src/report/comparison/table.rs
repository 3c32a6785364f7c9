//! A comparison in columns that fit a terminal; wide characters count as the two columns that they take.

use console::{Alignment, measure_text_width, pad_str, style};
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthChar;

use super::sheet::{Row, Sheet};

/// The space between two columns.
const GAP: &str = "  ";
/// Columns narrower than this are not read but spelt, so the roles then stand one below the other.
const NARROWEST: usize = 18;
/// What the first column may take.
const WIDEST_LABEL: usize = 24;

pub fn write(sheet: &Sheet, width: usize, colored: bool) -> String {
    let bold = |text: &str| style(text.to_owned()).bold().force_styling(colored).to_string();
    let labels = sheet.blocks.iter().flat_map(|block| &block.rows).map(|row| measure_text_width(&row.label));
    let label = labels.max().unwrap_or(0).min(WIDEST_LABEL);
    let count = sheet.columns.len().max(1);
    let column = width.saturating_sub(label + count * GAP.len()) / count;
    let side_by_side = column >= NARROWEST;
    let mut lines: Vec<String> = wrap(&sheet.title, width).iter().map(|line| bold(line)).collect();
    if side_by_side && sheet.blocks.iter().any(|block| !block.rows.is_empty()) {
        lines.push(String::new());
        let head = Row { label: String::new(), cells: sheet.columns.clone() };
        lines.extend(row(&head, label, column).iter().map(|line| bold(line)));
    }
    for block in &sheet.blocks {
        lines.push(String::new());
        let rule = if block.level == 2 { "━" } else { "─" };
        let rest = width.saturating_sub(measure_text_width(&block.heading) + 1);
        if rest > 0 {
            lines.push(format!("{} {}", bold(&block.heading), rule.repeat(rest)));
        } else {
            lines.extend(wrap(&block.heading, width).iter().map(|line| bold(line)));
        }
        for own in &block.rows {
            if side_by_side {
                lines.extend(row(own, label, column));
            } else {
                lines.extend(stacked(own, &sheet.columns, width));
            }
        }
    }
    if !sheet.findings.is_empty() {
        lines.push(String::new());
        let rest = width.saturating_sub(measure_text_width(&sheet.in_short) + 1);
        lines.push(format!("{} {}", bold(&sheet.in_short), "━".repeat(rest)));
    }
    for finding in &sheet.findings {
        lines.extend(wrap(&finding.heading, width).iter().map(|line| bold(line)));
        for line in &finding.lines {
            let text = format!("{}{}{}", line.label, sheet.colon, line.text);
            lines.extend(indented(&text, width));
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// `text` in lines of at most `width` columns, broken where its script allows (UAX 14), or anywhere in a word that is longer.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let mut start = 0;
    for (end, _) in linebreaks(text) {
        let piece = &text[start..end];
        start = end;
        let fits = used + measure_text_width(piece.trim_end()) <= width;
        if !fits && used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in piece.chars() {
            let columns = c.width().unwrap_or(0);
            if used + columns > width && !c.is_whitespace() {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            used += columns;
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn indented(text: &str, width: usize) -> Vec<String> {
    wrap(text, width.saturating_sub(2)).into_iter().map(|line| format!("  {line}")).collect()
}

/// The lines of a row with its cells side by side.
fn row(row: &Row, label: usize, column: usize) -> Vec<String> {
    let cells: Vec<(usize, Vec<String>)> = std::iter::once((label, wrap(&row.label, label)))
        .chain(row.cells.iter().map(|cell| (column, wrap(cell, column))))
        .collect();
    let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    (0..height)
        .map(|at| {
            let parts = cells.iter().map(|(width, lines)| {
                let text = lines.get(at).map_or("", String::as_str);
                pad_str(text, *width, Alignment::Left, None).into_owned()
            });
            parts.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
        })
        .collect()
}

/// The lines of a row with its cells one below the other, each under its role's name.
fn stacked(row: &Row, columns: &[String], width: usize) -> Vec<String> {
    let mut lines = wrap(&row.label, width);
    for (column, cell) in columns.iter().zip(&row.cells) {
        lines.extend(indented(&format!("{column}: {cell}"), width));
    }
    lines
}
