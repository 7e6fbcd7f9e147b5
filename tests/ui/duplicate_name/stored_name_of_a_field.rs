use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    user_id: i64,
    userid: i64,
}

fn main() {}
