//! Sets of kinds of drift.

use super::drift::DriftKind;

/// A set of kinds of drift, with one bit for each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DriftKinds(u32);

impl DriftKinds {
    pub(crate) fn contains(self, kind: DriftKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// Adds the kinds of another set.
    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn bit(kind: DriftKind) -> u32 {
        1 << kind as u32
    }
}

impl FromIterator<DriftKind> for DriftKinds {
    fn from_iter<I: IntoIterator<Item = DriftKind>>(kinds: I) -> Self {
        let bits = kinds.into_iter().map(Self::bit);
        Self(bits.fold(0, |set, bit| set | bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_one_of_its_own() {
        for &kind in DriftKind::ALL {
            let mut set: DriftKinds = [kind].into_iter().collect();
            let mut kinds = DriftKind::ALL.iter().copied();
            let contained = kinds.clone().filter(|kind| set.contains(*kind));
            assert_eq!(contained.collect::<Vec<_>>(), [kind]);
            set.add(kinds.clone().collect());
            assert!(kinds.all(|kind| set.contains(kind)));
        }
    }
}
