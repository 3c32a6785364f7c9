//! Zip packages: reading a reference document within limits, writing parts so that the same parts give the same bytes.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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
    pub bytes: Vec<u8>,
}

/// From how many bytes on a part is compressed. Setting up a compressor takes longer than all else of a short part, and most
/// parts of a Word file are short.
const COMPRESSED_FROM: usize = 1 << 10;

/// Writes `parts` in their order, all with the zip format's first day as their time.
pub fn write(parts: &[Part]) -> zip::result::ZipResult<Vec<u8>> {
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let compressed = stored.compression_method(CompressionMethod::Deflated).compression_level(Some(6));
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(16 << 10)));
    for part in parts {
        let options = if part.bytes.len() < COMPRESSED_FROM { stored } else { compressed };
        writer.start_file(part.name.as_str(), options)?;
        writer.write_all(&part.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Reads all parts of a package, in its order.
///
/// # Errors
/// In words, what keeps the bytes from being read as a package.
pub fn read(bytes: &[u8]) -> Result<Vec<Part>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    if archive.len() > MAX_PARTS {
        return Err(format!("it has more than {MAX_PARTS} parts"));
    }
    let mut left = MAX_UNPACKED;
    let mut parts = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| error.to_string())?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
        let mut bytes = Vec::new();
        // The size that the archive declares may lie, so what is read is counted.
        file.take(left + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        left = left.checked_sub(bytes.len() as u64).ok_or("it unpacks to more than 64 MB")?;
        parts.push(Part { name, bytes });
    }
    Ok(parts)
}
