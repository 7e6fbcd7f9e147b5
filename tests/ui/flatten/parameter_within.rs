use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event<T> {
    id: i64,
    #[bitable(flatten)]
    rest: Vec<(T, i64)>,
}

fn main() {}
