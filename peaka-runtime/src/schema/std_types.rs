//! Implementations of `ColumnType` for types of the standard library.

use std::borrow::Cow;
use std::num::{NonZero, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use super::column::{UnnamedColumn, ValueRange};
use super::column_type::ColumnType;
use super::data_type::DataType;

macro_rules! column_types {
    ($($type:ty => $data_type:ident),+ $(,)?) => {$(
        impl $crate::ColumnType for $type {
            const DATA_TYPE: $crate::DataType = $crate::DataType::$data_type;
        }
    )+};
}

// Unused if all features are off.
#[allow(unused_imports)]
pub(crate) use column_types;

column_types! {
    str => Varchar,
    String => Varchar,
    bool => Boolean,
    SystemTime => Timestamp,
}

macro_rules! with_range {
    ($($type:ty => $data_type:ident $range:expr),+ $(,)?) => {$(
        impl ColumnType for $type {
            const DATA_TYPE: DataType = DataType::$data_type;
            const COLUMN: UnnamedColumn = UnnamedColumn::new(Self::DATA_TYPE, false).with_range($range);
        }
    )+};
}

with_range!(char => Varchar ValueRange::Character);

macro_rules! integers {
    ($($type:ident)+) => {
        with_range! {$(
            $type => Bigint ValueRange::Integers($type::MIN as i64, $type::MAX as i64),
            NonZero<$type> => Bigint ValueRange::NonZero(
                NonZero::<$type>::MIN.get() as i64,
                NonZero::<$type>::MAX.get() as i64,
            ),
        )+}
    };
}

integers!(i8 i16 i32 i64 isize u8 u16 u32);

macro_rules! transparent {
    ($([$($generics:tt)+] $type:ty => $inner:ident),+ $(,)?) => {$(
        impl<$($generics)+> ColumnType for $type {
            const DATA_TYPE: DataType = $inner::DATA_TYPE;
            const NULLABLE: bool = $inner::NULLABLE;
            const COLUMN: UnnamedColumn = $inner::COLUMN;
        }
    )+};
}

transparent! {
    [T: ColumnType + ?Sized] &T => T,
    [T: ColumnType + ?Sized] Box<T> => T,
    [T: ColumnType + ?Sized] Rc<T> => T,
    [T: ColumnType + ?Sized] Arc<T> => T,
    [T: ColumnType + ToOwned + ?Sized] Cow<'_, T> => T,
    [T: ColumnType] Wrapping<T> => T,
    [T: ColumnType] Saturating<T> => T,
}

impl<T: ColumnType> ColumnType for Option<T> {
    const DATA_TYPE: DataType = T::DATA_TYPE;
    const NULLABLE: bool = true;
    const COLUMN: UnnamedColumn = T::COLUMN.nullable();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column_of<T: ColumnType + ?Sized>() -> (DataType, bool, String) {
        assert_eq!(T::COLUMN.data_type(), T::DATA_TYPE);
        assert_eq!(T::COLUMN.is_nullable(), T::NULLABLE);
        (T::DATA_TYPE, T::NULLABLE, format!("{:?}", T::COLUMN.range))
    }

    fn bigint(is_nullable: bool, range: &str) -> (DataType, bool, String) {
        (DataType::Bigint, is_nullable, range.to_owned())
    }

    #[test]
    fn wrapper_has_the_column_of_the_inner_type() {
        let text = (DataType::Varchar, false, "All".to_owned());
        assert_eq!(column_of::<&'static str>(), text);
        assert_eq!(column_of::<Box<str>>(), text);
        assert_eq!(column_of::<Cow<'static, str>>(), text);
        assert_eq!(column_of::<Arc<Rc<String>>>(), text);
        assert_eq!(
            column_of::<Wrapping<i8>>(),
            bigint(false, "Integers(-128, 127)")
        );
        assert_eq!(
            column_of::<NonZero<i16>>(),
            bigint(false, "NonZero(-32768, 32767)")
        );
        assert_eq!(column_of::<u32>(), bigint(false, "Integers(0, 4294967295)"));
        assert_eq!(column_of::<NonZero<u8>>(), bigint(false, "NonZero(1, 255)"));
    }

    #[test]
    fn option_is_nullable_inside_a_wrapper() {
        assert_eq!(
            column_of::<Option<bool>>(),
            column_of::<Box<Option<bool>>>()
        );
        assert_eq!(
            column_of::<Option<Box<i16>>>(),
            bigint(true, "Integers(-32768, 32767)")
        );
        assert_eq!(
            column_of::<&Option<char>>(),
            (DataType::Varchar, true, "Character".to_owned())
        );
    }
}
