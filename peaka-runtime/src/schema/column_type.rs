//! Which Rust type is which data type.

use super::column::Column;
use super::data_type::DataType;

/// A Rust type that a column can hold.
///
/// The derive asks this trait for the data type of every field, so that aliases, newtypes and
/// types from macros are as right as the types themselves.
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
/// /// Stored as text, whatever it holds.
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
/// | `Option` | what it holds, and nullable |
/// | `&`, `Box`, `Rc`, `Arc`, `Cow` | what they hold |
/// | chrono's `NaiveDate`, time's and jiff's `Date` | DATE, with the features `chrono`, `time`, `jiff` |
/// | chrono's `NaiveTime`, time's and jiff's `Time` | TIME |
/// | chrono's `NaiveDateTime` and `DateTime`, time's `PrimitiveDateTime`, `OffsetDateTime` and `UtcDateTime`, jiff's `DateTime`, `Timestamp` and `Zoned` | TIMESTAMP |
/// | `uuid::Uuid` | UUID, with the feature `uuid` |
/// | `rust_decimal::Decimal`, `bigdecimal::BigDecimal` | DECIMAL, with the features `rust_decimal`, `bigdecimal` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a Peaka column",
    label = "no Peaka data type",
    note = "a BI table has VARCHAR, BIGINT, BOOLEAN, DECIMAL, TIMESTAMP, TIME, DATE and UUID",
    note = "`u64`, `usize` and `i128` do not fit a BIGINT, and there is no floating point: take an \
            integer up to `i64`, or say `#[bitable(data_type = \"DECIMAL\")]`",
    note = "for a type of your own write `#[derive(peaka_runtime::ColumnType)]`, for types of chrono, \
            time, jiff, uuid, rust_decimal and bigdecimal turn on the feature of that name, and leave \
            out a field that is no column with `#[bitable(skip)]`"
)]
pub trait ColumnType {
    /// The data type of a column for values of this type.
    const DATA_TYPE: DataType;

    /// Whether a value may be null, as that of an `Option` may: then `not_null` is refused.
    const NULLABLE: bool = false;

    #[doc(hidden)]
    const COLUMN: Column = Column::new(Self::DATA_TYPE, Self::NULLABLE);
}
