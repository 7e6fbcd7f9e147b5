//! What a data dictionary is made from.

use peaka_runtime::{DeclaredTable, Plan};

/// A declared table, and its comparison with the live one.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) declared: &'a DeclaredTable,
    pub(crate) live: Comparison<'a>,
}

/// The comparison of a declared table with the live one.
#[derive(Clone, Copy)]
pub(crate) enum Comparison<'a> {
    /// The live table was not read.
    NotRun,
    /// The plan of a sync.
    Planned(&'a Plan<'a>),
    /// The error of a live table that could not be read.
    Failed(&'a str),
}
