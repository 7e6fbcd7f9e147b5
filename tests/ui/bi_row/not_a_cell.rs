use peaka_runtime::BiRow;

#[derive(BiRow)]
struct Visits {
    pages: Vec<String>,
    #[bitable(flatten)]
    billing: Billing,
}

struct Billing;

fn main() {}
