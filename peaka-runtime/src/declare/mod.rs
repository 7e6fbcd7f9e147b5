//! What the derive's output calls: constant functions that turn fields into columns and fail the
//! build, on the field, where a declaration is wrong; and the constant data that comes of it.
//!
//! It may import `schema`.

mod column;
mod columns;
mod const_message;
mod declared_table;
mod literal;
mod name_table;
mod nullable;
mod snapshot;
mod value_text;

pub use column::columns;
pub use columns::Columns;
pub(crate) use const_message::ConstMessage;
pub use declared_table::DeclaredTable;
pub use literal::{Constant, DefaultAttribute, DefaultConstant, Literal};
pub(crate) use name_table::NameTable;
pub use nullable::{Nullable, Plain};
pub use snapshot::{Snapshot, SnapshotColumn, snapshot, snapshot_column};
pub use value_text::is_text_of;
