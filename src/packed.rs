//! Files of the binary that are packed there (deflate, RFC 1951), as most runs need none of them.

use std::sync::OnceLock;

use flate2::{Decompress, FlushDecompress};

use crate::source::Embedded;

/// Files that are read together and so were packed as one, which the build script does.
#[derive(Debug)]
pub struct Pack {
    files: &'static [Packed],
    bytes: &'static [u8],
    unpacked: OnceLock<Vec<Embedded>>,
}

/// A packed file: what `Embedded` holds of it, with lengths for what is packed.
#[derive(Debug)]
pub struct Packed {
    /// Its name below its folder, with `/` between the parts.
    pub name: &'static str,
    /// The length of its text.
    pub text: usize,
    /// The length of its recording, which follows on the text.
    pub recording: usize,
}

/// A role file, of which the levels are packed: a run that asks for none does without them.
#[derive(Debug)]
pub struct Role {
    /// The file up to its levels.
    pub base: Embedded,
    levels: Pack,
    whole: OnceLock<Embedded>,
}

impl Pack {
    /// A pack of `files`, one after another in `bytes`.
    pub const fn new(files: &'static [Packed], bytes: &'static [u8]) -> Pack {
        Pack { files, bytes, unpacked: OnceLock::new() }
    }

    /// The files in their order, unpacked when they are first asked for.
    pub fn files(&self) -> &[Embedded] {
        self.unpacked.get_or_init(|| self.unpack())
    }

    fn unpack(&self) -> Vec<Embedded> {
        let mut unpacked = Vec::with_capacity(self.files.iter().map(|file| file.text + file.recording).sum());
        // It is what the build script packed; were it not, the texts would end early, which a test would see.
        let _ = Decompress::new(false).decompress_vec(self.bytes, &mut unpacked, FlushDecompress::Finish);
        // Like all that is embedded it is there until the program ends.
        let mut rest: &'static [u8] = unpacked.leak();
        let mut next = |length| {
            let (part, after) = rest.split_at_checked(length).unwrap_or_default();
            rest = after;
            part
        };
        let mut file = |file: &Packed| Embedded {
            name: file.name,
            text: std::str::from_utf8(next(file.text)).unwrap_or_default(),
            recording: next(file.recording),
        };
        self.files.iter().map(&mut file).collect()
    }
}

impl Role {
    /// A role of its parts.
    pub const fn new(base: Embedded, levels: Pack) -> Role {
        Role { base, levels, whole: OnceLock::new() }
    }

    /// The whole file, its levels unpacked when they are first asked for.
    pub fn whole(&self) -> &Embedded {
        if self.levels.files.is_empty() {
            return &self.base;
        }
        self.whole.get_or_init(|| {
            let parts: Vec<&Embedded> = std::iter::once(&self.base).chain(self.levels.files()).collect();
            Embedded {
                name: self.base.name,
                text: parts.iter().map(|part| part.text).collect::<String>().leak(),
                recording: parts.iter().flat_map(|part| part.recording).copied().collect::<Vec<_>>().leak(),
            }
        })
    }
}
