//! Declarations: the constant functions that the derive's output calls to turn fields into columns, and the
//! constant data that they return. A declaration that is wrong fails the build, with an error on its field.
//!
//! It may import `schema`.

mod column;
mod columns;
mod const_message;
mod declared_table;
mod default_validity;
mod is_option;
mod literal;
mod name_table;
mod snapshot;

pub use column::columns;
pub use columns::Columns;
pub(crate) use const_message::ConstMessage;
pub use declared_table::DeclaredTable;
pub use default_validity::is_valid_default_text;
pub use is_option::{IsOption, NotOption};
pub use literal::{Constant, DefaultConstant, Literal};
pub(crate) use name_table::NameTable;
pub use snapshot::{Snapshot, SnapshotColumn, snapshot, snapshot_column};
