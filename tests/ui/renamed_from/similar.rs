use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    city: String,
    #[bitable(renamed_from = "ci_ty")]
    a: String,
    #[bitable(renamed_from = "City")]
    b: String,
    #[bitable(renamed_from = "ci-ty")]
    c: String,
}

fn main() {}
