//! Finding names as the service folds them, while the program is compiled.

/// An open hash table of twice as many places as names: the hash of each, and its index and one. The
/// compiler takes every step here one by one, so names are compared only where their hashes are equal.
#[derive(Debug)]
pub(crate) struct NameTable<const N: usize> {
    slots: [[(u32, usize); 2]; N],
}

/// Where a search for a name has come to.
pub(crate) struct Place {
    hash: u32,
    slot: usize,
}

impl<const N: usize> NameTable<N> {
    pub(crate) const fn new() -> Self {
        Self {
            slots: [[(0, 0); 2]; N],
        }
    }

    /// Where a search begins; there is nothing to search for among no names.
    pub(crate) const fn start(&self, name: &str) -> Place {
        let hash = hash(name);
        Place {
            hash,
            slot: hash as usize % (2 * N),
        }
    }

    /// The index of the next name that may be the one.
    pub(crate) const fn next(&self, place: &mut Place) -> Option<usize> {
        loop {
            let (hash, index) = self.slots[place.slot / 2][place.slot % 2];
            if index == 0 {
                return None;
            }
            place.slot = (place.slot + 1) % (2 * N);
            if hash == place.hash {
                return Some(index - 1);
            }
        }
    }

    /// Adds a name where a search for it has come to its end. There are never more than `N`.
    pub(crate) const fn add(&mut self, place: Place, index: usize) {
        self.slots[place.slot / 2][place.slot % 2] = (place.hash, index + 1);
    }
}

/// FNV-1a of the name as the service folds it.
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

/// Whether the service folds both names into one.
pub(crate) const fn is_one_column(a: &str, b: &str) -> bool {
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
    fn names_are_one_as_the_service_folds_them() {
        for (a, b, one) in [
            ("user_id", "userid", true),
            ("user_id", "u_serid_", true),
            ("user_id", "user_ids", false),
            ("__a", "a", true),
            ("a", "b", false),
            ("größe", "gr_öße", true),
        ] {
            assert_eq!(is_one_column(a, b), one, "{a} {b}");
            assert_eq!(
                is_one_column(a, b),
                crate::stored_name(a) == crate::stored_name(b),
                "{a} {b}"
            );
            assert!(!one || hash(a) == hash(b), "{a} {b}");
        }
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        const NAMES: [&str; 6] = ["a_b", "ab", "user_id", "note", "größe", "z"];
        let mut hashes = NameTable::<6>::new();
        for (index, name) in NAMES.into_iter().enumerate() {
            let mut place = hashes.start(name);
            while hashes.next(&mut place).is_some() {}
            hashes.add(place, index);
        }
        let found = |name| {
            let mut place = hashes.start(name);
            let next = || hashes.next(&mut place);
            let mut found: Vec<_> = std::iter::from_fn(next).map(|i| NAMES[i]).collect();
            found.retain(|other| is_one_column(other, name));
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
