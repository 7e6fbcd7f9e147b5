use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event<T> {
    id: T,
}

fn main() {}
