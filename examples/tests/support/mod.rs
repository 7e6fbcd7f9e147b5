//! Runs the examples as processes.

// Each test file uses some of these.
#![allow(dead_code)]

use std::process::{Command, Output};

use serde_json::Value;

/// Returns an example with an environment that does not mention Peaka. Cargo builds the examples
/// together with the tests.
pub(crate) fn example(name: &str) -> Command {
    let mut path = std::env::current_exe().expect("the path of this test");
    path.pop();
    path.pop();
    path.push(format!("examples/{name}{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(path);
    for name in [
        "PEAKA_API_KEY",
        "PEAKA_API_KEY_FILE",
        "PEAKA_PROJECT_ID",
        "PEAKA_ZONE",
        "PEAKA_BASE_URL",
    ] {
        command.env_remove(name);
    }
    // The client must ignore these variables: nothing listens at this address.
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, "http://127.0.0.1:1");
    }
    command
}

/// The exit code and the output of a finished process.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    pub(crate) async fn of(mut command: Command) -> Self {
        let output =
            tokio::task::spawn_blocking(move || command.output().expect("the example runs"));
        let Output {
            status,
            stdout,
            stderr,
        } = output.await.expect("the task does not panic");
        Self {
            code: status.code().expect("an exit code"),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }

    /// Parses stdout as a document, and validates it against its definition in the schema.
    pub(crate) fn json(&self, definition: &str) -> Value {
        let document =
            serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        schemas::assert_valid(definition, &document);
        document
    }
}

pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}
