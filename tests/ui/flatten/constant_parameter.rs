use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Place<const N: usize> {
    city: String,
    #[bitable(skip)]
    bytes: [u8; N],
}

#[derive(BiTable)]
struct Event<const N: usize> {
    id: i64,
    #[bitable(flatten)]
    place: Place<N>,
}

fn main() {}
