//! HTML: the words between the tags. Only what decides where a paragraph ends is read; nothing is run or fetched.

use super::{Block, finish, table};

/// Elements whose tags stand inside a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content stays as it is set.
const EXEMPT: &[&str] = &["code", "kbd", "pre", "samp", "textarea", "tt", "var"];

/// Elements whose content is not for readers.
const HIDDEN: &[&str] = &["script", "style", "template", "noscript", "svg", "head"];

/// Character references that job descriptions hold.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("middot", "·"),
    ("bull", "•"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("hellip", "…"),
];

/// The blocks with words in them.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut exempt = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at += 4 + comment.find("-->").map_or(comment.len(), |end| end + 3);
        } else if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
        {
            let end = tag_end(rest);
            let name: String = rest[1..end].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
            let closing = name.starts_with('/');
            let name = name.trim_matches('/').to_ascii_lowercase();
            at += end;
            if !closing && HIDDEN.contains(&name.as_str()) {
                at += find_closing(&text[at..], &name);
            }
            if EXEMPT.contains(&name.as_str()) {
                exempt = if closing { exempt.saturating_sub(1) } else { exempt + 1 };
            }
            if !INLINE.contains(&name.as_str()) {
                finish(&mut blocks, &mut block);
                block.is_heading = !closing && matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
            }
            rows_after(&name, closing, &mut rows, &mut blocks);
        } else {
            at += character(rest, at, &mut block, exempt > 0);
        }
    }
    finish(&mut blocks, &mut block);
    blocks
}

/// Keeps count of the cells of the row, one for each table that stands in another, and puts labels and values together where a row
/// ends, which a table in HTML may leave to the next tag. A list of terms (`dl`) is a table of two columns.
fn rows_after(name: &str, closing: bool, rows: &mut Vec<Vec<usize>>, blocks: &mut Vec<Block>) {
    match name {
        "table" | "dl" if !closing => rows.push(Vec::new()),
        "table" | "dl" => table::join(blocks, &rows.pop().unwrap_or_default()),
        "tr" | "dt" => {
            if let Some(row) = rows.last_mut() {
                if name == "tr" || !closing {
                    table::join(blocks, &std::mem::take(row));
                }
                if name == "dt" && !closing {
                    row.push(blocks.len());
                }
            }
        }
        "td" | "th" | "dd" if !closing => {
            rows.iter_mut().next_back().into_iter().for_each(|row| row.push(blocks.len()))
        }
        _ => {}
    }
}

/// Reads one character or one character reference; gives how many bytes it took.
fn character(rest: &str, at: usize, block: &mut Block, is_exempt: bool) -> usize {
    let push = |block: &mut Block, words: &str, length: usize| {
        let range = at..at + length;
        if is_exempt { block.push_exempt(words, &range) } else { block.push(words, &range) }
    };
    if let Some(reference) = rest.strip_prefix('&')
        && let Some(end) = reference.bytes().take(10).position(|byte| byte == b';')
    {
        let name = &reference[..end];
        let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        });
        let known = ENTITIES.iter().find(|(own, _)| *own == name).map(|(_, words)| (*words).to_owned());
        if let Some(words) = number.and_then(char::from_u32).map(String::from).or(known) {
            push(block, &words, end + 2);
            return end + 2;
        }
    }
    let Some(c) = rest.chars().next() else { return 1 };
    if !c.is_whitespace() {
        push(block, &rest[..c.len_utf8()], c.len_utf8());
        return c.len_utf8();
    }
    // White space between tags is one space, as a browser shows it.
    let end = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    if rest[..end].contains('\n') {
        block.break_line(at);
    } else if !block.text.is_empty() && !block.text.ends_with(' ') {
        block.push(" ", &(at..at + c.len_utf8()));
    }
    end
}

/// Where a tag ends; `>` inside of a quoted attribute does not end it.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn find_closing(rest: &str, name: &str) -> usize {
    let wanted = format!("</{name}");
    let found = rest.char_indices().find(|(at, c)| {
        *c == '<'
            && rest.as_bytes()[*at..].get(..wanted.len()).is_some_and(|own| own.eq_ignore_ascii_case(wanted.as_bytes()))
    });
    found.map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_inside_a_paragraph_do_not_break_it_and_others_do() {
        let html = "<head><title>x</title></head><h1>用户<b>运营</b></h1><p title='a>b'>a &amp; b<!-- c --></p><script>if(a<b)</script>";
        let texts: Vec<String> = blocks(html).into_iter().map(|block| block.text).collect();
        assert_eq!(texts, ["用户运营", "a & b"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_every_byte_has_a_place(text in "\\PC{0,60}|(<[a-z/!-]{0,8}>?|&[a-z#]{0,4};?|好| ){0,12}") {
            for block in blocks(&text) {
                proptest::prop_assert_eq!(block.text.len(), block.offsets.len());
                for offset in block.offsets {
                    proptest::prop_assert!((offset as usize) < text.len());
                }
            }
        }
    }
}
