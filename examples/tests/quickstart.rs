//! The quickstart as a person runs it: what it prints, and how it ends.

use std::process::{Command, Output};

/// Cargo builds the examples beside the tests.
fn quickstart() -> Command {
    let mut path = std::env::current_exe().expect("this program has a path");
    path.pop();
    path.pop();
    path.push(format!(
        "examples/quickstart{}",
        std::env::consts::EXE_SUFFIX
    ));
    let mut command = Command::new(path);
    for name in [
        "PEAKA_API_KEY",
        "PEAKA_PROJECT_ID",
        "PEAKA_ZONE",
        "PEAKA_BASE_URL",
    ] {
        command.env_remove(name);
    }
    command
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("it prints text")
}

/// Compares with a file beside this one, or writes it if `UPDATE` is set.
fn prints(profile: &str) {
    let Output {
        status,
        stdout,
        stderr,
    } = quickstart().arg(profile).output().expect("it runs");
    let stdout = text(stdout);
    assert_eq!(text(stderr), "");
    assert!(status.success());
    let file = format!(
        "{}/tests/quickstart.{profile}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &stdout).expect("the file is written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file is there");
    assert_eq!(
        stdout,
        expected.replace("\r\n", "\n"),
        "run with UPDATE=1 and read the change"
    );
}

#[test]
fn against_the_documented_service() {
    prints("documented");
}

#[test]
fn against_the_service_as_measured() {
    prints("observed");
}

#[test]
fn with_a_wrong_environment() {
    for (variables, sentence) in [
        (
            &[("PEAKA_API_KEY", " ")][..],
            "there is no API key: set PEAKA_API_KEY, or give one with the builder's `api_key`",
        ),
        (
            &[("PEAKA_API_KEY", "k"), ("PEAKA_ZONE", "mars")],
            "there is no Peaka zone `mars`: take `us` or `eu`",
        ),
    ] {
        let output = quickstart()
            .envs(variables.iter().copied())
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(output.stderr), format!("error: {sentence}\n"));
    }
    let output = quickstart().arg("guessed").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(output.stderr),
        "error: unknown profile `guessed`: it must be `documented` or `observed`\n"
    );
}
