use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    took: chrono::TimeDelta,
}

fn main() {}
