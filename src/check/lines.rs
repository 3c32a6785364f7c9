//! Lines of running text: which of them are wrapped and go on in the next.

use super::passage::is_han;

/// How many columns the longest line may have where lines are wrapped.
const WIDEST: usize = 100;
/// How many columns a line that is wrapped has at least.
const NARROWEST: usize = 40;
/// How many columns a line that is wrapped may be shorter than the longest.
const RAGGED: usize = 10;
/// How many characters a label before a colon may have.
const LABEL: usize = 12;

/// The columns of the longest line.
pub fn widest(text: &str) -> usize {
    text.lines().map(columns).max().unwrap_or(0)
}

/// Whether a sentence goes on from `line` to `next`, in a text whose longest line has `widest` columns. In doubt it does not:
/// many a list has neither bullets nor full stops.
pub fn goes_on(line: &str, next: &str, widest: usize) -> bool {
    let (line, next) = (line.trim_end(), next.trim());
    let (Some(last), Some(first)) = (line.chars().next_back(), next.chars().next()) else { return false };
    if matches!(last, '.' | '!' | '?' | ':' | ';' | '。' | '！' | '？' | '：' | '；') || is_item(next) {
        return false;
    }
    let is_chinese = is_han(last) || is_han(first);
    match last {
        ',' | '，' | '、' | '(' | '（' => true,
        _ if is_chinese => {
            let width = columns(line);
            widest <= WIDEST && width >= NARROWEST && width + RAGGED >= widest
        }
        _ => first.is_lowercase() || first.is_ascii_digit() && last.is_lowercase(),
    }
}

/// Whether a line begins something of its own: after a bullet, a number or a label.
fn is_item(line: &str) -> bool {
    let is_bullet = |c: char| !c.is_alphanumeric() && !matches!(c, '“' | '「' | '"' | '(' | '（' | '《' | '$' | '¥');
    let number = line.trim_start_matches(['(', '（']);
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let is_numbered = after.len() < number.len() && after.starts_with(['.', '、', ')', '）', '．']);
    let is_figure = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let has_label = line.chars().take(LABEL).any(|c| matches!(c, ':' | '：' | '\t'));
    line.starts_with(is_bullet) || is_numbered && !is_figure || has_label
}

/// How wide a line is where a Han character takes two columns.
fn columns(line: &str) -> usize {
    line.trim_end().chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_line_goes_on_and_the_items_of_a_list_do_not() {
        let wide = "负责新用户的引导和召回工作，每周汇总一次留存数据并给出结论，仅限";
        for (line, next) in [
            ("Applicants must be", "under 35."),
            ("aged between", "25 and 35"),
            ("Male candidates,", "Germans and others"),
            (wide, "女性"),
            ("熟悉数据，", "会写报告"),
        ] {
            assert!(goes_on(line, next, columns(line)), "{line} {next}");
        }
        for (line, next) in [
            ("We sell.", "under 35"),
            ("Requirements", "Male only"),
            ("must have", "- a degree"),
            ("must have", "1. a degree"),
            ("本科以上", "男女不限"),
            (wide, "年龄：35 岁"),
            (wide, "2、女性"),
            (wide, ""),
        ] {
            assert!(!goes_on(line, next, columns(line)), "{line} {next}");
        }
        assert!(!goes_on(wide, "女性", 140), "a text with longer lines is not wrapped here");
    }
}
