use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(rename = "x")]
    a: i64,
    #[bitable(default_value = 3)]
    b: i64,
    #[bitable(flatten, prefix = "x_")]
    c: i64,
    #[bitable(nullable)]
    d: i64,
    #[bitable(primary_key)]
    e: i64,
    #[bitable(comment = "x")]
    f: i64,
}

fn main() {}
