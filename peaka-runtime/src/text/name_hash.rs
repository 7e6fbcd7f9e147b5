//! Hashes names, which are short, faster than the standard hasher.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

/// A map whose keys are names, or consist of names.
pub(crate) type NameMap<K, V> = HashMap<K, V, NameHashing>;

/// A set of names, or of values that consist of names.
pub(crate) type NameSet<K> = HashSet<K, NameHashing>;

/// Creates hashers. All of them have one secret seed, so that no response can have many names with the same hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameHashing {
    seed: u64,
    factor: u64,
}

impl Default for NameHashing {
    fn default() -> Self {
        static SECRET: LazyLock<NameHashing> = LazyLock::new(|| {
            let random = RandomState::new();
            NameHashing {
                seed: random.hash_one(0),
                // An odd factor loses no bit.
                factor: random.hash_one(1) | 1,
            }
        });
        *SECRET
    }
}

impl BuildHasher for NameHashing {
    type Hasher = NameHasher;

    fn build_hasher(&self) -> NameHasher {
        NameHasher {
            hash: self.seed,
            factor: self.factor,
        }
    }
}

/// A hasher that multiplies eight bytes at a time, and adds up both halves of the product.
#[derive(Debug)]
pub(crate) struct NameHasher {
    hash: u64,
    factor: u64,
}

impl NameHasher {
    fn add(&mut self, number: u64) {
        let product = u128::from(self.hash ^ number) * u128::from(self.factor);
        self.hash = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            // The length tells the rest from one that begins with zeros.
            let rest_and_length = rest.iter().fold(rest.len() as u64, |number, byte| {
                number << 8 | u64::from(*byte)
            });
            self.add(rest_and_length);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_different_hashes() {
        let hashing = NameHashing::default();
        let mut names: Vec<_> = (0..100_000).map(|i| format!("column_{i}")).collect();
        names.extend((0..100).map(|length| "\0".repeat(length)));
        names.extend((1..100).map(|length| "a".repeat(length)));
        let hashes: HashSet<_> = names.iter().map(|name| hashing.hash_one(name)).collect();
        assert_eq!(hashes.len(), names.len());
        assert_eq!(hashing.hash_one("a"), NameHashing::default().hash_one("a"));
        // A map chooses the place by the lowest bits, and compares the highest ones first.
        for bits in [|hash: &u64| hash & 0xff, |hash: &u64| hash >> 56] {
            let mut counts = [0_usize; 256];
            for hash in &hashes {
                counts[bits(hash) as usize] += 1;
            }
            let mean = names.len() / 256;
            let is_even = counts
                .iter()
                .all(|count| (mean / 2..mean * 2).contains(count));
            assert!(is_even, "{counts:?}");
        }
    }
}
