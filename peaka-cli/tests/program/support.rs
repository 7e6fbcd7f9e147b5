//! Runs the program against an emulator.

use std::ffi::OsStr;
use std::process::Stdio;

use peaka_emulator::{Builder, Emulator};
use peaka_runtime::Client;
use serde_json::Value;
use tokio::process::Command;

/// An emulator and a client of it.
pub(crate) struct Service {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

/// The exit code and the output of a finished process.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    /// Parses stdout as a document, and validates it against its definition in the schema.
    pub(crate) fn json(&self, definition: &str) -> Value {
        let document = serde_json::from_str(&self.stdout).unwrap();
        schemas::assert_valid(definition, &document);
        document
    }
}

impl Service {
    pub(crate) async fn start(emulator: Builder) -> Self {
        let emulator = emulator.start().await.unwrap();
        let client = Client::builder()
            .base_url(emulator.base_url())
            .api_key(emulator.api_key())
            .project_id(emulator.project_id())
            .build()
            .unwrap();
        Self { emulator, client }
    }

    /// Returns the program with the arguments and the environment that connects it to the emulator.
    pub(crate) fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = program(arguments);
        command
            .env("PEAKA_BASE_URL", self.emulator.base_url())
            .env("PEAKA_API_KEY", self.emulator.api_key())
            .env("PEAKA_PROJECT_ID", self.emulator.project_id());
        command
    }

    pub(crate) async fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Finished {
        run(self.command(arguments)).await
    }

    /// Runs the program with `--json`, and returns the document that it prints.
    ///
    /// # Panics
    ///
    /// Panics if the run fails.
    pub(crate) async fn json(&self, definition: &str, arguments: &[impl AsRef<OsStr>]) -> Value {
        let mut command = self.command(arguments);
        command.arg("--json");
        let finished = run(command).await;
        assert_eq!(finished.code, 0, "{finished:?}");
        finished.json(definition)
    }
}

/// Returns the program with the arguments and an empty environment.
pub(crate) fn program(arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peaka"));
    command
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

pub(crate) async fn run(mut command: Command) -> Finished {
    // `Command::output` would replace a pipe that a test has set.
    let child = command.spawn().unwrap();
    let output = child.wait_with_output().await.unwrap();
    Finished {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A success that prints nothing on stderr.
pub(crate) fn success(stdout: &str) -> Finished {
    Finished {
        code: 0,
        stdout: stdout.to_owned(),
        stderr: String::new(),
    }
}

/// A failure that prints nothing on stdout.
pub(crate) fn failure(message: &str) -> Finished {
    Finished {
        code: 1,
        stdout: String::new(),
        stderr: format!("error: {message}\n"),
    }
}
