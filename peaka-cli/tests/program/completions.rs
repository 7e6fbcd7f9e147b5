//! `peaka completions`.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;
use tokio::process::Command;

use crate::support::{program, run, success};

#[tokio::test]
async fn bash_accepts_the_completions() {
    let script = run(program(&["completions", "bash"])).await;
    assert_eq!((script.code, &*script.stderr), (0, ""));
    assert!(script.stdout.contains("complete -F _peaka"));
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(script.stdout.as_bytes()).unwrap();
    let mut bash = Command::new("bash");
    bash.arg("-n")
        .arg(file.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    assert_eq!(run(bash).await, success(""));
}

#[tokio::test]
async fn json_contains_the_script() {
    let script = run(program(&["completions", "fish"])).await.stdout;
    let finished = run(program(&["completions", "fish", "--json"])).await;
    assert_eq!(
        finished.json("CompletionsDocument"),
        json!({"version": 1, "shell": "fish", "script": script, "errors": []})
    );
}

#[tokio::test]
async fn unknown_shell_is_an_error_that_lists_the_shells() {
    let output = run(program(&["completions", "cmd"])).await;
    assert_eq!(output.code, 1);
    let known = "[possible values: bash, elvish, fish, powershell, zsh]";
    assert!(output.stderr.contains(known), "{}", output.stderr);
}
