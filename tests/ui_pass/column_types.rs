//! User-defined column types: newtypes, generic newtypes and enums.
#![allow(dead_code)]

use std::borrow::Cow;
use std::marker::PhantomData;
use std::num::{NonZeroU32, Saturating, Wrapping};
use std::rc::Rc;
use std::sync::Arc;

use peaka_runtime::{BiTable, ColumnType, DataType, DefaultValue};

#[derive(ColumnType)]
struct Small(i8);

#[derive(ColumnType)]
struct Wrapper {
    inner: Small,
}

#[derive(ColumnType)]
struct Generic<T>(T);

#[derive(ColumnType)]
struct Text<'a, const N: usize>(Cow<'a, str>);

#[derive(ColumnType)]
struct Maybe<T: Copy>(Option<T>)
where
    T: Sized;

#[derive(ColumnType)]
struct TypedId<T>(u64Like, #[bitable(skip)] PhantomData<T>);

#[allow(non_camel_case_types)]
type u64Like = i64;

impl Small {
    const COLUMN: &'static str = "the user's own";
}

mod facade {
    pub use peaka_runtime as runtime;
}

#[derive(ColumnType)]
#[bitable(crate = facade::runtime)]
struct ThroughFacade(bool);

#[derive(ColumnType, Clone, Copy)]
#[deprecated]
enum Kind {
    Click = 1,
    View,
}

type Alias = Option<Wrapper>;

trait HasColumnType {
    type Of: ColumnType;
}

impl HasColumnType for u8 {
    type Of = bool;
}

const MAX: i64 = 1 << 40;
const NAME: &str = "nobody";
const YES: bool = true;

impl Event {
    const MIN: i8 = -128;
}

#[derive(BiTable)]
struct Event {
    #[bitable(default = -128)]
    wrapper: Wrapper,
    alias: Alias,
    #[bitable(not_null, default = MAX)]
    generic: Generic<i64>,
    #[bitable(default = NAME)]
    words: Text<'static, 3>,
    maybe: Maybe<bool>,
    #[allow(deprecated)]
    #[bitable(default = "Click")]
    kind: Kind,
    #[bitable(default = true)]
    of: <u8 as HasColumnType>::Of,
    #[bitable(default = Self::MIN)]
    least: i8,
    #[bitable(data_type = "decimal", default = 1.5, not_null)]
    price: f64,
    #[bitable(data_type = "DECIMAL", default = 99999999999999999999)]
    large: u128,
    #[bitable(data_type = "VARCHAR")]
    list: Vec<u8>,
    boxed: Box<str>,
    counted: Arc<Rc<str>>,
    wrapped: Wrapping<u16>,
    one: NonZeroU32,
    #[bitable(data_type = "DECIMAL", default = -1.5)]
    loss: f32,
    #[bitable(default = YES)]
    yes: ThroughFacade,
    typed: TypedId<fn()>,
    least_of_all: Saturating<isize>,
    #[cfg(any())]
    not_built: NotThere,
    #[doc = concat!("with \"quotes\" and {", "braces}")]
    #[cfg_attr(all(), bitable(unique))]
    documented: char,
}

fn main() {
    let types: Vec<_> = Event::COLUMNS.iter().map(|column| (column.name, column.data_type)).collect();
    assert_eq!(
        types,
        [
            ("wrapper", DataType::Bigint),
            ("alias", DataType::Bigint),
            ("generic", DataType::Bigint),
            ("words", DataType::Varchar),
            ("maybe", DataType::Boolean),
            ("kind", DataType::Varchar),
            ("of", DataType::Boolean),
            ("least", DataType::Bigint),
            ("price", DataType::Decimal),
            ("large", DataType::Decimal),
            ("list", DataType::Varchar),
            ("boxed", DataType::Varchar),
            ("counted", DataType::Varchar),
            ("wrapped", DataType::Bigint),
            ("one", DataType::Bigint),
            ("loss", DataType::Decimal),
            ("yes", DataType::Boolean),
            ("typed", DataType::Bigint),
            ("least_of_all", DataType::Bigint),
            ("documented", DataType::Varchar),
        ]
    );
    let default = |index: usize| Event::COLUMNS[index].default_value;
    assert_eq!(default(0), Some(DefaultValue::Bigint(-128)));
    assert_eq!(default(2), Some(DefaultValue::Bigint(1 << 40)));
    assert_eq!(default(3), Some(DefaultValue::Text("nobody")));
    assert_eq!(default(7), Some(DefaultValue::Bigint(-128)));
    assert_eq!(default(8), Some(DefaultValue::Text("1.5")));
    assert_eq!(default(9), Some(DefaultValue::Text("99999999999999999999")));
    assert_eq!(default(15), Some(DefaultValue::Text("-1.5")));
    assert_eq!(default(16), Some(DefaultValue::Boolean(true)));
    assert!(Event::COLUMNS[19].is_unique);
    assert!(Event::COLUMNS[2].is_not_null);
}
