//! What Peaka's AI knows of the tables: the descriptions of tables and columns, relations, and golden SQLs.
//!
//! It may import the other modules of `service` that know of tables, but not `state`, which stores the metadata of each
//! project. Only `execute` imports `state`, and only `service::execute` imports `execute`.

mod column;
mod editor;
mod entry;
pub(super) mod execute;
mod fields;
mod golden_sql;
pub(super) mod options;
pub(super) mod project;
mod refresh;
mod relation;
pub(super) mod routes;
mod update;
pub(super) mod view;

pub use editor::MetadataEditor;
pub use options::{
    Discovery, MetadataOptions, MissingDescription, OmittedMetadata, RefreshDuration,
    RelationsShape,
};
