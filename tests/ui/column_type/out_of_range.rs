use peaka_runtime::ColumnType;

#[derive(ColumnType)]
struct Small(i8);

#[derive(peaka_runtime::BiTable)]
struct Event {
    #[bitable(default = 300)]
    small: Small,
}

fn main() {}
