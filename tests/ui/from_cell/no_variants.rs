use peaka_runtime::FromCell;

#[derive(FromCell)]
enum Kind {}

fn main() {}
