//! Bytes into text: UTF-8, UTF-16 with its mark, and the Chinese encodings of old files.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK};

/// The text and, where it was not UTF-8, the name of its encoding. `None` where the bytes are no text.
pub fn decode(bytes: &[u8]) -> Option<(String, Option<&'static str>)> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, malformed) = encoding.decode_with_bom_removal(bytes);
        let name = (encoding != encoding_rs::UTF_8).then(|| encoding.name());
        return (!malformed).then(|| (text.into_owned(), name));
    }
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some((text.to_owned(), None));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    // GB 18030 holds all of GBK.
    let guessed = if guessed == GBK { GB18030 } else { guessed };
    [guessed, GB18030, BIG5].into_iter().find_map(|encoding| {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
        (!malformed).then(|| (text.into_owned(), Some(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chinese_encodings_of_old_files_are_told_apart() {
        let mainland = "岗位职责：负责用户运营，年龄35岁以下，工作地点上海。";
        let (bytes, _, _) = GB18030.encode(mainland);
        assert_eq!(decode(&bytes), Some((mainland.to_owned(), Some("GB18030"))));
        let taiwan = "工作內容：負責會員經營，年齡不拘，工作地點台北市信義區。";
        let (bytes, _, _) = BIG5.encode(taiwan);
        assert_eq!(decode(&bytes), Some((taiwan.to_owned(), Some("Big5"))));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0"), None);
    }

    #[test]
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(decode(b"\xef\xbb\xbfa"), Some(("a".to_owned(), None)));
        assert_eq!(decode(b"\xff\xfea\0"), Some(("a".to_owned(), Some("UTF-16LE"))));
    }
}
