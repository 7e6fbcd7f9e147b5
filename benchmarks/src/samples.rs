//! Rounds of measurements that alternate.

use std::num::NonZeroUsize;
use std::{env, io};

/// What was measured for one contender, one value a round.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Returns the median.
    #[must_use]
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match (sorted.len() % 2, sorted.get(middle)) {
            (_, None) => f64::NAN,
            (0, Some(upper)) => (sorted[middle - 1] + upper) / 2.0,
            (_, Some(middle)) => *middle,
        }
    }

    /// Returns the differences to another contender's values of the same rounds.
    ///
    /// What slows the machine down for a while slows both contenders of a round, and so adds less to the
    /// difference than to the values.
    #[must_use]
    pub fn above(&self, other: &Self) -> Self {
        self.paired(other, |own, other| own - other)
    }

    /// Returns the median of the ratios to another contender's values of the same rounds.
    #[must_use]
    pub fn median_ratio(&self, other: &Self) -> f64 {
        self.paired(other, |own, other| own / other).median()
    }

    fn paired(&self, other: &Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(own, other)| combine(*own, *other))
                .collect(),
        )
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// Measures each contender once a round. The order of the contenders is reversed in every other round, so that none of
/// them always follows the same one.
///
/// # Errors
///
/// Returns the first error of a measurement.
pub fn alternate<C>(
    rounds: usize,
    contenders: &mut [C],
    mut measure: impl FnMut(&mut C) -> io::Result<f64>,
) -> io::Result<Vec<Samples>> {
    let mut samples = vec![Samples::default(); contenders.len()];
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        let mut order: Vec<_> = (0..contenders.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            samples[index].0.push(measure(&mut contenders[index])?);
        }
    }
    Ok(samples)
}

/// Returns the number of rounds: the first argument of the program, or `default`.
///
/// # Errors
///
/// Returns an error if the argument is not a positive integer.
pub fn rounds_argument(default: usize) -> io::Result<usize> {
    let Some(text) = env::args().nth(1) else {
        return Ok(default);
    };
    match text.parse::<NonZeroUsize>() {
        Ok(rounds) => Ok(rounds.get()),
        Err(error) => Err(io::Error::other(format!(
            "invalid number of rounds `{text}`: {error}; help: use a positive integer"
        ))),
    }
}

/// Returns what the figures of this number of rounds are, such as `medians of 3 rounds`.
#[must_use]
pub fn medians_of(rounds: usize) -> String {
    match rounds {
        1 => "one round".to_owned(),
        _ => format!("medians of {rounds} rounds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_ignores_outliers() {
        assert_eq!(Samples::from_iter([3.0, 100.0, 1.0]).median(), 3.0);
        assert_eq!(Samples::from_iter([4.0, 1.0, 2.0, 100.0]).median(), 3.0);
    }

    #[test]
    fn pairs_are_of_the_same_round() {
        let slow_round = Samples::from_iter([2.0, 20.0, 2.0]);
        let other = Samples::from_iter([1.0, 10.0, 1.0]);
        assert_eq!(slow_round.median_ratio(&other), 2.0);
        assert_eq!(slow_round.above(&other).median(), 1.0);
    }

    #[test]
    fn rounds_alternate_in_both_orders() {
        let mut order = Vec::new();
        let samples = alternate(2, &mut ['a', 'b'], |contender| {
            order.push(*contender);
            Ok(order.len() as f64)
        });
        assert_eq!(order, ['a', 'b', 'b', 'a']);
        assert_eq!(samples.unwrap()[0].0, [1.0, 4.0]);
    }
}
