//! A cell as the service spells it, and the trait that reads it.

use std::borrow::Cow;

/// A value in a row, as the service spells it.
///
/// The service was observed to write numbers as strings, and may write them as JSON numbers. [`FromCell`] reads
/// both, from the text of the response, so no digit is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell<'r> {
    /// NULL.
    Null,
    /// A JSON string.
    Text(Cow<'r, str>),
    /// A JSON number, with all its digits.
    Number(&'r str),
    /// A JSON boolean.
    Boolean(bool),
    /// A JSON array or object.
    Json(&'r str),
}

impl Cell<'_> {
    /// Returns the text of the value, without the quotes of a string. `None` is NULL.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text),
            Self::Number(text) | Self::Json(text) => Some(text),
            Self::Boolean(true) => Some("true"),
            Self::Boolean(false) => Some("false"),
        }
    }

    /// Returns the text of a string or a number.
    pub(crate) fn string_or_number(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(text) => Some(text),
            Self::Null | Self::Boolean(_) | Self::Json(_) => None,
        }
    }
}

/// The error for a cell that is not a value of the expected type.
///
/// Reading a row adds the row number and the column name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    expected: Cow<'static, str>,
}

impl CellError {
    /// Creates the error for a type, such as `an integer from 0 to 255`.
    #[must_use]
    pub fn expected(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            expected: what.into(),
        }
    }

    pub(crate) fn into_expected(self) -> Cow<'static, str> {
        self.expected
    }
}

/// A Rust type that a cell can be read into.
///
/// It is implemented for the owned types that are a [`ColumnType`](trait@crate::ColumnType), and for numbers that no
/// column can hold but that SQL can compute: `f32`, `f64`, `u64`, `usize`, `i128` and `u128`.
///
/// | Rust | accepts |
/// | --- | --- |
/// | `String` and its wrappers | every value but NULL, as it is spelled |
/// | integers | an integer in the range of the type; up to 2⁵³ also as `3.0` or `3e0` |
/// | `f32`, `f64` | a number, rounded to the nearest value of the type |
/// | decimals | a number that the type holds without rounding |
/// | dates and times | ISO 8601 or Trino's spelling, with up to nine digits of a fraction |
/// | a timestamp with a time zone | an instant: a value without a zone is UTC |
/// | a timestamp without a time zone | the value as it is written; a zone other than UTC is an error |
/// | `Option` | NULL, and what the inner type accepts |
///
/// # Examples
///
/// ```
/// use peaka_runtime::{Cell, FromCell};
///
/// #[derive(Debug, PartialEq, FromCell)]
/// struct UserId(u32);
///
/// assert_eq!(UserId::from_cell(&Cell::Text("7".into())), Ok(UserId(7)));
/// assert_eq!(Option::<UserId>::from_cell(&Cell::Null), Ok(None));
/// let error = UserId::from_cell(&Cell::Number("-1")).unwrap_err();
/// assert_eq!(error.to_string(), "expected an integer from 0 to 4294967295");
/// ```
///
/// A type whose text the program parses itself:
///
/// ```
/// use peaka_runtime::{Cell, CellError, FromCell};
///
/// struct Version(u8, u8);
///
/// impl FromCell for Version {
///     fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
///         let parse = |text: &str| {
///             let (major, minor) = text.split_once('.')?;
///             Some(Self(major.parse().ok()?, minor.parse().ok()?))
///         };
///         cell.text().and_then(parse).ok_or(CellError::expected("a version such as `1.2`"))
///     }
/// }
///
/// let Version(major, minor) = Version::from_cell(&Cell::Text("3.14".into()))?;
/// assert_eq!((major, minor), (3, 14));
/// # Ok::<(), CellError>(())
/// ```
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
    message = "`{Self}` cannot be read from a row",
    label = "does not implement `FromCell`",
    note = "for your own newtype or enum: use `#[derive(peaka_runtime::FromCell)]`",
    note = "for a field that is not a column: use `#[bitable(skip)]`"
)]
pub trait FromCell: Sized {
    /// Reads a cell.
    ///
    /// # Errors
    ///
    /// [`CellError`] if the cell is not a value of the type.
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError>;
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for CellError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_cell_is_its_spelling() {
        for (cell, text, string_or_number) in [
            (Cell::Null, None, None),
            (Cell::Text("a".into()), Some("a"), Some("a")),
            (Cell::Number("1.50"), Some("1.50"), Some("1.50")),
            (Cell::Boolean(true), Some("true"), None),
            (Cell::Boolean(false), Some("false"), None),
            (Cell::Json("[1]"), Some("[1]"), None),
        ] {
            assert_eq!(
                (cell.text(), cell.string_or_number()),
                (text, string_or_number)
            );
        }
    }

    #[test]
    fn error_names_what_was_expected() {
        let error = CellError::expected("an integer");
        assert_eq!(error.to_string(), "expected an integer");
        assert_eq!(error.into_expected(), "an integer");
    }
}
