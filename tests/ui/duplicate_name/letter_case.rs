use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(name = "ID")]
    a: i64,
    #[bitable(name = "id")]
    b: i64,
    #[bitable(name = "Größe")]
    c: i64,
    #[bitable(name = "größe")]
    d: i64,
}

fn main() {}
