//! Which types of the standard library are which data type.

use std::borrow::Cow;
use std::num::{NonZero, Wrapping};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use crate::column_type::ColumnType;
use crate::data_type::DataType;

macro_rules! column_types {
    ($($type:ty => $data_type:ident),+ $(,)?) => {$(
        impl $crate::ColumnType for $type {
            const DATA_TYPE: $crate::DataType = $crate::DataType::$data_type;
        }
    )+};
}

#[allow(unused_imports)] // Without features there are no other types.
pub(crate) use column_types;

column_types! {
    str => Varchar,
    String => Varchar,
    char => Varchar,
    bool => Boolean,
    SystemTime => Timestamp,
}

macro_rules! integers {
    ($($type:ident)+) => {$(
        impl ColumnType for $type {
            const DATA_TYPE: DataType = DataType::Bigint;
            const INTEGERS: (i64, i64) = ($type::MIN as i64, $type::MAX as i64);
        }
    )+};
}

integers!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! non_zero_integers {
    ($($type:ident)+) => {$(
        impl ColumnType for NonZero<$type> {
            const DATA_TYPE: DataType = DataType::Bigint;
            const INTEGERS: (i64, i64) =
                (NonZero::<$type>::MIN.get() as i64, NonZero::<$type>::MAX.get() as i64);
        }
    )+};
}

non_zero_integers!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! transparent {
    ($([$($generics:tt)+] $type:ty => $inner:ident),+ $(,)?) => {$(
        impl<$($generics)+> ColumnType for $type {
            const DATA_TYPE: DataType = $inner::DATA_TYPE;
            const NULLABLE: bool = $inner::NULLABLE;
            const INTEGERS: (i64, i64) = $inner::INTEGERS;
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
}

impl<T: ColumnType> ColumnType for Option<T> {
    const DATA_TYPE: DataType = T::DATA_TYPE;
    const NULLABLE: bool = true;
    const INTEGERS: (i64, i64) = T::INTEGERS;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<T: ColumnType + ?Sized>() -> (DataType, bool, (i64, i64)) {
        (T::DATA_TYPE, T::NULLABLE, T::INTEGERS)
    }

    #[test]
    fn wrappers_are_what_they_hold() {
        let text = (DataType::Varchar, false, (i64::MIN, i64::MAX));
        assert_eq!(facts::<&'static str>(), text);
        assert_eq!(facts::<Box<str>>(), text);
        assert_eq!(facts::<Cow<'static, str>>(), text);
        assert_eq!(facts::<Arc<Rc<String>>>(), text);
        assert_eq!(
            facts::<Wrapping<i8>>(),
            (DataType::Bigint, false, (-128, 127))
        );
        assert_eq!(
            facts::<NonZero<u16>>(),
            (DataType::Bigint, false, (1, 65_535))
        );
        assert_eq!(
            facts::<u32>(),
            (DataType::Bigint, false, (0, 4_294_967_295))
        );
    }

    #[test]
    fn an_option_is_nullable_wherever_it_stands() {
        assert_eq!(facts::<Option<bool>>(), facts::<Box<Option<bool>>>());
        assert_eq!(
            facts::<Option<Box<i16>>>(),
            (DataType::Bigint, true, (-32_768, 32_767))
        );
    }
}
