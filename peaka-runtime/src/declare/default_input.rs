//! The value of `#[bitable(default = …)]`: a literal, or the path of a constant.

use std::marker::PhantomData;

/// A default as the attribute spells it.
#[derive(Clone, Copy, Debug)]
pub enum DefaultInput {
    /// An integer literal, clamped to the range of `i128`, and its digits.
    IntegerLiteral(i128, &'static str),
    /// The value of an integer constant, whose digits are not known.
    IntegerConstant(i128),
    /// The digits of a floating-point literal.
    FloatLiteral(&'static str),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(&'static str),
}

/// A type that the path in `#[bitable(default = PATH)]` can have: an integer, `bool`, `&'static str`, or an enum that
/// derives [`ColumnType`](macro@crate::ColumnType).
///
/// Programs need not use it, and cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a default cannot be a constant of type `{Self}`",
    label = "expected an integer, a `bool`, a `&'static str` or a variant of an enum that derives `ColumnType`",
    note = "for an enum: add `#[derive(peaka_runtime::ColumnType)]` to it, or write the text of the variant: `default = \"…\"`",
    note = "for any other type: declare a constant of one of the expected types, and use its path"
)]
pub trait DefaultConstant: Sized {
    /// Has a constant method `input`, which takes a reference to the value and returns a [`DefaultInput`]. The method
    /// is not part of this trait because constants cannot call methods of traits.
    #[doc(hidden)]
    type Reader;

    /// Reads the value.
    #[doc(hidden)]
    const READER: Self::Reader;

    /// Lets the derive require this trait of a constant whose type it cannot see: it puts `NONE` and the constant in one
    /// array, so the compiler infers `Self` from the constant.
    #[doc(hidden)]
    const NONE: Option<Self> = None;
}

/// Returns what reads the value of a constant.
#[must_use]
pub const fn constant<T: DefaultConstant>(_: &T) -> T::Reader {
    T::READER
}

/// Reads the value of a constant of type `T`.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(PhantomData<T>);

macro_rules! default_constants {
    ($($type:ty => |$value:ident| $input:expr),+ $(,)?) => {$(
        // The label lists the types already.
        #[diagnostic::do_not_recommend]
        impl DefaultConstant for $type {
            type Reader = Constant<Self>;
            const READER: Self::Reader = Constant(PhantomData);
        }

        impl Constant<$type> {
            /// Returns the value.
            #[must_use]
            pub const fn input(self, $value: &$type) -> DefaultInput {
                let $value = *$value;
                $input
            }
        }
    )+};
}

macro_rules! integer_constants {
    ($($type:ty)+) => {
        default_constants! {
            $($type => |value| DefaultInput::IntegerConstant(value as i128)),+
        }
    };
}

integer_constants!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

default_constants! {
    bool => |value| DefaultInput::Boolean(value),
    &'static str => |value| DefaultInput::Text(value),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_of_any_integer_type_keeps_its_value() {
        for (input, expected) in [
            (constant(&-128_i8).input(&-128_i8), -128),
            (constant(&u8::MAX).input(&u8::MAX), 255),
            (
                constant(&i64::MIN).input(&i64::MIN),
                -9_223_372_036_854_775_808,
            ),
            (
                constant(&u64::MAX).input(&u64::MAX),
                18_446_744_073_709_551_615,
            ),
            (constant(&3_usize).input(&3_usize), 3),
            (constant(&i128::MIN).input(&i128::MIN), i128::MIN),
        ] {
            assert!(
                matches!(input, DefaultInput::IntegerConstant(number) if number == expected),
                "{input:?}"
            );
        }
    }

    #[test]
    fn constant_of_another_type_keeps_its_value() {
        assert!(matches!(
            constant(&true).input(&true),
            DefaultInput::Boolean(true)
        ));
        assert!(matches!(
            constant(&"1.50").input(&"1.50"),
            DefaultInput::Text("1.50")
        ));
    }
}
