//! Generates Rust structs from live tables.
//!
//! It may import `output` and `snapshot_file`.

mod default;
mod derives;
mod doc_comment;
mod field_type;
mod fields;
mod names;
mod omitted;
mod pulled_file;
mod relations;
mod source;
mod tables;

pub(crate) use derives::{check_derives, parse_derive};
pub(crate) use doc_comment::doc_lines;
pub(crate) use field_type::{FieldTypes, TypeCrate};
pub(crate) use fields::Fields;
pub(crate) use names::{parse_struct_name, struct_name_of};
pub(crate) use omitted::{OmittedColumn, OmittedTable};
pub(crate) use pulled_file::{PULLED, PulledFile};
pub(crate) use relations::{Located, add_relations};
pub(crate) use source::{Struct, struct_file, structs_file};
pub(crate) use tables::{ProjectTables, Target};
