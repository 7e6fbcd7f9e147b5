//! The data model: names, data types, defaults, column requests, live tables and columns, and the data type of
//! each Rust type.
//!
//! Everything here is pure, and `const` where the derive needs it.

mod bytes;
mod calendar;
mod canonical_default;
mod column;
mod column_detail;
mod column_request;
mod column_type;
mod crate_types;
mod data_type;
mod default_equality;
mod default_parse;
mod default_precision;
mod default_text;
mod default_value;
mod diagnostic_traits;
mod golden_sql;
mod integer_text;
mod names;
mod reference;
mod reported_default;
mod sql_name;
mod std_types;
mod table;
mod variant;

pub(crate) use bytes::{is_all_digits, is_equal, parse_u32};
pub(crate) use calendar::days_in_month;
pub use canonical_default::canonical_default;
pub use column::UnnamedColumn;
pub(crate) use column::ValueRange;
pub use column_detail::ColumnDetail;
pub use column_request::ColumnRequest;
pub use column_type::ColumnType;
pub use data_type::{DataType, UnknownDataType};
pub(crate) use default_equality::{is_same_default, is_same_live_default};
pub(crate) use default_precision::{
    ExcessDigits, MAX_DECIMAL_DIGITS, MAX_SECOND_FRACTION_DIGITS, excess_digits, is_rounded_default,
};
pub(crate) use default_text::DefaultText;
pub use default_value::DefaultValue;
pub use diagnostic_traits::{
    BigDecimalColumn, ChronoColumn, CollectionColumn, FloatColumn, JiffColumn, RustDecimalColumn,
    TimeColumn, UuidColumn, WideIntegerColumn,
};
pub use golden_sql::{GoldenSql, SqlPart};
pub(crate) use integer_text::IntegerText;
pub use names::{
    NameError, NameKind, check_column_name, check_table_name, folded_name, is_system_column,
    stored_name,
};
pub(crate) use names::{check_declared_name, check_path_segment};
pub use reference::{Reference, ReferenceTarget};
#[cfg(feature = "client")]
pub(crate) use reported_default::borrowed_default;
pub(crate) use sql_name::BI_SCHEMA;
pub use sql_name::{sql_identifier, sql_schema, sql_table};
pub use table::{LiveTable, Table};
pub use variant::Variant;
