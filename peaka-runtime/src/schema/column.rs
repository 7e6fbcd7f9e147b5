//! A column without its name: what the type of a field says.

use super::column_request::ColumnRequest;
use super::data_type::DataType;

/// A column without its name: what the type of a field says, and then what its keys add.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub(crate) request: ColumnRequest<'static>,
    /// Whether the display name is chosen; else it is the name.
    pub(crate) is_shown_otherwise: bool,
    pub(crate) nullable: bool,
    pub(crate) values: Values,
}

/// Which values of the data type the field's type has.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// All of them.
    All,
    /// The integers from one to the other.
    Integers(i64, i64),
    /// The same without zero.
    NonZero(i64, i64),
    /// Texts of one character.
    Character,
}

impl Values {
    pub(crate) const fn have_integer(self, number: i128) -> bool {
        let (min, max) = match self {
            Self::Integers(min, max) | Self::NonZero(min, max) => (min, max),
            Self::All | Self::Character => (i64::MIN, i64::MAX),
        };
        min as i128 <= number
            && number <= max as i128
            && (number != 0 || !matches!(self, Self::NonZero(..)))
    }

    pub(crate) const fn have_text(self, text: &str) -> bool {
        !matches!(self, Self::Character) || is_one_character(text)
    }
}

impl Column {
    /// A column for a type that has all values of the data type, and null if it is nullable.
    #[must_use]
    pub const fn new(data_type: DataType, nullable: bool) -> Self {
        Self {
            request: ColumnRequest::new("", data_type),
            is_shown_otherwise: false,
            nullable,
            values: Values::All,
        }
    }

    /// The same for a type that has some of the values.
    #[must_use]
    pub const fn with_values(mut self, values: Values) -> Self {
        self.values = values;
        self
    }

    /// The same for an `Option` of the type.
    #[must_use]
    pub const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The data type.
    #[must_use]
    pub const fn data_type(&self) -> DataType {
        self.request.data_type
    }

    /// Whether a value may be null.
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    #[cfg(test)]
    pub(crate) fn values(&self) -> Values {
        self.values
    }

    /// See [`ColumnRequest::display_name`].
    #[must_use]
    pub const fn display_name(mut self, display_name: &'static str) -> Self {
        self.request.display_name = display_name;
        self.is_shown_otherwise = true;
        self
    }

    /// See [`ColumnRequest::unique`].
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.request.is_unique = true;
        self
    }

    /// See [`ColumnRequest::renamed_from`].
    #[must_use]
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.request.renamed_from = Some(name);
        self
    }

    /// See [`ColumnRequest::description`].
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.request.description = Some(description);
        self
    }
}

/// Whether the text is one character: all bytes after the first go on with it.
pub(crate) const fn is_one_character(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        if bytes[i] & 0xc0 != 0x80 {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_one() {
        for (text, one) in [
            ("x", true),
            ("ß", true),
            ("名", true),
            ("", false),
            ("xy", false),
            ("ßx", false),
        ] {
            assert_eq!(is_one_character(text), one, "{text}");
        }
    }
}
