//! Generated code does not use names that a user can shadow.
#![allow(dead_code, non_camel_case_types, unused_macros)]

mod core {}
mod std {}
mod serde {}

struct Result;
struct Option;
struct Vec;
struct Box;
struct String;
struct str;
struct i64;
struct Ok;
struct Err;
struct Some;
struct None;
struct Column;
struct ColumnRequest;
struct DefaultInput;
trait Default {}
trait BiTable {
    const COLUMNS: u8 = 0;
    const TABLE: u8 = 0;
}
impl BiTable for Event {}

macro_rules! concat {
    ($($any:tt)*) => {
        compile_error!("generated code must not use this macro")
    };
}
macro_rules! stringify {
    ($($any:tt)*) => {
        compile_error!("generated code must not use this macro")
    };
}
macro_rules! vec {
    ($($any:tt)*) => {
        compile_error!("generated code must not use this macro")
    };
}

struct Reference;
struct ReferenceTarget;
struct GoldenSql;
struct Variant;

#[derive(peaka_runtime::BiTable)]
#[bitable(ai = true)]
#[golden(question = "Which?", sql = "SELECT {id_of_place}, {Place::kind} FROM {table}, {Place}")]
struct Event {
    #[bitable(default = 3, unique, not_null, references = Place::id_of_place)]
    id: u32,
    #[bitable(default = true)]
    fact: bool,
    #[bitable(data_type = "DECIMAL", not_null)]
    price: f64,
    #[bitable(flatten)]
    place: Place,
}

const COUNT: usize = 1;
struct columns;

trait Blanket {
    const IS: u8 = 0;
}
impl<T> Blanket for T {}

#[derive(peaka_runtime::BiTable)]
struct Place {
    kind: Kind,
    id_of_place: Id,
}

#[derive(peaka_runtime::ColumnType, peaka_runtime::FromCell)]
enum Kind {
    /// Some kind.
    Some,
}

#[derive(peaka_runtime::ColumnType, peaka_runtime::FromCell)]
struct Id(u32);

trait FromCell {
    fn from_cell() {}
}
impl<T> FromCell for T {}
trait ToBinding {
    fn to_binding(&self) {}
}
impl<T> ToBinding for T {}

fn main() {
    assert_eq!(<Event as peaka_runtime::BiTable>::COLUMNS.len(), 5);
}
