//! Progress callbacks.

use std::sync::Mutex;

use peaka_emulator::Emulator;
use peaka_runtime::{BiTable, Progress};
use tests::start_emulator;

#[derive(BiTable)]
#[bitable(table = "events")]
#[allow(dead_code)]
struct Event {
    #[bitable(unique)]
    id: i64,
    user_id: String,
}

#[tokio::test]
async fn callback_receives_each_step() {
    let (_emulator, client) = start_emulator(Emulator::builder()).await;
    let steps = Mutex::new(Vec::new());
    let sync = Event::sync_columns(&client)
        .create_table(true)
        .progress(|step| {
            let headline = step.to_string();
            let is_finished = matches!(step, Progress::Finished { .. });
            steps.lock().unwrap().push((headline, is_finished));
        });
    sync.await.unwrap();
    let steps = steps.into_inner().unwrap();
    let steps: Vec<_> = steps
        .iter()
        .map(|(step, is_finished)| (step.as_str(), *is_finished))
        .collect();
    assert_eq!(
        steps,
        [
            ("planned: 0 present, 2 to add", false),
            ("creating table `events`", false),
            ("planned: 0 present, 2 to add", false),
            ("adding 2 columns: `id`, `user_id`", false),
            ("planned: 2 present; nothing to write", false),
            ("finished: table `events`: verified (6 requests)", true),
        ]
    );
}
