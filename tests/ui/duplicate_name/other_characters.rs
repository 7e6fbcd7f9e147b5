use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    #[bitable(name = "Revenue (net)")]
    a: i64,
    revenue_net: i64,
}

fn main() {}
