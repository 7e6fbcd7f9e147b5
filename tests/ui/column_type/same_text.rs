use peaka_runtime::ColumnType;

#[derive(ColumnType)]
#[bitable(rename_all = "lowercase")]
enum Kind {
    Click,
    #[bitable(name = "click")]
    View,
}

fn main() {}
