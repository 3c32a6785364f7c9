//! The floor: writes given bytes to given names, and nothing else. `floor pack FOLDER BLOB`, then `floor write BLOB FOLDER`.

use std::{env, fs, io, path::Path, thread};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [verb, from, to] = arguments.as_slice() else { return Err(io::ErrorKind::InvalidInput.into()) };
    if verb == "pack" { pack(Path::new(from), Path::new(to)) } else { write(Path::new(from), Path::new(to)) }
}

fn pack(folder: &Path, blob: &Path) -> io::Result<()> {
    let mut packed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // What a build keeps for itself is no document.
        if entry.file_type()?.is_dir() {
            continue;
        }
        let (name, bytes) = (entry.file_name().into_string().unwrap_or_default(), fs::read(entry.path())?);
        packed.extend((name.len() as u64).to_le_bytes());
        packed.extend(name.as_bytes());
        packed.extend((bytes.len() as u64).to_le_bytes());
        packed.extend(bytes);
    }
    fs::write(blob, packed)
}

fn write(blob: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let packed = fs::read(blob)?;
    let mut rest = packed.as_slice();
    let mut files = Vec::new();
    while !rest.is_empty() {
        let name = take(&mut rest);
        files.push((folder.join(String::from_utf8_lossy(name).as_ref()), take(&mut rest)));
    }
    let threads = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(threads));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().try_for_each(|(path, bytes)| fs::write(path, bytes))))
            .collect();
        parts.into_iter().try_for_each(|part| part.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    })
}

fn take<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let (length, after) = rest.split_at(8);
    let length = u64::from_le_bytes(length.try_into().unwrap_or_default()) as usize;
    let (bytes, after) = after.split_at(length);
    *rest = after;
    bytes
}
