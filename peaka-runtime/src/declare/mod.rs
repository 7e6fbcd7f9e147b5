//! Declarations: the constant functions that the derive's output calls to turn fields into columns, and the
//! constant data that they return. A declaration that is wrong fails the build, with an error on its field.
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
