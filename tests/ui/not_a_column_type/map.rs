use std::collections::HashMap;

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Event {
    labels: HashMap<String, String>,
}

fn main() {}
