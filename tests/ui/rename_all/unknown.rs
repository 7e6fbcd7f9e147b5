use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "cammelCase")]
struct Event {
    user_id: i64,
}

fn main() {}
