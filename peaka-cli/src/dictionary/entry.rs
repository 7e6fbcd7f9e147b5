//! What a data dictionary is made from.

use std::collections::HashMap;
use std::sync::LazyLock;

use peaka_runtime::{DeclaredTable, Plan};

/// A declared table, and its comparison with the live one.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) declared: &'a DeclaredTable,
    pub(crate) live: Comparison<'a>,
    /// What the live metadata says of the table that the struct does not.
    pub(crate) notes: &'a MetadataNotes,
}

/// What people wrote in Peaka about a table, and no struct declares, as clauses.
#[derive(Debug, Default)]
pub(crate) struct MetadataNotes {
    pub(crate) table: Vec<String>,
    /// The notes on columns, by their stored names.
    pub(crate) columns: HashMap<String, Vec<String>>,
}

impl MetadataNotes {
    /// Without notes.
    pub(crate) fn none() -> &'static Self {
        static NONE: LazyLock<MetadataNotes> = LazyLock::new(MetadataNotes::default);
        &NONE
    }
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
