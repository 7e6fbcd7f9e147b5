//! Generates a Rust struct from a live table.
//!
//! It may import `output`.

mod default;
mod doc_comment;
mod field_type;
mod fields;
mod names;
mod source;

pub(crate) use field_type::{FieldTypes, TypeCrate};
pub(crate) use fields::{Fields, OmittedColumn};
pub(crate) use names::{parse_struct_name, struct_name_of};
pub(crate) use source::{MARKER, source};
