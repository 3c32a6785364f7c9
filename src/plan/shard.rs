//! A stable part of the jobs, so that several machines build a large manifest with nothing shared.

use std::fmt;
use std::str::FromStr;

use super::fingerprint::sha256;

/// The part `part` of `parts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    part: u64,
    parts: u64,
}

/// A shard that is not written `2/5`.
#[derive(Debug, thiserror::Error)]
#[error("a shard is written `2/5`: the part, from 1, of how many")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Shard, ShardError> {
        let (part, parts) = text.split_once('/').ok_or(ShardError)?;
        let part = part.trim().parse().map_err(|_| ShardError)?;
        let parts = parts.trim().parse().map_err(|_| ShardError)?;
        if (1..=parts).contains(&part) && parts <= 10_000 { Ok(Shard { part, parts }) } else { Err(ShardError) }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-of-{}", self.part, self.parts)
    }
}

impl Shard {
    /// Whether the document whose first file is `path` belongs to this part. The name alone decides, so a job that is added
    /// or removed moves no other one.
    pub fn holds(&self, path: &str) -> bool {
        let digest = sha256(path.as_bytes());
        let number = digest.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        number % self.parts == self.part - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_whole_and_none_has_what_another_has() {
        let shards: Vec<Shard> = (1..=5).map(|part| format!("{part}/5").parse().unwrap()).collect();
        let mut counts = [0; 5];
        for number in 0..1000 {
            let path = format!("role-{number}.en.docx");
            let holders: Vec<usize> = (0..5).filter(|at| shards[*at].holds(&path)).collect();
            assert_eq!(holders.len(), 1, "{path}");
            counts[holders[0]] += 1;
        }
        assert!(counts.iter().all(|count| (120..=280).contains(count)), "{counts:?}");
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["", "1", "0/5", "6/5", "a/b", "1/0", "-1/5", "1/99999"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
