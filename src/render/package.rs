//! Zip packages: reading a reference document within limits, writing parts so that the same parts give the same bytes.

use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::damage::is_part_name;

/// How large a package may be once unpacked. A company's template with pictures has a few megabytes.
pub const MAX_UNPACKED: u64 = 64 << 20;
/// How many parts a package may have.
pub const MAX_PARTS: usize = 2_000;

/// A part of a package: its name, such as `word/document.xml`, and its bytes.
#[derive(Debug, Clone)]
pub struct Part {
    /// The name, without a leading slash.
    pub name: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

/// A package that keeps its parts packed too.
#[derive(Debug)]
pub struct Package {
    /// The parts, in the package's order.
    pub parts: Vec<Part>,
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    /// Where each part stands in the archive, and how many bytes it takes there.
    packed: Vec<(usize, u64)>,
}

/// From how many bytes on a part is compressed. Setting up a compressor takes longer than all else of a short part, and most
/// parts of a Word file are short.
const COMPRESSED_FROM: usize = 1 << 10;

/// By how many bytes a packed part may be longer than the part itself: compressing adds a few to what cannot be compressed.
/// What is longer has been made so that a small package becomes a large one.
const MAX_OVERHEAD: u64 = 4 << 10;

/// Writes `parts` in their order, all with the zip format's first day as their time. Those of `original` that are as they
/// were are copied as it has them packed.
pub fn write(parts: &[Part], original: Option<&Package>) -> ZipResult<Vec<u8>> {
    let (time, permissions) = (DateTime::default(), 0o644);
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(time)
        .unix_permissions(permissions);
    let compressed = stored.compression_method(CompressionMethod::Deflated).compression_level(Some(6));
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(16 << 10)));
    let mut archive = original.map(|original| original.archive.clone());
    for part in parts {
        if let Some(archive) = &mut archive
            && let Some(place) = original.and_then(|original| original.place(part))
        {
            writer.raw_copy_file_touch(archive.by_index_raw(place)?, time, Some(permissions))?;
            continue;
        }
        writer.start_file(part.name.as_str(), if part.bytes.len() < COMPRESSED_FROM { stored } else { compressed })?;
        writer.write_all(&part.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

impl Package {
    /// Reads all parts of a package. What has a name that no part can have is left out.
    ///
    /// # Errors
    /// In words, what keeps the bytes from being read as a package.
    pub fn read(bytes: &[u8]) -> Result<Package, String> {
        let mut archive = ZipArchive::new(Cursor::new(Arc::from(bytes))).map_err(|error| error.to_string())?;
        if archive.len() > MAX_PARTS {
            return Err(format!("it has more than {MAX_PARTS} parts"));
        }
        let mut left = MAX_UNPACKED;
        let (mut parts, mut packed) = (Vec::new(), Vec::new());
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(|error| error.to_string())?;
            if file.is_dir() {
                continue;
            }
            let name = file.name().map_err(|error| error.to_string())?.into_owned();
            if !is_part_name(&name) {
                continue;
            }
            packed.push((index, file.compressed_size()));
            let mut bytes = Vec::new();
            // The size that the archive declares may lie, so what is read is counted.
            file.take(left + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
            left = left.checked_sub(bytes.len() as u64).ok_or("it unpacks to more than 64 MB")?;
            parts.push(Part { name, bytes: bytes.into() });
        }
        Ok(Package { parts, archive, packed })
    }

    /// A package of `parts`; those of `original` are copied as [`write`] does.
    ///
    /// # Errors
    /// As [`write`], for parts of one name.
    pub fn of(parts: Vec<Part>, original: Option<&Package>) -> ZipResult<Package> {
        let mut archive = ZipArchive::new(Cursor::new(Arc::from(write(&parts, original)?)))?;
        let packed = (0..parts.len()).map(|place| Ok((place, archive.by_index_raw(place)?.compressed_size())));
        let packed = packed.collect::<ZipResult<_>>()?;
        Ok(Package { parts, archive, packed })
    }

    /// The part of this name.
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Where `part` is packed in the archive, if it is the package's own and unchanged.
    fn place(&self, part: &Part) -> Option<usize> {
        let own = |known: &Part| Arc::ptr_eq(&known.bytes, &part.bytes) && known.name == part.name;
        let (place, size) = self.packed[self.parts.iter().position(own)?];
        (size <= part.bytes.len() as u64 + MAX_OVERHEAD).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, text: &str) -> Part {
        Part { name: name.to_owned(), bytes: text.as_bytes().into() }
    }

    /// A package whose first part is packed as tightly as can be, unlike any that is written here.
    fn tight() -> Package {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_level(Some(9));
        let time = DateTime::from_date_and_time(2020, 1, 2, 3, 4, 6).unwrap();
        for (name, text) in [("a.xml", "运营 users ".repeat(500)), ("b.xml", "b".repeat(2_000))] {
            writer.start_file(name, options.last_modified_time(time)).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        Package::read(&writer.finish().unwrap().into_inner()).unwrap()
    }

    #[test]
    fn an_unchanged_part_is_copied_as_it_was_packed_with_a_fixed_time_and_a_changed_one_is_not() {
        let original = tight();
        let mut parts = original.parts.clone();
        parts[1].bytes = Arc::from("c".repeat(3_000).as_bytes());
        parts.push(part("d.xml", "new"));
        let written = Package::read(&write(&parts, Some(&original)).unwrap()).unwrap();
        let texts = |parts: &[Part]| parts.iter().map(|part| part.bytes.to_vec()).collect::<Vec<_>>();
        assert_eq!(texts(&written.parts), texts(&parts));
        assert_eq!(written.packed[0].1, original.packed[0].1);
        assert_ne!(Package::read(&write(&parts, None).unwrap()).unwrap().packed[0].1, original.packed[0].1);
        let mut archive = written.archive.clone();
        for at in 0..3 {
            let file = archive.by_index(at).unwrap();
            assert_eq!((file.last_modified(), file.unix_mode()), (Some(DateTime::default()), Some(0o100_644)));
        }
    }

    #[test]
    fn a_part_of_the_same_words_that_is_not_the_packages_own_is_packed_anew() {
        let original = tight();
        let own = &original.parts[0];
        assert_eq!(original.place(own), Some(0));
        assert_eq!(original.place(&Part { bytes: own.bytes.to_vec().into(), ..own.clone() }), None);
        assert_eq!(original.place(&Part { name: "z.xml".to_owned(), ..own.clone() }), None);
    }

    #[test]
    fn a_part_that_is_padded_in_its_archive_is_not_copied() {
        let mut original = tight();
        original.packed[0].1 = 1 << 20;
        assert_eq!(original.place(&original.parts[0]), None);
    }
}
