use peaka_runtime::BiTable;

mod sales {
    #[derive(peaka_runtime::BiTable)]
    pub struct Customer {
        id: uuid::Uuid,
        #[bitable(name = "mail")]
        email: String,
    }
}

#[derive(BiTable)]
struct Order {
    #[bitable(name = "cid", references = sales::Customer::id)]
    customer_id: i64,
    #[bitable(data_type = "DATE", references = crate::sales::Customer::email)]
    mail: Vec<u8>,
}

fn main() {}
