use peaka_runtime::FromCell;

#[derive(FromCell)]
struct Version(u8, u8);

#[derive(FromCell)]
enum Kind {
    Click { x: u32 },
}

fn main() {
    let _ = <Version as FromCell>::from_cell;
}
