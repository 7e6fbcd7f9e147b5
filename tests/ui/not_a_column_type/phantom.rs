use peaka_runtime::BiTable;

use std::marker::PhantomData;

#[derive(BiTable)]
struct Event<T> {
    id: i64,
    kind: PhantomData<T>,
}

fn main() {}
