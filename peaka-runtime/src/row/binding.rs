//! Values for the placeholders of a statement, and the trait of types that have one.

use std::fmt;

use super::civil::{CivilDate, CivilTime, CivilTimestamp};
use super::number::{parse_integer, plain_decimal};
use crate::schema::{DataType, MAX_DECIMAL_DIGITS};

/// A value for a placeholder `?` in a statement.
///
/// [`ToBinding`](trait@ToBinding) creates one. The service takes all values as text, so a placeholder is sent as
/// `CAST(? AS BIGINT)` or the like, except for text. A value is never inserted into the statement, unless
/// `BindingsKey::Literals` asks for it.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{Binding, ToBinding};
///
/// // Values of different types for the placeholders of `userid = ? AND clicks > ?`.
/// let values: Vec<Binding> = vec!["ada".to_binding(), 3_i64.to_binding()];
/// assert_ne!(values[1], "3".to_binding(), "a number is sent as BIGINT, text as VARCHAR");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    /// The value as text; `None` is NULL.
    pub(crate) text: Option<String>,
    /// The SQL type that the text is cast to, if it is not text.
    pub(crate) cast: Option<String>,
    /// Why the value cannot be sent.
    pub(crate) fault: Option<&'static str>,
}

/// A Rust type whose values can be bound to a placeholder.
///
/// [`#[derive(FromCell)]`](macro@crate::FromCell) implements it for newtypes and enums: a newtype is bound like its
/// field, and an enum as the text of its variant. So a value is bound as it is read.
///
/// `None` is sent as NULL, and `= NULL` is never true: write `IS NOT DISTINCT FROM ?` to find NULL as well.
///
/// | Rust | SQL |
/// | --- | --- |
/// | text | VARCHAR |
/// | integers in the range of `i64`, with their `NonZero`, `Wrapping` and `Saturating` | BIGINT |
/// | larger integers, decimals | DECIMAL with as many digits as the value, at most 38 |
/// | `f32`, `f64` | DOUBLE |
/// | `bool` | BOOLEAN |
/// | `uuid::Uuid` | UUID |
/// | dates and times, `SystemTime` | DATE, TIME(9), TIMESTAMP(9), in UTC |
/// | `&`, `Box`, `Rc`, `Arc`, `Cow`, `Option` | that of the inner type |
///
/// # Examples
///
/// ```
/// use peaka_runtime::{Binding, FromCell, ToBinding};
///
/// #[derive(FromCell)]
/// enum Kind {
///     Click,
///     View,
/// }
///
/// assert_eq!(Kind::View.to_binding(), "View".to_binding());
///
/// struct Version(u8, u8);
///
/// impl ToBinding for Version {
///     fn to_binding(&self) -> Binding {
///         format!("{}.{}", self.0, self.1).to_binding()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to a placeholder",
    label = "does not implement `ToBinding`",
    note = "for your own newtype or enum: use `#[derive(peaka_runtime::FromCell)]`, which implements `ToBinding` too",
    note = "for another type of your own: implement `peaka_runtime::ToBinding`"
)]
pub trait ToBinding {
    /// Returns the value for a placeholder.
    fn to_binding(&self) -> Binding;
}

impl Binding {
    /// The binding of NULL.
    pub(super) const NULL: Self = Self {
        text: None,
        cast: None,
        fault: None,
    };

    pub(super) fn text(text: String) -> Self {
        Self {
            text: Some(text),
            ..Self::NULL
        }
    }

    pub(super) fn cast(text: String, to: impl Into<String>) -> Self {
        Self {
            cast: Some(to.into()),
            ..Self::text(text)
        }
    }

    /// Creates the binding of a value that cannot be sent.
    pub(super) fn unsendable(fault: &'static str) -> Self {
        Self {
            fault: Some(fault),
            ..Self::NULL
        }
    }

    /// Creates the binding of a number in digits, with the smallest type that holds it.
    pub(super) fn decimal(text: String) -> Self {
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
    pub(crate) fn of_column(data_type: DataType, text: &str) -> Option<Self> {
        Some(match data_type {
            DataType::Varchar => text.to_binding(),
            DataType::Bigint => i64::try_from(parse_integer(text)?).ok()?.to_binding(),
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
}

/// Does not show the value, which may be personal data.
impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cast = self.cast.as_deref().unwrap_or("VARCHAR");
        write!(f, "Binding({cast})")
    }
}

impl ToBinding for Binding {
    fn to_binding(&self) -> Binding {
        self.clone()
    }
}
