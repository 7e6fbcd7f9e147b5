use peaka_runtime::FromCell;

#[derive(FromCell)]
struct Id;

fn main() {}
