//! Sources of the API key, and rotation of the key while the program runs.

use std::sync::{Arc, RwLock};

use peaka_emulator::Emulator;
use peaka_runtime::Client;
use tests::{client_builder, error_text};

async fn start_with_two_keys() -> Emulator {
    let emulator = Emulator::builder().partner_key("first-4711");
    emulator.partner_key("second-4711").start().await.unwrap()
}

#[tokio::test]
async fn key_file_can_be_replaced_while_the_program_runs() {
    let emulator = start_with_two_keys().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "first-4711\n").unwrap();
    let client = client_builder(&emulator)
        .api_key_file(&file)
        .build()
        .unwrap();
    client.list_tables().await.unwrap();
    std::fs::write(&file, "unknown-4711").unwrap();
    let error = client.list_tables().await.unwrap_err();
    assert!(error.is_auth() && !format!("{error:?}{error}").contains("4711"));
    std::fs::write(&file, "second-4711").unwrap();
    client.list_tables().await.unwrap();

    std::fs::remove_file(&file).unwrap();
    let before = emulator.requests().len();
    let message = error_text(client.list_tables().await);
    let start = "failed to read the API key file `";
    let end = "`: No such file or directory (os error 2); help: check that the file exists and that \
               this program may read it";
    assert!(message.ends_with(end), "{message}");
    assert!(message.starts_with(start), "{message}");
    assert_eq!(
        emulator.requests().len(),
        before,
        "a request was sent without a key"
    );
    assert!(
        client_builder(&emulator)
            .api_key_file(&file)
            .build()
            .is_err()
    );
}

#[tokio::test]
async fn key_is_read_from_a_function_for_each_request() {
    let emulator = start_with_two_keys().await;
    let key = Arc::new(RwLock::new(Some("first-4711".to_owned())));
    let current_key = Arc::clone(&key);
    let client = client_builder(&emulator)
        .api_key_from(move || {
            Ok(current_key
                .read()
                .unwrap()
                .clone()
                .ok_or("the vault is sealed")?)
        })
        .build()
        .unwrap();
    client.list_tables().await.unwrap();
    *key.write().unwrap() = Some("second-4711".to_owned());
    client.list_tables().await.unwrap();
    *key.write().unwrap() = None;
    assert_eq!(
        error_text(client.list_tables().await),
        "the function of `api_key_from` failed: the vault is sealed; help: fix the source of the \
         API key"
    );
    *key.write().unwrap() = Some("a b".to_owned());
    assert_eq!(
        error_text(client.list_tables().await),
        "the API key contains a character that API keys never contain; help: copy the key again, \
         without quotes or line breaks"
    );
}

#[test]
fn failing_key_function_fails_the_build() {
    let client = Client::builder().api_key_from(|| Err("the vault is sealed".into()));
    assert_eq!(
        error_text(client.build()),
        "the function of `api_key_from` failed: the vault is sealed; help: fix the source of the \
         API key"
    );
}
