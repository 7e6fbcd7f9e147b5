use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(table = "clicks", snapshot = "snapshot/clicks.json")]
struct Click {
    id: i64,
}

fn main() {}
