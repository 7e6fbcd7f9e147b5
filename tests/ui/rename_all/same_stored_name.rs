use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
struct Event {
    user_id: i64,
    #[bitable(name = "user_Id")]
    user: i64,
}

fn main() {}
