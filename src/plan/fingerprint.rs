//! What a file is made from, in one number: where it is the same, so is the file, and it need not be rendered again.

use std::any::Any;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::job_description::{JobDescription, OfParts};
use crate::render::Format;

/// A running digest of everything that a document is rendered from.
#[derive(Clone)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// The digest of what all documents of a build share: this program's version and its templates.
    pub fn new<'a>(templates: impl IntoIterator<Item = (&'a str, &'a str)>) -> Fingerprint {
        let mut digest = Fingerprint(Sha256::new());
        digest.text(env!("CARGO_PKG_VERSION"));
        for (name, text) in templates {
            digest.text(name);
            digest.text(text);
        }
        digest
    }

    /// The same with `text`, whose length keeps it apart from what follows.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// The same with `bytes`.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The same with a job description, of which each part is digested once.
    pub fn job(&mut self, job: &JobDescription, digests: &mut OfParts<[u8; 32]>) {
        self.value(&job.head());
        self.parts(&job.sections, digests);
        self.parts(&job.qualifications, digests);
        self.parts(&job.required_skills, digests);
        self.parts(&job.preferred_skills, digests);
        self.parts(&job.metrics, digests);
        self.parts(&job.relations, digests);
    }

    fn parts<T: Serialize + Any + Send + Sync>(&mut self, parts: &[Arc<T>], digests: &mut OfParts<[u8; 32]>) {
        self.0.update((parts.len() as u64).to_le_bytes());
        for part in parts {
            self.0.update(digests.of(part, |part| {
                let mut digest = Fingerprint(Sha256::new());
                digest.value(part);
                digest.0.finalize().into()
            }));
        }
    }

    /// The same with all that a value serializes.
    pub fn value(&mut self, value: &impl Serialize) {
        // A digest cannot fail to be written to, and the job's structs have text keys only.
        let _ = serde_json::to_writer(Buffered { digest: &mut self.0, buffer: Vec::with_capacity(8 << 10) }, value);
    }

    /// The digest for one format, in hexadecimal.
    pub fn of(&self, format: Format) -> String {
        let mut digest = self.clone();
        digest.text(format.name());
        hexadecimal(&digest.0.finalize()[..16])
    }
}

/// JSON is written in pieces of a few bytes; a digest wants whole blocks.
struct Buffered<'a> {
    digest: &'a mut Sha256,
    buffer: Vec<u8>,
}

impl Write for Buffered<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Buffered<'_> {
    fn drop(&mut self) {
        self.digest.update(&self.buffer);
    }
}

/// The SHA-256 of `bytes` (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job_description::Line;

    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(hexadecimal(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn any_change_of_what_goes_in_changes_the_fingerprint() {
        let made = |templates: [(&str, &str); 1], text: &str, value: &[&str], format: Format| {
            let mut print = Fingerprint::new(templates);
            print.text(text);
            print.value(&value);
            print.of(format)
        };
        let base = made([("a", "bc")], "x", &["y"], Format::Html);
        assert_eq!(base, made([("a", "bc")], "x", &["y"], Format::Html));
        for other in [
            made([("ab", "c")], "x", &["y"], Format::Html),
            made([("a", "bc")], "", &["xy"], Format::Html),
            made([("a", "bc")], "x", &["z"], Format::Html),
            made([("a", "bc")], "x", &["y"], Format::Docx),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn any_change_of_a_part_changes_the_fingerprint_and_what_is_known_of_it_does_not() {
        let line = |text: &str| Arc::new(Line { id: "a".to_owned(), text: text.to_owned() });
        let job = |qualifications: Vec<Arc<Line>>, relations: Vec<Arc<Line>>, title: &str| JobDescription {
            title: title.to_owned(),
            qualifications,
            relations,
            ..JobDescription::plain()
        };
        let mut known = OfParts::default();
        let mut made = |job: &JobDescription| {
            let mut print = Fingerprint::new([]);
            print.job(job, &mut known);
            print.of(Format::Html)
        };
        let base = job(vec![line("x"), line("y")], Vec::new(), "t");
        let fingerprint = made(&base);
        assert_eq!(fingerprint, made(&base));
        assert_eq!(fingerprint, made(&job(vec![line("x"), line("y")], Vec::new(), "t")));
        for other in [
            job(vec![line("x"), line("z")], Vec::new(), "t"),
            job(vec![line("y"), line("x")], Vec::new(), "t"),
            job(vec![line("x")], vec![line("y")], "t"),
            job(vec![line("x"), line("y")], Vec::new(), "u"),
        ] {
            assert_ne!(fingerprint, made(&other));
        }
    }
}
