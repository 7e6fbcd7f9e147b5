//! Examples as processes.

// Each suite takes what it needs.
#![allow(dead_code)]

use std::process::{Command, Output};

use serde_json::Value;

/// An example, without what the environment says of Peaka. Cargo builds the examples beside the tests.
pub(crate) fn example(name: &str) -> Command {
    let mut path = std::env::current_exe().expect("this program has a path");
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
    // The client must not take a proxy from the environment: nothing listens there.
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, "http://127.0.0.1:1");
    }
    command
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) async fn of(mut command: Command) -> Self {
        let output = tokio::task::spawn_blocking(move || command.output().expect("it runs"));
        let Output {
            status,
            stdout,
            stderr,
        } = output.await.expect("no panic");
        Self {
            code: status.code().expect("it ends by itself"),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|fault| panic!("{fault}: {self:?}"))
    }
}

pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it prints text")
}
