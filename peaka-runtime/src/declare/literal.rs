//! The value of `#[bitable(default = …)]`: a literal, or the path of a constant.

/// A default as the attribute spells it.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
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
pub trait DefaultConstant: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

/// The value of the constant in `#[bitable(default = PATH)]`.
#[derive(Clone, Copy, Debug)]
pub struct Constant<T>(pub T);

/// Gives a `Constant` of an unsupported type a `default` method that cannot be called.
///
/// Trait methods cannot be called in constants, so supported types have an inherent method. For other types,
/// the compiler finds this method, and reports its unmet bound instead of a missing method.
pub trait DefaultAttribute: Sized {
    /// The type of the constant.
    type Value;

    /// Is never called.
    fn default(self) -> Literal
    where
        Self::Value: DefaultConstant,
    {
        Literal::Text("")
    }
}

impl<T> DefaultAttribute for Constant<T> {
    type Value = T;
}

macro_rules! default_constants {
    ($($type:ty => |$value:ident| $literal:expr),+ $(,)?) => {$(
        impl sealed::Sealed for $type {}

        // The label lists the types already.
        #[diagnostic::do_not_recommend]
        impl DefaultConstant for $type {}

        impl Constant<$type> {
            /// Returns the value as a literal.
            #[must_use]
            pub const fn default(self) -> Literal {
                let $value = self.0;
                $literal
            }
        }
    )+};
}

macro_rules! integer_constants {
    ($($type:ty)+) => {
        default_constants! {
            $($type => |value| Literal::Number(value as i128)),+
        }
    };
}

integer_constants!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

default_constants! {
    bool => |value| Literal::Boolean(value),
    &'static str => |value| Literal::Text(value),
}
