//! The value of `#[bitable(default = …)]`: a literal, or the path of a constant.

use std::ops::Deref;

/// A default as the attribute spells it.
#[derive(Clone, Copy, Debug)]
pub enum DefaultInput {
    /// An integer literal, clamped to the range of `i128`, and its digits.
    Integer(i128, &'static str),
    /// The value of an integer constant, whose digits are not known.
    Number(i128),
    /// The digits of a floating-point literal.
    Float(&'static str),
    /// `true` or `false`.
    Boolean(bool),
    /// A string.
    Text(&'static str),
}

/// A type that the constant in `#[bitable(default = PATH)]` can have: an integer, `bool` or `&'static str`.
///
/// It is sealed, so other types cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a default cannot be a constant of type `{Self}`",
    label = "expected an integer, a `bool` or a `&'static str`",
    note = "declare a constant of one of these types, and use its path"
)]
pub trait DefaultConstant: Sized + sealed::Sealed {
    /// Has the type of the constant. The derive uses it to require the trait of a constant whose type it does
    /// not know.
    #[doc(hidden)]
    const NONE: Option<Self> = None;
}

mod sealed {
    pub trait Sealed {}
}

/// The value of the constant in `#[bitable(default = PATH)]`.
///
/// Each [`DefaultConstant`] has an inherent `input` method here, because trait methods cannot be called in
/// constants.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

/// Has the `input` method of a [`Constant`] of an unsupported type.
///
/// It is never called. Without it, the compiler would report a missing method in addition to the missing
/// implementation of [`DefaultConstant`].
#[derive(Debug)]
pub struct UnsupportedConstant;

impl UnsupportedConstant {
    /// Returns any input.
    #[must_use]
    pub const fn input(&self) -> DefaultInput {
        DefaultInput::Boolean(false)
    }
}

impl<T> Deref for Constant<T> {
    type Target = UnsupportedConstant;

    fn deref(&self) -> &Self::Target {
        &UnsupportedConstant
    }
}

macro_rules! default_constants {
    ($($type:ty => |$value:ident| $input:expr),+ $(,)?) => {$(
        impl sealed::Sealed for $type {}

        // The label lists the types already.
        #[diagnostic::do_not_recommend]
        impl DefaultConstant for $type {}

        impl Constant<$type> {
            /// Returns the value.
            #[must_use]
            pub const fn input(self) -> DefaultInput {
                let $value = self.0;
                $input
            }
        }
    )+};
}

macro_rules! integer_constants {
    ($($type:ty)+) => {
        default_constants! {
            $($type => |value| DefaultInput::Number(value as i128)),+
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
            (Constant(-128_i8).input(), -128),
            (Constant(u8::MAX).input(), 255),
            (Constant(i64::MIN).input(), -9_223_372_036_854_775_808),
            (Constant(u64::MAX).input(), 18_446_744_073_709_551_615),
            (Constant(3_usize).input(), 3),
            (Constant(i128::MIN).input(), i128::MIN),
        ] {
            assert!(
                matches!(input, DefaultInput::Number(number) if number == expected),
                "{input:?}"
            );
        }
    }

    #[test]
    fn constant_of_another_type_keeps_its_value() {
        assert!(matches!(
            Constant(true).input(),
            DefaultInput::Boolean(true)
        ));
        assert!(matches!(
            Constant("1.50").input(),
            DefaultInput::Text("1.50")
        ));
    }
}
