//! What a data dictionary is made from.

use peaka_runtime::{DeclaredTable, Plan};

/// A declared table, and the state of the live one.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) declared: &'a DeclaredTable,
    pub(crate) live: LiveState<'a>,
}

/// What is known of a live table.
#[derive(Clone, Copy)]
pub(crate) enum LiveState<'a> {
    /// It was not read.
    NotCompared,
    /// The plan of a sync.
    Planned(&'a Plan<'a>),
    /// Why it could not be read.
    Unreadable(&'a str),
}
