//! What is wrong with the arguments, and help.

use serde_json::{Value, json};

use crate::support::{ended, program};

#[tokio::test]
async fn wrong_arguments_are_an_error_like_any_other() {
    for (arguments, told) in [
        (&["tabels"][..], "unrecognized subcommand 'tabels'"),
        (
            &["tables", "--colour"],
            "unexpected argument '--colour' found",
        ),
        (
            &["columns"],
            "the following required arguments were not provided:",
        ),
        (
            &["tables", "--zone", "eu", "--base-url", "x"],
            "the argument '--zone <ZONE>' cannot be used with '--base-url <URL>'",
        ),
        (
            &["tables", "--timeout", "0"],
            "invalid value '0' for '--timeout <SECONDS>': 0 is not in 1..=4294967295",
        ),
        (
            &["pull", "t", "--struct", "page_view"],
            "invalid value 'page_view' for '--struct <NAME>': a type begins with a capital: write \
             it like `PageView`",
        ),
    ] {
        let ended = ended(program(arguments)).await;
        assert_eq!((ended.code, &*ended.stdout), (1, ""), "{arguments:?}");
        let first = ended.stderr.lines().next().unwrap();
        assert_eq!(first, format!("error: {told}"));
    }
}

#[tokio::test]
async fn wrong_arguments_are_a_document_if_one_was_asked_for() {
    for (arguments, told) in [
        (
            &["--json", "tabels"][..],
            "unrecognized subcommand 'tabels'",
        ),
        (
            &["columns", "--json"],
            "the following required arguments were not provided: <TABLE>",
        ),
    ] {
        let ended = ended(program(arguments)).await;
        assert_eq!(ended.code, 1);
        let document: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(document, json!({"version": 1, "error": told}));
        assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn no_arguments_show_what_there_is() {
    let nothing: [&str; 0] = [];
    let ended = ended(program(&nothing)).await;
    assert_eq!((ended.code, &*ended.stdout), (1, ""));
    assert!(ended.stderr.contains("Usage: peaka"), "{}", ended.stderr);
}

#[tokio::test]
async fn help_and_version_are_results() {
    for (arguments, first) in [
        (
            &["--help"][..],
            "Looks at the BI tables of a Peaka project, and writes down what they are",
        ),
        (&["--version"], concat!("peaka ", env!("CARGO_PKG_VERSION"))),
        (
            &["help", "tables"],
            "Lists the BI tables of the project, and how SQL names them",
        ),
    ] {
        let ended = ended(program(arguments)).await;
        assert_eq!((ended.code, &*ended.stderr), (0, ""), "{arguments:?}");
        let line = ended.stdout.lines().next().unwrap();
        assert_eq!(line.trim_end_matches('.'), first);
    }
}
