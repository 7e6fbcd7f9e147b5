//! Generic structs: lifetime, type and const parameters, and associated types.

use std::borrow::Cow;

use peaka_runtime::{BiTable, ColumnRequest, ColumnType, DataType};

trait HasColumnType {
    type Of;
}

struct Plain;

impl HasColumnType for Plain {
    type Of = bool;
}

#[derive(BiTable)]
#[allow(dead_code)]
struct Event<'a, T: ColumnType, X: HasColumnType, const N: usize = 4>
where
    X::Of: ColumnType,
{
    borrowed: &'a str,
    cow: Cow<'a, str>,
    #[bitable(not_null)]
    own: T,
    of: X::Of,
    #[bitable(skip)]
    bytes: [u8; N],
}

/// The columns can be read in a constant.
const SECOND: ColumnRequest<'static> = Event::<i64, Plain>::COLUMNS[1];

fn main() {
    assert_eq!((SECOND.name, SECOND.data_type), ("cow", DataType::Varchar));
    let types: Vec<_> = Event::<i8, Plain, 2>::COLUMNS.iter().map(|column| column.data_type).collect();
    assert_eq!(types, [DataType::Varchar, DataType::Varchar, DataType::Bigint, DataType::Boolean]);
}
