//! The rules of columns.

use super::rule::{Check, Checker};
use super::{changes, recovery, reports, requests, success};
use crate::scenario::Columns;

impl Check for Columns {
    fn check(checker: &mut Checker<'_, Self>) {
        changes::check(checker);
        for sync in 0..checker.record.syncs.len() {
            requests::check(checker, sync);
            success::check(checker, sync);
            reports::check(checker, sync);
            recovery::check(checker, sync);
        }
    }
}
