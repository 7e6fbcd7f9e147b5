//! Random numbers that depend only on a seed. It imports no other module.

use std::time::Duration;

/// A generator of random numbers.
pub(crate) struct Random(fastrand::Rng);

impl Random {
    /// Creates a generator whose numbers depend only on the seed, the stream and the index in the stream.
    pub(crate) fn for_stream(seed: u64, stream: u64, index: u64) -> Self {
        let mixed = [stream, index].iter().fold(mix(seed), |mixed, part| {
            mix(mixed ^ part.wrapping_add(0x9e37_79b9_7f4a_7c15))
        });
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// Returns `true` with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.0.f64() < probability
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// Returns a number that is less than the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0.usize(..limit)
    }

    /// Returns one of the items.
    ///
    /// # Panics
    ///
    /// If there are no items.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }

    /// Returns a duration of 0 to `max` milliseconds.
    pub(crate) fn millis(&mut self, max: u64) -> Duration {
        Duration::from_millis(self.0.u64(..=max))
    }
}

/// Mixes the bits of a number, so that consecutive seeds give unrelated generators (SplitMix64).
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
