//! Searches the writable memory of the process for a secret, on Linux. Test suites include this file by path.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

/// What the bytes of a secret are combined with, so that the search has no copy of the secret.
const MASK: u8 = 1;

/// The number of bytes that are searched at a time.
const CHUNK: usize = 1 << 20;

/// The number of bytes at the beginning of a secret that are not searched for: the allocator overwrites the beginning of
/// memory that is freed.
const HEAD: usize = 32;

/// A secret, in a form in which a search does not find it.
pub(crate) struct Masked(Vec<u8>);

impl Masked {
    /// Returns the masked text of a secret, which is passed to another process.
    ///
    /// # Panics
    ///
    /// Panics if the secret is too short to be found in memory that is freed.
    pub(crate) fn mask(secret: &str) -> String {
        assert!(secret.len() >= 2 * HEAD);
        secret.bytes().map(|byte| char::from(byte ^ MASK)).collect()
    }

    /// Takes a masked text.
    pub(crate) fn from_text(masked: String) -> Self {
        Self(masked.into())
    }

    /// Returns the secret. It is written to its place in memory only.
    pub(crate) fn reveal(&self) -> String {
        let mut secret = String::with_capacity(self.0.len());
        secret.extend(self.0.iter().map(|byte| char::from(byte ^ MASK)));
        secret
    }

    /// Returns the address of each copy of the secret.
    pub(crate) fn find(&self) -> Vec<usize> {
        let tail = &self.0[HEAD..];
        let memory = File::open("/proc/self/mem").expect("the memory is readable");
        let mut chunk = vec![0; CHUNK];
        let chunk_start = chunk.as_ptr().addr();
        let mut found = Vec::new();
        for (start, end) in writable_regions() {
            let mut at = start;
            // Chunks overlap, so that no copy is cut.
            while at + tail.len() <= end {
                let length = CHUNK.min(end - at);
                let part = &mut chunk[..length];
                if memory.read_exact_at(part, at as u64).is_err() {
                    break;
                }
                let copies = part.windows(tail.len()).enumerate();
                let copies = copies.filter(|(_, window)| is_masked_as(window, tail));
                let copies = copies.map(|(offset, _)| at + offset - HEAD);
                let own = chunk_start..chunk_start + CHUNK;
                let is_own = |address: &usize| own.contains(&(address + HEAD));
                found.extend(copies.filter(|address| !is_own(address)));
                chunk.fill(0);
                at += length + 1 - tail.len();
            }
        }
        found
    }
}

fn is_masked_as(bytes: &[u8], masked: &[u8]) -> bool {
    let mut pairs = bytes.iter().zip(masked);
    pairs.all(|(byte, masked)| byte ^ MASK == *masked)
}

/// Returns the first address of each region, and the first one after it.
fn writable_regions() -> Vec<(usize, usize)> {
    let maps = fs::read_to_string("/proc/self/maps").expect("the map of the memory is readable");
    let regions = maps.lines().filter_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-').filter(|_| rest.starts_with("rw"))?;
        let address = |text| usize::from_str_radix(text, 16).expect("an address");
        Some((address(start), address(end)))
    });
    regions.collect()
}
