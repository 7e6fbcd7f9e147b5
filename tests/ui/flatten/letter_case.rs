use peaka_runtime::BiTable;

#[derive(BiTable)]
#[bitable(rename_all = "camelCase")]
struct Place {
    #[bitable(name = "Größe")]
    size: i64,
}

#[derive(BiTable)]
struct Event {
    #[bitable(name = "GRÖßE")]
    size: i64,
    #[bitable(flatten)]
    place: Place,
}

fn main() {}
