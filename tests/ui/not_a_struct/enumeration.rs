use peaka_runtime::BiTable;

#[derive(BiTable)]
enum Event {
    Click,
}

fn main() {}
