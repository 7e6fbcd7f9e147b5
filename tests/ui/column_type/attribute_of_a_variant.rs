use peaka_runtime::ColumnType;

#[derive(ColumnType)]
enum Kind {
    #[bitable(name = "click")]
    Click,
}

fn main() {}
