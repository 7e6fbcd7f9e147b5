use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    id: i64,
    #[bitable(data_type = "varchar(255)")]
    note: String,
    #[bitable(data_type = "int")]
    clicks: i64,
    #[bitable(data_type = "decimal(38,18)")]
    price: f64,
    #[bitable(data_type = "timestamp with time zone")]
    seen: String,
    #[bitable(data_type = "bytea")]
    hash: Vec<u8>,
    #[bitable(data_type = "interval")]
    spent: String,
    #[bitable(data_type = "jsonb")]
    extra: String,
}

fn main() {}
