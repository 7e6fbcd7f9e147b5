//! Declarations: the constant functions that the derive's output calls to turn fields into columns, and the
//! constant data that they return. A declaration that is wrong fails the build, with an error on its field.

mod column;
mod column_list;
mod column_names;
mod const_message;
mod default_input;
mod default_validity;
mod field_check;
mod flattened;
mod is_option;
mod name_folding;
mod name_table;
mod snapshot;
mod variant;

pub use column::name_columns;
pub use column_list::ColumnListBuilder;
pub use column_names::{ColumnNames, LeadingNames};
pub(crate) use const_message::ConstMessage;
pub use default_input::{DefaultConstant, DefaultInput, constant};
pub use default_validity::is_valid_default_text;
pub use field_check::StructFields;
pub use flattened::{
    FlattenedColumns, flatten_columns, old_name_count, prefix_columns, prefixed_old_names,
    prefixed_text, prefixed_text_length,
};
pub use is_option::{IsOption, IsOptionFallback};
pub(crate) use name_folding::is_possible_stored_key;
pub(crate) use name_table::NameTable;
pub use snapshot::{
    Snapshot, SnapshotColumn, SnapshotLocation, snapshot, snapshot_column, snapshot_location,
};
