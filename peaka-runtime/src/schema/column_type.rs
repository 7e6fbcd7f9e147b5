//! The trait that maps a Rust type to a data type.

use super::column::Column;
use super::data_type::DataType;

/// A Rust type that a column can hold.
///
/// The derive uses this trait for the type of every field, so aliases, newtypes and types that a macro
/// produces work like the types themselves.
///
/// ```
/// use peaka_runtime::{ColumnType, DataType};
///
/// #[derive(ColumnType)]
/// struct VisitorId(u32);
///
/// #[derive(ColumnType)]
/// enum Kind {
///     Click,
///     View,
/// }
///
/// /// Encoded as text by the program.
/// struct Version(u8, u8);
///
/// impl ColumnType for Version {
///     const DATA_TYPE: DataType = DataType::Varchar;
/// }
///
/// assert_eq!(VisitorId::DATA_TYPE, DataType::Bigint);
/// assert_eq!(Kind::DATA_TYPE, DataType::Varchar);
/// ```
///
/// | Rust | Peaka |
/// | --- | --- |
/// | `str`, `String`, `char` | VARCHAR |
/// | `i8` to `i64`, `isize`, `u8` to `u32`, their `NonZero`, `Wrapping` and `Saturating` | BIGINT |
/// | `bool` | BOOLEAN |
/// | `SystemTime` | TIMESTAMP |
/// | `Option` | the data type of the inner type, nullable |
/// | `&`, `Box`, `Rc`, `Arc`, `Cow` | the data type of the inner type |
/// | chrono's `NaiveDate`, time's and jiff's `Date` | DATE, with the features `chrono`, `time`, `jiff` |
/// | chrono's `NaiveTime`, time's and jiff's `Time` | TIME |
/// | chrono's `NaiveDateTime` and `DateTime`, time's `PrimitiveDateTime`, `OffsetDateTime` and `UtcDateTime`, jiff's `DateTime`, `Timestamp` and `Zoned` | TIMESTAMP |
/// | `uuid::Uuid` | UUID, with the feature `uuid` |
/// | `rust_decimal::Decimal`, `bigdecimal::BigDecimal` | DECIMAL, with the features `rust_decimal`, `bigdecimal` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "no Peaka data type for `{Self}`",
    note = "help: for a collection, a map or `serde_json::Value`, use `#[bitable(data_type = \"VARCHAR\")]` \
            and encode the value as text",
    note = "help: for `f32` and `f64`, use `#[bitable(data_type = \"DECIMAL\")]`",
    note = "help: for `u64`, `usize`, `i128` and `u128`, use an integer up to `i64` or `u32`, or \
            `#[bitable(data_type = \"DECIMAL\")]`",
    note = "help: for a type of chrono, time, jiff, uuid, rust_decimal or bigdecimal, enable the feature of \
            `peaka-runtime` with the name of the crate",
    note = "help: for a newtype or an enum of your own, use `#[derive(peaka_runtime::ColumnType)]`",
    note = "help: for a field that is not a column, use `#[bitable(skip)]`"
)]
pub trait ColumnType {
    /// The data type of a column for values of this type.
    const DATA_TYPE: DataType;

    /// Whether a value can be NULL, like that of an `Option`. If so, `not_null` is an error.
    const NULLABLE: bool = false;

    #[doc(hidden)]
    const COLUMN: Column = Column::new(Self::DATA_TYPE, Self::NULLABLE);
}
