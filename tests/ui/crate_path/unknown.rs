use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(crate = crate::nope)]
struct Event {
    #[bitable(default = 3)]
    id: i64,
    #[bitable(not_null)]
    note: String,
}

fn main() {}
