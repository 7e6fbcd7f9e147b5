//! Values for the placeholders of a statement.

use std::fmt;

/// A value for a placeholder `?` in a statement.
///
/// The service takes all values as text, so a placeholder is sent as `CAST(? AS BIGINT)` or the like, except for
/// text. A value is never inserted into the statement.
///
/// There is no binding for NULL, because `= NULL` is never true: write `IS NULL` in the statement.
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    text: String,
    /// The SQL type that the text is cast to, if it is not text.
    cast: Option<String>,
}

/// The name of the values in the body of a request.
///
/// The API reference has `bindings` in its schema and `bindArgs` in an example; which one the service reads was not
/// measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingsKey {
    /// `bindings`.
    #[default]
    Bindings,
    /// `bindArgs`.
    BindArgs,
}

impl Binding {
    fn cast(text: String, to: impl Into<String>) -> Self {
        Self {
            text,
            cast: Some(to.into()),
        }
    }

    /// Returns the placeholder with its cast.
    pub(super) fn placeholder(&self) -> String {
        match &self.cast {
            Some(cast) => format!("CAST(? AS {cast})"),
            None => "?".to_owned(),
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Does not show the value, which may be personal data.
impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cast = self.cast.as_deref().unwrap_or("VARCHAR");
        write!(f, "Binding({cast})")
    }
}

impl From<String> for Binding {
    fn from(text: String) -> Self {
        Self { text, cast: None }
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
    time::UtcDateTime => "TIMESTAMP(9)" |value| {
        let (hour, minute, second, nanosecond) = value.as_hms_nano();
        format!("{} {hour:02}:{minute:02}:{second:02}{}", value.date(), fraction(nanosecond))
    },
    #[cfg(feature = "time")]
    time::OffsetDateTime => "TIMESTAMP(9)" |value| Self::from(value.to_utc()).text,
    #[cfg(feature = "jiff")]
    jiff::civil::Date => "DATE" |value| value.to_string(),
    #[cfg(feature = "jiff")]
    jiff::civil::Time => "TIME(9)" |value| value.to_string(),
    #[cfg(feature = "jiff")]
    jiff::civil::DateTime => "TIMESTAMP(9)" |value| value.to_string().replace('T', " "),
    #[cfg(feature = "jiff")]
    jiff::Timestamp => "TIMESTAMP(9)" |value| {
        Self::from(jiff::tz::TimeZone::UTC.to_datetime(value)).text
    },
}

/// Returns the fraction of a second with its point, or nothing for a whole second.
#[cfg(feature = "time")]
fn fraction(nanosecond: u32) -> String {
    match nanosecond {
        0 => String::new(),
        nanosecond => format!(".{nanosecond:09}").trim_end_matches('0').to_owned(),
    }
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

#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
impl Binding {
    /// Creates the binding of a number in digits, with the smallest type that holds it.
    fn decimal(text: String) -> Self {
        let digits = text.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (precision, scale) = (whole.len() + fraction.len(), fraction.len());
        Self::cast(text, format!("DECIMAL({precision}, {scale})"))
    }
}
