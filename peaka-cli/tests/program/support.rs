//! Processes of the program, and emulators for them.

use std::ffi::OsStr;
use std::process::Stdio;

use peaka_emulator::{Builder, Emulator};
use peaka_runtime::Client;
use serde_json::Value;
use tokio::process::Command;

/// An emulator, and programs that reach it.
pub(crate) struct Service {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

/// What a process left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
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

    /// The program with the arguments, led to the emulator by its environment.
    pub(crate) fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = program(arguments);
        command
            .env("PEAKA_BASE_URL", self.emulator.base_url())
            .env("PEAKA_API_KEY", self.emulator.api_key())
            .env("PEAKA_PROJECT_ID", self.emulator.project_id());
        command
    }

    pub(crate) async fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        ended(self.command(arguments)).await
    }

    /// The document of a run that succeeds with `--json`.
    pub(crate) async fn json(&self, arguments: &[impl AsRef<OsStr>]) -> Value {
        let mut command = self.command(arguments);
        command.arg("--json");
        let ended = ended(command).await;
        assert_eq!(ended.code, 0, "{ended:?}");
        serde_json::from_str(&ended.stdout).unwrap()
    }
}

/// The program with the arguments and an environment that says nothing.
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

pub(crate) async fn ended(mut command: Command) -> Ended {
    // Not by `output`, which would take what another pipe was given for.
    let child = command.spawn().unwrap();
    let output = child.wait_with_output().await.unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A success that says nothing beside its result.
pub(crate) fn done(stdout: &str) -> Ended {
    Ended {
        code: 0,
        stdout: stdout.to_owned(),
        stderr: String::new(),
    }
}

/// A failure of one sentence.
pub(crate) fn failed(sentence: &str) -> Ended {
    Ended {
        code: 1,
        stdout: String::new(),
        stderr: format!("error: {sentence}\n"),
    }
}
