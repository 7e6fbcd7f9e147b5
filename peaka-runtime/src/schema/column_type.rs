//! The trait that maps Rust types to data types.

use super::column::UnnamedColumn;
use super::data_type::DataType;

/// A Rust type that can be the type of a column.
///
/// The derive uses the implementation for the type of each field, so type aliases and types that come from a
/// macro work too.
///
/// # Examples
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
/// /// The program encodes it as text.
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
/// # Implementations
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
///
/// # Time zones
///
/// A TIMESTAMP column stores a date and a time of day, without a time zone. By convention it is in UTC.
///
/// | Rust | the column stores | reading returns |
/// | --- | --- | --- |
/// | `SystemTime`, time's `UtcDateTime`, jiff's `Timestamp` | the instant, in UTC | the same instant |
/// | chrono's `DateTime<Utc>`, `DateTime<FixedOffset>`, time's `OffsetDateTime` | the instant, in UTC | the same instant, with offset zero |
/// | chrono's `DateTime<Local>` | the instant, in UTC | the same instant, in the local time zone of the reader |
/// | jiff's `Zoned` | the instant, in UTC | the same instant, in UTC |
/// | chrono's `NaiveDateTime`, time's `PrimitiveDateTime`, jiff's `DateTime` | the date and time unchanged, interpreted as UTC | the same date and time |
///
/// So a type with an offset or a time zone is converted to UTC, and its offset or time zone is not stored.
/// If they matter, store them in a VARCHAR column of their own. A type without an offset or a time zone must hold
/// UTC; otherwise other readers interpret it as a different instant. A default of a TIMESTAMP column is in UTC too.
#[cfg_attr(
    not(all(
        feature = "bigdecimal",
        feature = "chrono",
        feature = "jiff",
        feature = "rust_decimal",
        feature = "time",
        feature = "uuid"
    )),
    diagnostic::on_unimplemented(
        note = "for a type of `bigdecimal`, `chrono`, `jiff`, `rust_decimal`, `time` or `uuid`: enable the feature of `peaka-runtime` with the name of the crate"
    )
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "no Peaka data type for `{Self}`",
    note = "for your own newtype or enum: use `#[derive(peaka_runtime::ColumnType)]`",
    note = "for a value that your code encodes as text: use `#[bitable(data_type = \"VARCHAR\")]` on the field of the table",
    note = "for a field that is not a column: use `#[bitable(skip)]`"
)]
pub trait ColumnType {
    /// The data type of a column for values of this type.
    const DATA_TYPE: DataType;

    /// Whether a value can be NULL, as in an `Option`. If so, `#[bitable(not_null)]` is a compile-time error.
    const NULLABLE: bool = false;

    #[doc(hidden)]
    const COLUMN: UnnamedColumn = UnnamedColumn::new(Self::DATA_TYPE, Self::NULLABLE);
}
