//! Implementations of `FromCell` for types of the standard library.

use std::borrow::Cow;
use std::num::{NonZero, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::cell::{Cell, CellError, FromCell};
use super::civil::{CivilTimestamp, UnixTime};
use super::number::parse_integer;

/// Reads a string or number with a function that returns `None` for an invalid value.
pub(super) fn parse_cell<T>(
    cell: &Cell<'_>,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, CellError> {
    cell.string_or_number()
        .and_then(parse)
        .ok_or(CellError::expected(expected))
}

macro_rules! integers {
    ($($type:ident)+) => {$(
        impl FromCell for $type {
            fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
                let value = cell.string_or_number().and_then(parse_integer);
                value.and_then(|value| Self::try_from(value).ok()).ok_or_else(|| {
                    let (min, max) = (Self::MIN, Self::MAX);
                    CellError::expected(format!("an integer from {min} to {max}"))
                })
            }
        }

        impl FromCell for NonZero<$type> {
            fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
                let value = $type::from_cell(cell)?;
                Self::new(value).ok_or(CellError::expected("an integer other than 0"))
            }
        }
    )+};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! floats {
    ($($type:ident)+) => {$(
        impl FromCell for $type {
            fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
                parse_cell(cell, "a number", |text| {
                    let number = text.parse::<$type>().ok()?;
                    // A number beyond the range of the type must not become infinite.
                    let has_digits = text.contains(|c: char| c.is_ascii_digit());
                    (number.is_finite() || !has_digits).then_some(number)
                })
            }
        }
    )+};
}

floats!(f32 f64);

impl FromCell for bool {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Boolean(value) => Ok(*value),
            Cell::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Cell::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(CellError::expected("true or false")),
        }
    }
}

impl FromCell for String {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        let text = cell.text().ok_or(CellError::expected("text"))?;
        Ok(text.to_owned())
    }
}

impl FromCell for char {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        let mut characters = cell.text().unwrap_or_default().chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(CellError::expected("one character")),
        }
    }
}

impl FromCell for SystemTime {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        parse_cell(cell, "a timestamp", |text| {
            let UnixTime {
                seconds,
                nanosecond,
            } = CivilTimestamp::parse(text)?.instant();
            let magnitude = Duration::from_secs(seconds.unsigned_abs());
            let seconds = if seconds < 0 {
                Self::UNIX_EPOCH.checked_sub(magnitude)
            } else {
                Self::UNIX_EPOCH.checked_add(magnitude)
            };
            seconds?.checked_add(Duration::from_nanos(nanosecond.into()))
        })
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        match cell {
            Cell::Null => Ok(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

macro_rules! wrappers {
    ($([$($generics:tt)*] $type:ty: $inner:ty => $wrap:expr),+ $(,)?) => {$(
        impl<$($generics)*> FromCell for $type {
            fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
                <$inner>::from_cell(cell).map($wrap)
            }
        }
    )+};
}

wrappers! {
    [T: FromCell] Box<T>: T => Self::new,
    [T: FromCell] Rc<T>: T => Self::new,
    [T: FromCell] Arc<T>: T => Self::new,
    [T: FromCell] Wrapping<T>: T => Self,
    [T: FromCell] Saturating<T>: T => Self,
    [] Box<str>: String => Self::from,
    [] Rc<str>: String => Self::from,
    [] Arc<str>: String => Self::from,
    [T: ToOwned<Owned: FromCell> + ?Sized] Cow<'_, T>: T::Owned => Self::Owned,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T: FromCell>(text: &str) -> Option<T> {
        T::from_cell(&Cell::Text(text.into())).ok()
    }

    fn number<T: FromCell>(text: &str) -> Option<T> {
        T::from_cell(&Cell::Number(text)).ok()
    }

    #[test]
    fn integer_beyond_the_exact_range_of_floats_is_read_in_both_spellings() {
        let max = Some(9_007_199_254_740_993_i64);
        assert_eq!(text("9007199254740993"), max);
        assert_eq!(number("9007199254740993"), max);
        let digits = "99999999999999999999999999999999999999";
        assert_eq!(number(digits), digits.parse::<u128>().ok());
    }

    #[test]
    fn value_out_of_range_is_an_error_that_names_the_range() {
        let error = i8::from_cell(&Cell::Number("128")).unwrap_err();
        assert_eq!(error.to_string(), "expected an integer from -128 to 127");
        assert_eq!(text::<u32>("-1"), None);
        assert_eq!(text::<NonZero<u8>>("0"), None);
        assert_eq!(text::<f32>("1e39"), None);
        assert_eq!(text::<f64>("Infinity"), Some(f64::INFINITY));
    }

    #[test]
    fn string_is_read_as_it_is_spelled() {
        assert_eq!(text::<String>(" a "), Some(" a ".to_owned()));
        assert_eq!(number::<Box<str>>("1.50"), Some("1.50".into()));
        assert_eq!(
            String::from_cell(&Cell::Boolean(true)),
            Ok("true".to_owned())
        );
        assert_eq!(text::<Cow<'_, str>>("a"), Some("a".into()));
        assert_eq!(text::<char>("ä"), Some('ä'));
        assert_eq!(text::<char>("ab"), None);
    }

    #[test]
    fn null_is_a_value_only_of_an_option() {
        assert!(String::from_cell(&Cell::Null).is_err());
        assert!(i64::from_cell(&Cell::Null).is_err());
        assert_eq!(<Option<Box<i64>>>::from_cell(&Cell::Null), Ok(None));
        assert_eq!(text::<Option<i64>>("7"), Some(Some(7)));
        assert_eq!(text::<Option<i64>>(""), None);
    }

    #[test]
    fn boolean_is_not_a_number() {
        assert_eq!(text::<bool>("TRUE"), Some(true));
        assert_eq!(bool::from_cell(&Cell::Boolean(false)), Ok(false));
        assert_eq!(number::<bool>("1"), None);
        assert_eq!(text::<bool>("yes"), None);
    }

    #[test]
    fn instant_before_1970_is_exact() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_micros(500_001);
        assert_eq!(text("1969-12-31 23:59:59.499999"), Some(before));
    }
}
