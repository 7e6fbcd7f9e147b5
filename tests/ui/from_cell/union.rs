use peaka_runtime::FromCell;

#[derive(FromCell)]
union Id {
    a: i64,
    b: i64,
}

fn main() {}
