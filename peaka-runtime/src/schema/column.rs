//! A column as the type of a field declares it, without a name.

use super::column_request::ColumnRequest;
use super::data_type::DataType;
use super::reference::Reference;
use super::variant::Variant;

/// A column without a name: the data type of a field, and what its attributes add.
#[derive(Clone, Copy, Debug)]
pub struct UnnamedColumn {
    pub(crate) request: ColumnRequest<'static>,
    /// Whether an attribute sets the display name; otherwise it is the column's name.
    pub(crate) has_display_name: bool,
    /// Whether the Rust type has a value for NULL, like `Option`. `request.is_not_null` is the declared flag.
    pub(crate) is_nullable: bool,
    /// Whether the type is an `Option` of a type that can be NULL itself.
    pub(crate) has_two_nulls: bool,
    pub(crate) range: ValueRange,
}

/// Which values of the data type the field's Rust type can hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRange {
    /// All values.
    All,
    /// The integers from the first to the second, inclusive.
    Integers(i64, i64),
    /// The integers from the first to the second, inclusive, except zero.
    NonZero(i64, i64),
    /// Texts of exactly one character.
    Character,
}

impl ValueRange {
    /// Returns the smallest and the largest integer.
    pub(crate) const fn bounds(self) -> (i64, i64) {
        match self {
            Self::Integers(min, max) | Self::NonZero(min, max) => (min, max),
            Self::All | Self::Character => (i64::MIN, i64::MAX),
        }
    }

    pub(crate) const fn contains_integer(self, number: i128) -> bool {
        let (min, max) = self.bounds();
        min as i128 <= number
            && number <= max as i128
            && (number != 0 || !matches!(self, Self::NonZero(..)))
    }

    pub(crate) const fn contains_text(self, text: &str) -> bool {
        !matches!(self, Self::Character) || is_one_character(text)
    }
}

impl UnnamedColumn {
    /// Creates the column of a type that can hold all values of the data type.
    #[must_use]
    pub const fn new(data_type: DataType, is_nullable: bool) -> Self {
        Self {
            request: ColumnRequest::new("", data_type),
            has_display_name: false,
            is_nullable,
            has_two_nulls: false,
            range: ValueRange::All,
        }
    }

    /// Creates the column of an enum, given its variants.
    #[must_use]
    pub const fn of_enum(variants: &'static [Variant<'static>]) -> Self {
        let mut column = Self::new(DataType::Varchar, false);
        column.request.variants = variants;
        column
    }

    /// Restricts the values that the type can hold.
    #[must_use]
    pub(crate) const fn with_range(mut self, range: ValueRange) -> Self {
        self.range = range;
        self
    }

    /// Makes the column nullable, for an `Option` of the type.
    #[must_use]
    pub(crate) const fn nullable(mut self) -> Self {
        self.has_two_nulls |= self.is_nullable;
        self.is_nullable = true;
        self
    }

    /// Returns the data type.
    #[must_use]
    pub const fn data_type(&self) -> DataType {
        self.request.data_type
    }

    /// Returns whether a value of the type can be NULL.
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.is_nullable
    }

    /// Sets the display name.
    #[must_use]
    pub const fn display_name(mut self, display_name: &'static str) -> Self {
        self.request.display_name = display_name;
        self.has_display_name = true;
        self
    }

    /// Sets the column that this column refers to.
    #[must_use]
    pub const fn references(mut self, target: Reference) -> Self {
        self.request.references = Some(target);
        self
    }

    /// Marks the column as not live yet, so that a snapshot may lack it.
    #[must_use]
    pub const fn pending(mut self) -> Self {
        self.request.is_pending = true;
        self
    }

    /// Declares the column UNIQUE.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.request.is_unique = true;
        self
    }

    /// Sets the old names of the column, newest first.
    #[must_use]
    pub const fn renamed_from(mut self, names: &'static [&'static str]) -> Self {
        self.request.renamed_from = names;
        self
    }

    /// Sets the description.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.request.description = Some(description);
        self
    }
}

/// Returns whether the text is exactly one character.
const fn is_one_character(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        // All bytes of a character but the first are UTF-8 continuation bytes.
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
    fn range_contains_its_bounds() {
        let integers = ValueRange::Integers(-2, 3);
        let non_zero = ValueRange::NonZero(-2, 3);
        for (number, is_integer, is_non_zero) in [
            (-3, false, false),
            (-2, true, true),
            (-1, true, true),
            (0, true, false),
            (1, true, true),
            (3, true, true),
            (4, false, false),
        ] {
            assert_eq!(integers.contains_integer(number), is_integer, "{number}");
            assert_eq!(non_zero.contains_integer(number), is_non_zero, "{number}");
        }
        for number in [i64::MIN, 0, i64::MAX].map(i128::from) {
            assert!(ValueRange::All.contains_integer(number));
        }
        for number in [i64::MIN as i128 - 1, i64::MAX as i128 + 1] {
            assert!(!ValueRange::All.contains_integer(number));
        }
    }

    #[test]
    fn only_a_character_limits_texts() {
        for text in ["", "x", "xy"] {
            assert!(ValueRange::All.contains_text(text));
            assert_eq!(ValueRange::Character.contains_text(text), text == "x");
        }
    }

    #[test]
    fn one_character_may_have_several_bytes() {
        for (text, is_one) in [
            ("x", true),
            ("ß", true),
            ("名", true),
            ("", false),
            ("xy", false),
            ("ßx", false),
        ] {
            assert_eq!(is_one_character(text), is_one, "{text}");
        }
    }
}
