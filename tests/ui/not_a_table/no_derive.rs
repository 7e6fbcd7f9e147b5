struct Event {
    id: i64,
}

fn start(peaka: &peaka_runtime::Client) {
    let _ = peaka.sync::<Event>();
}

fn main() {}
