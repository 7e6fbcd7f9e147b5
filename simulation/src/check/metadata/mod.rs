//! The rules of metadata.

mod changes;
mod convergence;
mod reads;
mod reports;
mod success;
mod writes;

#[cfg(test)]
mod tests;

use super::rule::{Check, Checker};
use crate::scenario::Metadata;

impl Check for Metadata {
    fn check(checker: &mut Checker<'_, Self>) {
        changes::check(checker);
        for sync in 0..checker.record.syncs.len() {
            writes::check(checker, sync);
            success::check(checker, sync);
            reports::check(checker, sync);
            convergence::check(checker, sync);
        }
        convergence::check_duplicates(checker);
    }
}
