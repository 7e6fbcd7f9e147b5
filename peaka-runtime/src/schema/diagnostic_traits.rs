//! Stand-ins for `ColumnType`: each has the same implementors, and a compile error that explains how to fix one kind
//! of type.
//!
//! The derive uses one of them instead of `ColumnType` if the type of a field looks like this kind.

use super::column::UnnamedColumn;
use super::column_type::ColumnType;

macro_rules! diagnostic_traits {
    ($($(#[$attribute:meta])* $name:ident),+ $(,)?) => {$(
        /// Implemented for every `ColumnType`.
        $(#[$attribute])*
        pub trait $name {
            /// The column of this type.
            const COLUMN: UnnamedColumn;
        }

        // Without this attribute, the error would be about `ColumnType`.
        #[diagnostic::do_not_recommend]
        impl<T: ColumnType> $name for T {
            const COLUMN: UnnamedColumn = T::COLUMN;
        }
    )+};
}

diagnostic_traits! {
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "no Peaka data type for `{Self}`",
        note = "for a value that your code encodes as text: use `#[bitable(data_type = \"VARCHAR\")]` on the field of the table",
        note = "for a field that is not a column: use `#[bitable(skip)]`"
    )]
    CollectionColumn,

    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "BI tables have no floating-point type",
        note = "use `#[bitable(data_type = \"DECIMAL\")]` on the field of the table"
    )]
    FloatColumn,

    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "its values can exceed BIGINT",
        note = "use an integer type up to `i64` or `u32`, or `#[bitable(data_type = \"DECIMAL\")]` on the field of the table"
    )]
    WideIntegerColumn,

    #[cfg_attr(not(feature = "bigdecimal"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `bigdecimal`",
        label = "enable the feature `bigdecimal` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "bigdecimal", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the only column type of `bigdecimal` is `BigDecimal`"
    ))]
    BigDecimalColumn,

    #[cfg_attr(not(feature = "chrono"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `chrono`",
        label = "enable the feature `chrono` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "chrono", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the column types of `chrono` are `NaiveDate`, `NaiveTime`, `NaiveDateTime` and `DateTime`"
    ))]
    ChronoColumn,

    #[cfg_attr(not(feature = "jiff"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `jiff`",
        label = "enable the feature `jiff` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "jiff", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the column types of `jiff` are `civil::Date`, `civil::Time`, `civil::DateTime`, `Timestamp` and `Zoned`"
    ))]
    JiffColumn,

    #[cfg_attr(not(feature = "rust_decimal"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `rust_decimal`",
        label = "enable the feature `rust_decimal` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "rust_decimal", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the only column type of `rust_decimal` is `Decimal`"
    ))]
    RustDecimalColumn,

    #[cfg_attr(not(feature = "time"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `time`",
        label = "enable the feature `time` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "time", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the column types of `time` are `Date`, `Time`, `PrimitiveDateTime`, `OffsetDateTime` and `UtcDateTime`"
    ))]
    TimeColumn,

    #[cfg_attr(not(feature = "uuid"), diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type without the feature `uuid`",
        label = "enable the feature `uuid` of `peaka-runtime`"
    ))]
    #[cfg_attr(feature = "uuid", diagnostic::on_unimplemented(
        message = "`{Self}` is not a column type",
        label = "the only column type of `uuid` is `Uuid`"
    ))]
    UuidColumn,
}
