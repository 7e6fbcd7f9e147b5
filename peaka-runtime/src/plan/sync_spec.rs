//! A declared table together with the options of a sync.

use std::time::Duration;

use super::policy::Policy;
use crate::schema::ColumnRequest;

/// A declared table, and what a sync of it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyncSpec<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a [ColumnRequest<'a>],
    pub(crate) policy: Policy,
    /// The stored names of the undeclared columns to delete.
    pub(crate) columns_to_delete: Vec<String>,
    /// The largest number of columns in one add request; unlimited if `None`.
    pub(crate) max_batch: Option<usize>,
    /// The deadline of the sync; the client's default if `None`.
    pub(crate) timeout: Option<Duration>,
}

impl<'a> SyncSpec<'a> {
    pub(crate) fn new(table: &'a str, columns: &'a [ColumnRequest<'a>]) -> Self {
        Self {
            table,
            columns,
            policy: Policy::new(),
            columns_to_delete: Vec::new(),
            max_batch: None,
            timeout: None,
        }
    }
}
