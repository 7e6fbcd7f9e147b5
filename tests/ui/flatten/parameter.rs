use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event<T: BiTable> {
    id: i64,
    #[bitable(flatten)]
    rest: T,
}

fn main() {}
