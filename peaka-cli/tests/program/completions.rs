//! `peaka completions`.

use std::io::Write;
use std::process::Stdio;

use tokio::process::Command;

use crate::support::{done, ended, program};

#[tokio::test]
async fn bash_reads_its_completions() {
    let script = ended(program(&["completions", "bash"])).await;
    assert_eq!((script.code, &*script.stderr), (0, ""));
    assert!(script.stdout.contains("complete -F _peaka"));
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(script.stdout.as_bytes()).unwrap();
    let mut bash = Command::new("bash");
    bash.arg("-n")
        .arg(file.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    assert_eq!(ended(bash).await, done(""));
}

#[tokio::test]
async fn an_unknown_shell_is_told_with_those_that_there_are() {
    let told = ended(program(&["completions", "cmd"])).await;
    assert_eq!(told.code, 1);
    let known = "[possible values: bash, elvish, fish, powershell, zsh]";
    assert!(told.stderr.contains(known), "{}", told.stderr);
}
