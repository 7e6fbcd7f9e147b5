//! The trait that maps Rust types to data types.

use super::column::Column;
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "no Peaka data type for `{Self}`",
    note = "for `Vec`, `HashMap` or `serde_json::Value`: use `#[bitable(data_type = \"VARCHAR\")]`, and encode the \
            value as text",
    note = "for `f32` or `f64`: use `#[bitable(data_type = \"DECIMAL\")]`",
    note = "for `u64`, `usize`, `i128` or `u128`: use an integer type up to `i64` or `u32`, or \
            `#[bitable(data_type = \"DECIMAL\")]`",
    note = "for a type of `chrono`, `time`, `jiff`, `uuid`, `rust_decimal` or `bigdecimal`: enable the feature of \
            `peaka-runtime` that has the name of the crate",
    note = "for a newtype or an enum of your own: use `#[derive(peaka_runtime::ColumnType)]`",
    note = "for a field that is not a column: use `#[bitable(skip)]`"
)]
pub trait ColumnType {
    /// The data type of a column for values of this type.
    const DATA_TYPE: DataType;

    /// Whether a value can be NULL, as in an `Option`. If so, `#[bitable(not_null)]` is a compile-time error.
    const NULLABLE: bool = false;

    #[doc(hidden)]
    const COLUMN: Column = Column::new(Self::DATA_TYPE, Self::NULLABLE);
}
