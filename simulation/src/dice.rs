//! Chance that is the same for the same seed.

use std::time::Duration;

/// A generator of numbers.
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    /// The dice for one purpose: the same for the same seed and purpose, whatever else is rolled.
    pub(crate) fn of(seed: u64, purpose: [u64; 2]) -> Self {
        let mixed = purpose.iter().fold(mix(seed), |mixed, part| {
            mix(mixed ^ part.wrapping_add(0x9e37_79b9_7f4a_7c15))
        });
        Self(fastrand::Rng::with_seed(mixed))
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.0.f64() < share
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// From 0 to one less than the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0.usize(..limit)
    }

    /// One of these, of which there must be one.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, these: &mut [T]) {
        self.0.shuffle(these);
    }

    /// From nothing to so many milliseconds.
    pub(crate) fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.0.u64(..=most))
    }
}

/// Spreads seeds that are close to each other.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
