//! Structs, names, defaults and types that `macro_rules!` macros produce.
#![allow(dead_code)]

use peaka_runtime::{BiTable, DefaultValue};

type Id = i64;

macro_rules! tables {
    ($($v:vis struct $struct:ident { $column:literal = $default:literal, $ty:ty })+) => {$(
        #[derive(BiTable)]
        $v struct $struct {
            #[bitable(name = $column, default = $default)]
            value: $ty,
            of_crate: $crate::Id,
        }
    )+};
}

tables! {
    struct A { "first" = 3, i64 }
    pub(crate) struct B { "second" = "x", Option<String> }
}

macro_rules! negative {
    ($default:expr) => {
        #[derive(BiTable)]
        struct C {
            #[bitable(default = $default)]
            value: i64,
        }
    };
}

negative!(-3);

fn main() {
    assert_eq!((A::COLUMNS[0].name, A::COLUMNS[0].default_value), ("first", Some(DefaultValue::Bigint(3))));
    assert_eq!((B::COLUMNS[0].name, B::COLUMNS[0].default_value), ("second", Some(DefaultValue::Text("x"))));
    assert_eq!(C::COLUMNS[0].default_value, Some(DefaultValue::Bigint(-3)));
}
