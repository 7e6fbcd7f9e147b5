//! Sources of the API key, and rotation of the key while the program runs.

#[path = "support/captured_output.rs"]
mod captured_output;
#[cfg(target_os = "linux")]
#[path = "support/memory_scan.rs"]
mod memory_scan;

use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use captured_output::CapturedOutput;
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
    let end = "`: No such file or directory (os error 2); help: check the path of the file";
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
        "invalid API key: it contains a space (position 2); help: copy the key again, \
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

/// Returns the error of a client whose key file is at this path.
fn key_file_error(path: &Path) -> String {
    error_text(Client::builder().api_key_file(path).build())
}

#[cfg(unix)]
#[test]
fn fault_33_key_file_must_be_a_regular_file() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [&pipe, Path::new("/dev/zero"), folder.path()] {
        let text = key_file_error(path);
        let start = format!(
            "failed to read the API key file `{}`: it is not a regular file; help: ",
            path.display()
        );
        assert!(text.starts_with(&start), "{text}");
    }
}

#[test]
fn fault_33_key_file_is_read_up_to_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    // The file is sparse: it takes up no space.
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    let text = key_file_error(&path);
    assert!(
        text.contains("`: it is longer than 65536 bytes; help: "),
        "{text}"
    );
}

/// The only thread that may block is busy, so the key cannot be read. The thread of the requests goes on, and the
/// timeout of the request holds.
#[test]
fn fault_33_key_file_is_read_on_a_thread_that_may_block() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let emulator = start_with_two_keys().await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "first-4711").unwrap();
        let fixed = client_builder(&emulator)
            .api_key("first-4711")
            .build()
            .unwrap();
        let from_file = client_builder(&emulator)
            .api_key_file(&file)
            .timeout(Duration::from_millis(200))
            .build()
            .unwrap();
        let (release, busy) = std::sync::mpsc::channel::<()>();
        let blocking = tokio::task::spawn_blocking(move || busy.recv());

        let error = from_file.list_tables().await.unwrap_err();
        assert!(error.is_timeout() && !error.is_ambiguous(), "{error}");
        assert_eq!(
            error.to_string(),
            "failed to list the BI tables: the API key file was not read within 200ms; help: retry, or raise \
             `ClientBuilder::timeout`"
        );
        assert_eq!(emulator.requests().len(), 0);
        fixed.list_tables().await.unwrap();

        release.send(()).unwrap();
        blocking.await.unwrap().unwrap();
        from_file.list_tables().await.unwrap();
    });
}

#[test]
fn key_file_with_utf_8_byte_order_mark_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "\u{feff}first-4711\r\n").unwrap();
    Client::builder().api_key_file(&path).build().unwrap();
}

#[test]
fn utf_16_key_file_is_rejected_with_its_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    for bytes in [&b"\xff\xfef\0i\0"[..], b"\xfe\xff\0f\0i"] {
        std::fs::write(&path, bytes).unwrap();
        let text = key_file_error(&path);
        assert!(
            text.contains("`: it is encoded as UTF-16, not as UTF-8; "),
            "{text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn fault_33_key_file_that_other_users_can_read_causes_a_warning() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "first-4711").unwrap();
    for (mode, has_warning) in [(0o600, false), (0o640, true), (0o604, true)] {
        set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let log = CapturedOutput::default();
        let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            Client::builder().api_key_file(&path).build().unwrap();
        });
        let log = log.text();
        let warning = "can be read by other users of this machine";
        assert_eq!(log.contains(warning), has_warning, "{mode:o}: {log}");
        assert!(!log.contains("4711"), "{log}");
    }
}

#[cfg(target_os = "linux")]
mod memory {
    use std::process::Stdio;
    use std::sync::Arc;

    use peaka_emulator::Emulator;
    use peaka_runtime::Client;
    use tests::client_builder_for;

    use crate::memory_scan::Masked;

    const KEY: &str = "canary-4711-9d2f6b8c-0a1b2c3d4e5f-X6a7b8c9d0e1f2a3b-Y5c6d7e8f90a1b2c";

    /// The variables of the child process: the masked key, its source, and the base URL of an emulator.
    const VARIABLES: [&str; 3] = ["TEST_MASKED_KEY", "TEST_KEY_SOURCE", "TEST_BASE_URL"];

    /// A process without other copies of the key: its parent passes a masked one, and runs the emulator.
    #[tokio::test]
    #[ignore = "run as a child process"]
    async fn child_process_drops_its_clients() {
        let [masked, source, base_url] = VARIABLES.map(|name| std::env::var(name).unwrap());
        let key = Arc::new(Masked::from_text(masked));
        let build = || -> Client {
            let builder = client_builder_for(&base_url);
            let builder = match source.as_str() {
                "text" => builder.api_key(key.reveal()),
                "function" => {
                    let key = Arc::clone(&key);
                    builder.api_key_from(move || Ok(key.reveal()))
                }
                path => builder.api_key_file(path),
            };
            builder.build().unwrap()
        };
        let none: [usize; 0] = [];
        assert_eq!(key.find(), none);
        let client = build();
        let clone = client.clone();
        // From another source, the key is read for each request.
        let kept = usize::from(source == "text");
        assert_eq!(key.find().len(), kept);
        drop(client);
        assert_eq!(key.find().len(), kept);
        drop(clone);
        assert_eq!(key.find(), none);

        // The HTTP library does not overwrite its copies.
        let client = build();
        let own = key.find();
        client.list_tables().await.unwrap();
        let sent = key.find();
        assert!(sent.len() > own.len() && own.iter().all(|copy| sent.contains(copy)));
        drop(client);
        let remaining = key.find();
        assert!(!own.iter().any(|copy| remaining.contains(copy)));
        println!("the key was overwritten");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn key_is_overwritten_when_the_last_client_is_dropped() {
        let emulator = Emulator::builder().partner_key(KEY).start().await.unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, KEY).unwrap();
        let masked = Masked::mask(KEY);
        let start = |source| {
            let mut child = tests::child_process("memory::child_process_drops_its_clients");
            let values = [masked.as_str(), source, emulator.base_url()];
            child.envs(VARIABLES.into_iter().zip(values));
            let child = child.stdout(Stdio::piped()).stderr(Stdio::piped());
            (source, child.spawn().unwrap())
        };
        let children = ["text", "function", file.path().to_str().unwrap()].map(start);
        for (source, child) in children {
            let output = child.wait_with_output().unwrap();
            let stdout = String::from_utf8_lossy(&output.stdout);
            let is_overwritten = stdout.contains("the key was overwritten");
            assert!(is_overwritten, "{source}: {output:?}");
        }
    }
}
