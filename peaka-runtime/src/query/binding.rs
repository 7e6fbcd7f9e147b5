//! Values for the placeholders of a statement.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use crate::report::Error;
use crate::row::{CivilDate, CivilTime, CivilTimestamp, UnixTime, parse_integer, plain_decimal};
use crate::schema::{DataType, MAX_DECIMAL_DIGITS};
use crate::text::counted;

/// A value for a placeholder `?` in a statement.
///
/// The service takes all values as text, so a placeholder is sent as `CAST(? AS BIGINT)` or the like, except for
/// text. A value is never inserted into the statement, unless [`BindingsKey::Literals`] asks for it.
///
/// `None` is sent as NULL, and `= NULL` is never true: write `IS NOT DISTINCT FROM ?` to find NULL as well.
///
/// | Rust | SQL |
/// | --- | --- |
/// | text | VARCHAR |
/// | integers in the range of `i64` | BIGINT |
/// | larger integers, decimals | DECIMAL with as many digits as the value, at most 38 |
/// | `f32`, `f64` | DOUBLE |
/// | dates and times, `SystemTime` | DATE, TIME(9), TIMESTAMP(9), in UTC |
///
/// For a type of your own, implement `From<YourType> for Binding`:
///
/// ```
/// use peaka_runtime::Binding;
///
/// enum Kind { Click, View }
///
/// impl From<Kind> for Binding {
///     fn from(kind: Kind) -> Self {
///         match kind {
///             Kind::Click => "Click".into(),
///             Kind::View => "View".into(),
///         }
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    /// The value as text; `None` is NULL.
    text: Option<String>,
    /// The SQL type that the text is cast to, if it is not text.
    cast: Option<String>,
    /// Why the value cannot be sent.
    fault: Option<&'static str>,
}

/// How the values of placeholders are sent.
///
/// The API reference has `bindings` in its schema and `bindArgs` in an example; which one the service reads was not
/// measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingsKey {
    /// In the field `bindings` of the request.
    #[default]
    Bindings,
    /// In the field `bindArgs` of the request.
    BindArgs,
    /// In the statement: each `?` is replaced with a literal, in which quotes are escaped. Use it only if the service
    /// reads neither of the fields.
    Literals,
}

impl Binding {
    fn cast(text: String, to: impl Into<String>) -> Self {
        Self {
            text: Some(text),
            cast: Some(to.into()),
            fault: None,
        }
    }

    /// Creates the binding of a number in digits, with the smallest type that holds it.
    fn decimal(text: String) -> Self {
        let digits = text.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (precision, scale) = (whole.len() + fraction.len(), fraction.len());
        Self {
            fault: (precision > MAX_DECIMAL_DIGITS as usize)
                .then_some("it has more than 38 digits"),
            ..Self::cast(text, format!("DECIMAL({precision}, {scale})"))
        }
    }

    /// Creates the binding of a value of a column as a response spells it. `None` means that it is not a value of the
    /// data type.
    pub(super) fn of_column(data_type: DataType, text: &str) -> Option<Self> {
        Some(match data_type {
            DataType::Varchar => text.into(),
            DataType::Bigint => i64::try_from(parse_integer(text)?).ok()?.into(),
            DataType::Decimal => Self::decimal(plain_decimal(text)?),
            DataType::Date => Self::cast(CivilDate::parse(text)?.to_string(), "DATE"),
            DataType::Time => Self::cast(CivilTime::parse(text)?.to_string(), "TIME(9)"),
            DataType::Timestamp => {
                let (date, time) = CivilTimestamp::parse(text)?.as_written()?;
                Self::cast(format!("{date} {time}"), "TIMESTAMP(9)")
            }
            DataType::Uuid => Self::cast(text.to_owned(), "UUID"),
            _ => return None,
        })
    }

    /// Checks the values of a statement.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if there are not as many as placeholders, or if one cannot be sent.
    pub(super) fn check(bindings: &[Self], placeholders: usize) -> Result<(), Error> {
        if bindings.len() != placeholders {
            return Err(Error::config(
                format!(
                    "invalid query: it has {} for {}",
                    counted(placeholders, "placeholder"),
                    counted(bindings.len(), "value")
                ),
                "call `bind` once for each `?`",
            ));
        }
        for (index, binding) in bindings.iter().enumerate() {
            if let Some(fault) = binding.fault {
                return Err(Error::config(
                    format!("invalid query: value {} cannot be sent: {fault}", index + 1),
                    "bind a value that a column can have",
                ));
            }
        }
        Ok(())
    }

    /// Returns what takes the place of `?` in the statement.
    pub(super) fn sql(&self, key: BindingsKey) -> String {
        let value = match (&self.text, key) {
            (None, _) => "NULL".to_owned(),
            (Some(text), BindingsKey::Literals) => format!("'{}'", text.replace('\'', "''")),
            (Some(_), BindingsKey::Bindings | BindingsKey::BindArgs) => "?".to_owned(),
        };
        match &self.cast {
            Some(cast) => format!("CAST({value} AS {cast})"),
            None => value,
        }
    }

    /// Returns the value that is sent beside the statement.
    pub(super) fn sent(self, key: BindingsKey) -> Option<String> {
        self.text.filter(|_| key != BindingsKey::Literals)
    }
}

/// Does not show the value, which may be personal data.
impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cast = self.cast.as_deref().unwrap_or("VARCHAR");
        write!(f, "Binding({cast})")
    }
}

impl<T: Into<Self>> From<Option<T>> for Binding {
    fn from(value: Option<T>) -> Self {
        value.map_or(
            Self {
                text: None,
                cast: None,
                fault: None,
            },
            Into::into,
        )
    }
}

impl From<String> for Binding {
    fn from(text: String) -> Self {
        Self {
            text: Some(text),
            cast: None,
            fault: None,
        }
    }
}

impl From<&str> for Binding {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

macro_rules! bindings {
    ($($(#[$attribute:meta])* $type:ty => $cast:literal |$value:ident| $text:expr),+ $(,)?) => {$(
        $(#[$attribute])*
        impl From<$type> for Binding {
            fn from($value: $type) -> Self {
                Self::cast($text, $cast)
            }
        }
    )+};
}

macro_rules! integers {
    ($($type:ident)+) => {
        bindings!($($type => "BIGINT" |value| value.to_string()),+);
    };
}

integers!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! wide_integers {
    ($($type:ident)+) => {$(
        impl From<$type> for Binding {
            fn from(value: $type) -> Self {
                match i64::try_from(value) {
                    Ok(value) => value.into(),
                    Err(_) => Self::decimal(value.to_string()),
                }
            }
        }
    )+};
}

wide_integers!(isize u64 usize i128 u128);

macro_rules! floats {
    ($($type:ident)+) => {$(
        impl From<$type> for Binding {
            fn from(value: $type) -> Self {
                let text = match value {
                    $type::INFINITY => "Infinity".to_owned(),
                    $type::NEG_INFINITY => "-Infinity".to_owned(),
                    value => format!("{value:?}"),
                };
                Self::cast(text, "DOUBLE")
            }
        }
    )+};
}

floats!(f32 f64);

macro_rules! references {
    ($($type:ty),+ $(,)?) => {$(
        impl From<$type> for Binding {
            fn from(value: $type) -> Self {
                let text: &str = &value;
                text.into()
            }
        }
    )+};
}

references!(&String, Box<str>, Rc<str>, Arc<str>);

impl From<Cow<'_, str>> for Binding {
    fn from(text: Cow<'_, str>) -> Self {
        text.into_owned().into()
    }
}

impl From<char> for Binding {
    fn from(text: char) -> Self {
        text.to_string().into()
    }
}

impl From<SystemTime> for Binding {
    fn from(value: SystemTime) -> Self {
        let Some((date, time)) = UnixTime::of(value).and_then(UnixTime::utc) else {
            return Self {
                fault: Some("it is a time beyond the year 9999"),
                ..Self::from("")
            };
        };
        Self::cast(format!("{date} {time}"), "TIMESTAMP(9)")
    }
}

bindings! {
    bool => "BOOLEAN" |value| value.to_string(),
    #[cfg(feature = "uuid")]
    uuid::Uuid => "UUID" |value| value.to_string(),
    #[cfg(feature = "chrono")]
    chrono::NaiveDate => "DATE" |value| value.to_string(),
    #[cfg(feature = "chrono")]
    chrono::NaiveTime => "TIME(9)" |value| value.to_string(),
    #[cfg(feature = "chrono")]
    chrono::NaiveDateTime => "TIMESTAMP(9)" |value| value.to_string(),
    #[cfg(feature = "time")]
    time::Date => "DATE" |value| value.to_string(),
    #[cfg(feature = "time")]
    time::Time => "TIME(9)" |value| time_text(value),
    #[cfg(feature = "time")]
    time::PrimitiveDateTime => "TIMESTAMP(9)" |value| {
        format!("{} {}", value.date(), time_text(value.time()))
    },
    #[cfg(feature = "jiff")]
    jiff::civil::Date => "DATE" |value| value.to_string(),
    #[cfg(feature = "jiff")]
    jiff::civil::Time => "TIME(9)" |value| value.to_string(),
    #[cfg(feature = "jiff")]
    jiff::civil::DateTime => "TIMESTAMP(9)" |value| value.to_string().replace('T', " "),
}

#[cfg(feature = "time")]
fn time_text(time: time::Time) -> String {
    let (hour, minute, second, nanosecond) = time.as_hms_nano();
    let time = CivilTime {
        hour,
        minute,
        second,
        nanosecond,
    };
    time.to_string()
}

macro_rules! via {
    ($($(#[$attribute:meta])* $type:ty => |$value:ident| $other:expr),+ $(,)?) => {$(
        $(#[$attribute])*
        impl From<$type> for Binding {
            fn from($value: $type) -> Self {
                $other.into()
            }
        }
    )+};
}

via! {
    #[cfg(feature = "time")]
    time::UtcDateTime => |value| time::PrimitiveDateTime::new(value.date(), value.time()),
    #[cfg(feature = "time")]
    time::OffsetDateTime => |value| value.to_utc(),
    #[cfg(feature = "jiff")]
    jiff::Timestamp => |value| jiff::tz::TimeZone::UTC.to_datetime(value),
    #[cfg(feature = "jiff")]
    jiff::Zoned => |value| value.timestamp(),
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> From<chrono::DateTime<Tz>> for Binding {
    fn from(value: chrono::DateTime<Tz>) -> Self {
        value.naive_utc().into()
    }
}

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Binding {
    fn from(value: rust_decimal::Decimal) -> Self {
        Self::decimal(value.to_string())
    }
}

#[cfg(feature = "bigdecimal")]
impl From<bigdecimal::BigDecimal> for Binding {
    fn from(value: bigdecimal::BigDecimal) -> Self {
        Self::decimal(value.to_plain_string())
    }
}

#[cfg(test)]
mod tests;
