//! Reads the input of a derive: attributes, doc comments, snapshots.
//!
//! It reports what is wrong with a single attribute or field.

mod attribute;
mod common_type;
mod constant_names;
mod data_type;
mod default;
mod doc_comment;
mod field_path;
mod golden_sql;
mod levels;
mod renamed_runtime;
mod runtime_path;
mod snapshot_file;
mod snapshot_location;
mod sql_template;
mod table;
mod token_names;
mod variants;

pub(crate) use attribute::{Value, entries, is_skipped};
pub(crate) use common_type::inner_type;
pub(crate) use constant_names::name_constants;
pub(crate) use field_path::{FieldPath, StructPath};
pub(crate) use golden_sql::{Golden, Part, Placeholder};
pub(crate) use levels::KindLevel;
pub(crate) use runtime_path::RuntimePath;
pub(crate) use snapshot_file::{Snapshot, SnapshotColumn, SnapshotFile};
pub(crate) use snapshot_location::SnapshotLocation;
pub(crate) use table::{
    CONTAINER_ATTRIBUTES, Column, FIELD_ATTRIBUTES, FieldKind, Flattened, Table, prefix,
    rename_rule,
};
pub(crate) use variants::{EnumMessages, Variant, type_attributes, unit_variants};
