use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "UPPERCASE")]
struct Event {
    user_id: i64,
    USER_ID: i64,
}

fn main() {}
