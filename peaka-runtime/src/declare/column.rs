//! What the derive's output is made of: constant functions that turn a declaration into a
//! [`ColumnRequest`], and that fail the build on the offending token when it makes no sense.

use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use crate::declare::const_message::fail_the_build;
use crate::declare::value_text as literal;
use crate::schema::column_request::{ColumnRequest, DefaultValue};
use crate::schema::data_type::DataType;
use crate::snapshot::compile_check::Listed;

/// A default as it is written in the attribute; numbers come with their digits.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// An integer, clamped to what the type here holds, and its digits.
    Integer(i128, &'static str),
    /// The value of an integer constant: its digits are not known.
    Number(i128),
    /// The digits of a number with a point.
    Float(&'static str),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(&'static str),
}

/// A column without its name: what the type of a field says, and then what its keys add.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    request: ColumnRequest<'static>,
    /// Whether the display name is chosen; else it is the name.
    is_shown_otherwise: bool,
    nullable: bool,
    values: Values,
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
    const fn have_integer(self, number: i128) -> bool {
        let (min, max) = match self {
            Self::Integers(min, max) | Self::NonZero(min, max) => (min, max),
            Self::All | Self::Character => (i64::MIN, i64::MAX),
        };
        min as i128 <= number
            && number <= max as i128
            && (number != 0 || !matches!(self, Self::NonZero(..)))
    }

    const fn have_text(self, text: &str) -> bool {
        !matches!(self, Self::Character) || literal::is_one_character(text)
    }
}

/// The columns of a struct.
#[must_use]
pub const fn columns<const N: usize>(
    declared: [(&'static str, Column); N],
) -> [ColumnRequest<'static>; N] {
    let mut columns = [ColumnRequest::new("", DataType::Varchar); N];
    let mut i = 0;
    // The compiler takes these steps one by one for every column of a program, so they are few.
    while i < N {
        let (name, column) = &declared[i];
        columns[i] = column.request;
        columns[i].name = name;
        if !column.is_shown_otherwise {
            columns[i].display_name = name;
        }
        i += 1;
    }
    columns
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

    /// The same if the snapshot has it so under that name, or under the one that the service would
    /// have made of it.
    ///
    /// # Panics
    /// In the build, if it has not.
    #[must_use]
    #[track_caller]
    pub const fn in_snapshot<const N: usize>(self, name: &'static str, listed: &Listed<N>) -> Self {
        listed.check(&columns([(name, self)]));
        self
    }

    /// See [`ColumnRequest::not_null`].
    ///
    /// # Panics
    /// In the build, if the field's type can be null.
    #[must_use]
    #[track_caller]
    pub const fn not_null(mut self) -> Self {
        assert!(
            !self.nullable,
            "an Option can be null: take `not_null` away, or take the Option away"
        );
        self.request.is_not_null = true;
        self
    }

    /// See [`ColumnRequest::default_value`].
    ///
    /// # Panics
    /// In the build, if the literal is no value of the field's type.
    #[must_use]
    #[track_caller]
    pub const fn default_value(mut self, default: Literal) -> Self {
        self.request.default_value = Some(match (self.request.data_type, default) {
            (DataType::Bigint, Literal::Integer(number, _) | Literal::Number(number)) => {
                assert!(
                    self.values.have_integer(number),
                    "the default is out of the range of the field's type"
                );
                DefaultValue::Bigint(number as i64)
            }
            (DataType::Boolean, Literal::Boolean(truth)) => DefaultValue::Boolean(truth),
            (
                data_type @ DataType::Decimal,
                Literal::Integer(_, text) | Literal::Float(text) | Literal::Text(text),
            )
            | (data_type, Literal::Text(text))
                if literal::is_text_of(data_type, text) =>
            {
                assert!(
                    self.values.have_text(text),
                    "the default of a `char` is a string of one character"
                );
                DefaultValue::Text(text)
            }
            (DataType::Decimal, Literal::Number(_)) => fail_the_build(
                "a constant for a DECIMAL column is a string: `const MAX: &str = \"1.50\"`",
            ),
            (data_type, _) => fail_the_build(expected(data_type)),
        });
        self
    }
}

/// Whether a type that need not be a `ColumnType` is an `Option`: an associated constant of the type
/// itself is found before that of a trait.
#[derive(Debug)]
pub struct Nullable<T: ?Sized>(PhantomData<T>);

macro_rules! nullable {
    ($($type:ty),+ $(,)?) => {$(
        impl<T> Nullable<$type> {
            /// It is.
            pub const __PEAKA_IS_OPTION: bool = true;
        }
    )+};
}

nullable!(
    Option<T>,
    &Option<T>,
    Box<Option<T>>,
    Rc<Option<T>>,
    Arc<Option<T>>
);

/// What [`Nullable`] says of all other types.
pub trait Plain {
    /// It is none.
    const __PEAKA_IS_OPTION: bool = false;
}

impl<T: ?Sized> Plain for Nullable<T> {}

/// A constant that is named as a default. Which types it may have stands in the name of the method,
/// because the compiler shows that name where the type has no such method.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

macro_rules! integer_constants {
    ($($type:ident)+) => {$(
        impl Constant<$type> {
            /// The constant's value.
            #[must_use]
            pub const fn integer_bool_or_str(self) -> Literal {
                Literal::Number(self.0 as i128)
            }
        }
    )+};
}

integer_constants!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

impl Constant<bool> {
    /// The constant's value.
    #[must_use]
    pub const fn integer_bool_or_str(self) -> Literal {
        Literal::Boolean(self.0)
    }
}

impl Constant<&'static str> {
    /// The constant's value.
    #[must_use]
    pub const fn integer_bool_or_str(self) -> Literal {
        Literal::Text(self.0)
    }
}

const fn expected(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Varchar => "the default of a VARCHAR column is a string: `default = \"text\"`",
        DataType::Bigint => "the default of a BIGINT column is an integer: `default = 3`",
        DataType::Boolean => "the default of a BOOLEAN column is `true` or `false`",
        DataType::Decimal => {
            "the default of a DECIMAL column is a number without exponent, of at most 38 digits: \
             `default = 1.50` or `default = \"1.50\"`"
        }
        DataType::Timestamp => {
            "the default of a TIMESTAMP column is a date with a time of day: \
             `default = \"2024-01-31 08:30:00\"`, with up to 12 digits after the second"
        }
        DataType::Time => {
            "the default of a TIME column is a time of day: \
             `default = \"08:30:00\"`, with up to 12 digits after the second"
        }
        DataType::Date => {
            "the default of a DATE column is a day that exists: `default = \"2024-01-31\"`"
        }
        DataType::Uuid => {
            "the default of a UUID column is 32 hexadecimal digits in five groups: \
             `default = \"12345678-9abc-def0-1234-56789abcdef0\"`"
        }
    }
}
