//! The parser's events of a file that is part of the binary, recorded when the binary is built, so that no run parses it again.
//!
//! A recording is a row of events. Each is a byte for its kind, then numbers in LEB128: how far it begins after the one before
//! it, and how long it is; for a text that is not all of this also where it stands in the file, counted from the beginning of the
//! event, and its length. A text that the file does not hold to the letter, as it is folded or has escapes, is in the recording
//! itself.
//!
//! The build script includes this file, so it uses nothing of the crate but its parser.

use std::borrow::Cow;
use std::ops::Range;

use super::granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle};

const MAP: u8 = 0;
const MAP_END: u8 = 1;
const LIST: u8 = 2;
const LIST_END: u8 = 3;
/// A text, with `QUOTED` where it is, and one of the other bits at most.
const TEXT: u8 = 4;
const QUOTED: u8 = 1;
/// The recording holds the text itself.
const OWN: u8 = 2;
/// The text is all that the event covers.
const ALL: u8 = 8;

/// Records a file.
///
/// # Errors
/// In words, what cannot be recorded: a fault of the YAML, an anchor, an alias or a tag.
pub fn record(file: &str) -> Result<Vec<u8>, String> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut recording = Vec::new();
    let mut before = 0;
    for step in Parser::new_from_str_with_options(file, options) {
        let (event, span) = step.map_err(|error| error.to_string())?;
        let start = span.start.byte_offset().ok_or("the parser counts no bytes")?;
        let length = span.end.byte_offset().unwrap_or(start).saturating_sub(start);
        let (kind, text) = match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => continue,
            Event::MappingStart(_, 0, None) => (MAP, None),
            Event::MappingEnd => (MAP_END, None),
            Event::SequenceStart(_, 0, None) => (LIST, None),
            Event::SequenceEnd => (LIST_END, None),
            Event::Scalar(text, style, 0, None) => {
                let quoted = if style == ScalarStyle::Plain { 0 } else { QUOTED };
                (TEXT | quoted, Some(text))
            }
            other => return Err(format!("{other:?} cannot be recorded")),
        };
        let at = match &text {
            Some(Cow::Borrowed(text)) => (text.as_ptr() as usize).checked_sub(file[start..].as_ptr() as usize),
            _ => None,
        };
        let bit = match (&text, at) {
            (Some(text), Some(0)) if text.len() == length => ALL,
            (Some(_), None) => OWN,
            _ => 0,
        };
        recording.push(kind | bit);
        number(&mut recording, start.checked_sub(before).ok_or("an event begins before the one before it")?);
        number(&mut recording, length);
        before = start;
        let Some(text) = text.filter(|_| bit != ALL) else { continue };
        if let Some(at) = at {
            number(&mut recording, at);
        }
        number(&mut recording, text.len());
        if bit == OWN {
            recording.extend_from_slice(text.as_bytes());
        }
    }
    Ok(recording)
}

fn number(recording: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        recording.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    recording.push(number as u8);
}

/// Plays a recording of `file`. A part of a recording ends where it was cut, as if the file did.
pub struct Player<'a> {
    file: &'a str,
    recording: &'a [u8],
    before: usize,
}

impl<'a> Player<'a> {
    /// A player from the beginning.
    pub fn new(file: &'a str, recording: &'a [u8]) -> Player<'a> {
        Player { file, recording, before: 0 }
    }

    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.recording.split_first()?;
            self.recording = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

impl<'a> Iterator for Player<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, rest) = self.recording.split_first()?;
        self.recording = rest;
        let start = self.before + self.number()?;
        let length = self.number()?;
        self.before = start;
        let event = match *kind {
            MAP => Event::MappingStart(StructureStyle::Block, 0, None),
            MAP_END => Event::MappingEnd,
            LIST => Event::SequenceStart(StructureStyle::Block, 0, None),
            LIST_END => Event::SequenceEnd,
            kind => {
                let text = if kind & ALL != 0 {
                    self.file.get(start..start + length)?
                } else if kind & OWN == 0 {
                    let at = start + self.number()?;
                    let length = self.number()?;
                    self.file.get(at..at + length)?
                } else {
                    let length = self.number()?;
                    let (text, rest) = self.recording.split_at_checked(length)?;
                    self.recording = rest;
                    std::str::from_utf8(text).ok()?
                };
                let style = if kind & QUOTED == 0 { ScalarStyle::Plain } else { ScalarStyle::DoubleQuoted };
                Event::Scalar(Cow::Borrowed(text), style, 0, None)
            }
        };
        Some((event, start..start + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_plays_what_the_parser_said() {
        let file = "a: x\nb: { c: 'it''s', d: \"\\u7528户\" }\ne: >\n  folded\n  text\nf: [1, ~, 用户]\ng:\n";
        let recording = record(file).unwrap();
        let played: Vec<String> = Player::new(file, &recording)
            .filter_map(|(event, range)| match event {
                Event::Scalar(text, style, ..) => {
                    Some(format!("{text}|{}|{}", style == ScalarStyle::Plain, &file[range]))
                }
                _ => None,
            })
            .collect();
        assert_eq!(played[1], "x|true|x");
        assert!(played.contains(&"it's|false|'it''s'".to_owned()), "{played:?}");
        assert!(played.contains(&"用户|false|\"\\u7528户\"".to_owned()), "{played:?}");
        assert!(played.iter().any(|text| text.starts_with("folded text\n|false|")), "{played:?}");
        assert!(played.contains(&"用户|true|用户".to_owned()), "{played:?}");
    }

    #[test]
    fn what_a_recording_cannot_hold_fails_the_build() {
        for file in ["a: &x 1\nb: *x\n", "a: !t x\n", "a: [\n", "a: b: c\n"] {
            assert!(record(file).is_err(), "{file}");
        }
    }

    #[test]
    fn a_recording_that_was_cut_ends_there() {
        let recording = record("a: 1\nb: [x, y]\n").unwrap();
        for end in 0..recording.len() {
            assert!(Player::new("a: 1\nb: [x, y]\n", &recording[..end]).count() < 10);
        }
    }
}
