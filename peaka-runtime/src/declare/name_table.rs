//! A compile-time hash table that finds names by their letters and digits.

use super::name_folding::next_folded;

/// An open-addressing hash table for up to `N` names, with two slots per name.
///
/// The table stores indexes, not names. A lookup returns the index of each name with the same hash, and the caller
/// compares the names. This is fast at compile time, where comparing names is slow.
#[derive(Debug)]
pub(crate) struct NameTable<const N: usize> {
    /// The hash of a name and its index plus one, or zeros in a free slot.
    slots: [[(u32, usize); 2]; N],
}

/// A search for a name: its hash, and the position of the next slot to look at.
pub(crate) struct Probe {
    hash: u32,
    position: usize,
}

impl<const N: usize> NameTable<N> {
    pub(crate) const fn new() -> Self {
        Self {
            slots: [[(0, 0); 2]; N],
        }
    }

    /// Starts a search for a name. Names with the same letters and digits have the same search. `N` must not be 0.
    pub(crate) const fn start_probe(&self, name: &str) -> Probe {
        self.start_probe_of_hash(hash(name))
    }

    /// Starts a search for a name with this hash.
    pub(super) const fn start_probe_of_hash(&self, hash: u32) -> Probe {
        Probe {
            hash,
            position: hash as usize % (2 * N),
        }
    }

    /// Returns the index of the next name with the same hash, or `None` at a free slot.
    pub(crate) const fn next_candidate(&self, probe: &mut Probe) -> Option<usize> {
        loop {
            let (hash, index_plus_one) = self.slots[probe.position / 2][probe.position % 2];
            if index_plus_one == 0 {
                return None;
            }
            probe.position = (probe.position + 1) % (2 * N);
            if hash == probe.hash {
                return Some(index_plus_one - 1);
            }
        }
    }

    /// Inserts the index of a name into the free slot at which a search for it ended. The table must not be full.
    pub(crate) const fn insert(&mut self, probe: Probe, index: usize) {
        self.slots[probe.position / 2][probe.position % 2] = (probe.hash, index + 1);
    }
}

/// Returns the FNV-1a hash of the folded name. The derive computes the same hash of ASCII names.
pub(super) const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        // Calls take the compiler long, so most characters are folded without one.
        let c = match bytes[i] {
            byte @ (b'a'..=b'z' | b'0'..=b'9') => byte as u32,
            byte @ b'A'..=b'Z' => byte as u32 + 32,
            0..=0x7f => {
                i += 1;
                continue;
            }
            _ => match next_folded(bytes, i) {
                Some((c, next)) => {
                    i = next - 1;
                    c
                }
                None => break,
            },
        };
        hash = (hash ^ c).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::name_folding::is_same_folded_name;

    #[test]
    fn names_with_the_same_letters_and_digits_have_the_same_hash() {
        for (a, b) in [
            ("user_id", "u_serid_"),
            ("userId", "USER ID"),
            ("größe", "GR_ÖßE"),
            ("ΛΌΓΟΣ", "λόγος"),
        ] {
            assert!(is_same_folded_name(a, b), "{a} {b}");
            assert_eq!(hash(a), hash(b), "{a} {b}");
        }
        assert_ne!(hash("größe"), hash("große"));
    }

    #[test]
    fn hash_is_fnv_1a_of_the_folded_name() {
        for (name, expected) in [
            ("", 0x811c_9dc5),
            ("_", 0x811c_9dc5),
            ("a", 0xe40c_292c),
            ("foobar", 0xbf9c_f968),
            ("_foo__bar_", 0xbf9c_f968),
        ] {
            assert_eq!(hash(name), expected, "{name}");
        }
    }

    #[test]
    fn only_name_of_a_table_is_found_once() {
        for name in ["a", "b", "c", "user_id", "größe"] {
            let mut table = NameTable::<1>::new();
            let mut probe = table.start_probe(name);
            assert_eq!(table.next_candidate(&mut probe), None, "{name}");
            table.insert(probe, 0);
            let mut probe = table.start_probe(name);
            assert_eq!(table.next_candidate(&mut probe), Some(0), "{name}");
            assert_eq!(table.next_candidate(&mut probe), None, "{name}");
            assert_eq!(
                table.next_candidate(&mut table.start_probe("other")),
                None,
                "{name}"
            );
        }
    }

    #[test]
    fn search_finds_every_name_and_no_other() {
        const NAMES: [&str; 6] = ["a_b", "AB", "user_id", "note", "größe", "z"];
        let mut table = NameTable::<6>::new();
        for (index, name) in NAMES.into_iter().enumerate() {
            let mut probe = table.start_probe(name);
            while table.next_candidate(&mut probe).is_some() {}
            table.insert(probe, index);
        }
        let found = |name| {
            let mut probe = table.start_probe(name);
            let next = || table.next_candidate(&mut probe);
            let mut found: Vec<_> = std::iter::from_fn(next).map(|index| NAMES[index]).collect();
            found.retain(|other| is_same_folded_name(other, name));
            found
        };
        for (name, names) in [
            ("ab", &["a_b", "AB"][..]),
            ("a__b", &["a_b", "AB"]),
            ("userid", &["user_id"]),
            ("GR_ÖßE", &["größe"]),
            ("y", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(name), names, "{name}");
        }
    }
}
