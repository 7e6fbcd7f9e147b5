//! The table of a run and its metadata: what programs declare, what is live, and how the two differ. What is live and
//! requests are parsed without the runtime, so that the checks do not repeat its mistakes.
//!
//! It may import `random`.

mod declaration;
mod live_table;
mod metadata;
mod mismatch;
mod names;
mod request;

pub(crate) use declaration::{
    Column, Declaration, declared_and_old_names, generate_column, generate_columns,
};
pub(crate) use live_table::{LiveColumn, LiveTable, write_attributes};
pub(crate) use metadata::{
    COLUMNS, Content, DeclaredValue, Found as FoundMetadata, Item, LiveMetadata,
    MetadataDeclaration, MetadataRequest, QUESTIONS, SQLS, TABLE, TEXTS, VALUES,
};
pub(crate) use mismatch::{Found, Mismatch, find_column, mismatches};
pub(crate) use names::{is_alike, is_stored_as, live_names, may_be_stored_as};
pub(crate) use request::Request;
