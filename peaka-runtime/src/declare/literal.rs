//! A default as the attribute spells it: a literal, or the path of a constant.

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
