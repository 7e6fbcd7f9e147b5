//! A compile-time hash table that finds names by their stored names.

/// An open-addressing hash table for up to `N` names, with two slots per name.
///
/// The table does not hold the names: a caller numbers them, and compares a name with those of the numbers that
/// the table returns. Because comparing names is slow at compile time, the table returns only names that have
/// the same hash.
#[derive(Debug)]
pub(crate) struct NameTable<const N: usize> {
    /// The hash of a name and its number plus one, or zeros in a free slot.
    slots: [[(u32, usize); 2]; N],
}

/// The hash of a name, and the slot that a search for it has reached.
pub(crate) struct Slot {
    hash: u32,
    position: usize,
}

impl<const N: usize> NameTable<N> {
    pub(crate) const fn new() -> Self {
        Self {
            slots: [[(0, 0); 2]; N],
        }
    }

    /// Returns the slot at which a search for the name begins. `N` must not be 0.
    pub(crate) const fn first_slot(&self, name: &str) -> Slot {
        let hash = hash(name);
        Slot {
            hash,
            position: hash as usize % (2 * N),
        }
    }

    /// Returns the number of the next name with the same hash, or `None` at a free slot.
    pub(crate) const fn next(&self, slot: &mut Slot) -> Option<usize> {
        loop {
            let (hash, number_plus_one) = self.slots[slot.position / 2][slot.position % 2];
            if number_plus_one == 0 {
                return None;
            }
            slot.position = (slot.position + 1) % (2 * N);
            if hash == slot.hash {
                return Some(number_plus_one - 1);
            }
        }
    }

    /// Inserts the number of a name at the free slot where a search for it ended. The table must not be full.
    pub(crate) const fn insert(&mut self, slot: Slot, number: usize) {
        self.slots[slot.position / 2][slot.position % 2] = (slot.hash, number + 1);
    }
}

/// Returns the FNV-1a hash of the stored name.
const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] != b'_' {
            hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        }
        i += 1;
    }
    hash
}

/// Returns whether two names have the same stored name.
pub(crate) const fn is_same_stored_name(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && a[i] == b'_' {
            i += 1;
        }
        while j < b.len() && b[j] == b'_' {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if a[i] != b[j] {
            return false;
        }
        i += 1;
        j += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_in_underscores_have_the_same_stored_name() {
        for (a, b, is_same) in [
            ("user_id", "userid", true),
            ("user_id", "u_serid_", true),
            ("user_id", "user_ids", false),
            ("__a", "a", true),
            ("a", "b", false),
            ("größe", "gr_öße", true),
        ] {
            assert_eq!(is_same_stored_name(a, b), is_same, "{a} {b}");
            assert_eq!(
                is_same_stored_name(a, b),
                crate::stored_name(a) == crate::stored_name(b),
                "{a} {b}"
            );
            assert!(!is_same || hash(a) == hash(b), "{a} {b}");
        }
    }

    #[test]
    fn hash_is_fnv_1a_without_underscores() {
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
            let mut slot = table.first_slot(name);
            assert_eq!(table.next(&mut slot), None, "{name}");
            table.insert(slot, 0);
            let mut slot = table.first_slot(name);
            assert_eq!(table.next(&mut slot), Some(0), "{name}");
            assert_eq!(table.next(&mut slot), None, "{name}");
            assert_eq!(table.next(&mut table.first_slot("other")), None, "{name}");
        }
    }

    #[test]
    fn search_finds_every_name_and_no_other() {
        const NAMES: [&str; 6] = ["a_b", "ab", "user_id", "note", "größe", "z"];
        let mut table = NameTable::<6>::new();
        for (number, name) in NAMES.into_iter().enumerate() {
            let mut slot = table.first_slot(name);
            while table.next(&mut slot).is_some() {}
            table.insert(slot, number);
        }
        let found = |name| {
            let mut slot = table.first_slot(name);
            let next = || table.next(&mut slot);
            let mut found: Vec<_> = std::iter::from_fn(next)
                .map(|number| NAMES[number])
                .collect();
            found.retain(|other| is_same_stored_name(other, name));
            found
        };
        for (name, names) in [
            ("ab", &["a_b", "ab"][..]),
            ("a__b", &["a_b", "ab"]),
            ("userid", &["user_id"]),
            ("gr_öße", &["größe"]),
            ("y", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(name), names, "{name}");
        }
    }
}
