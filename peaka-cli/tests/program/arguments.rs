//! Wrong arguments, help and version.

use serde_json::json;

use crate::support::{program, run};

#[tokio::test]
async fn wrong_arguments_are_reported_on_stderr() {
    for (arguments, message) in [
        (&["tabels"][..], "unrecognized subcommand 'tabels'"),
        (
            &["tables", "--color"],
            "unexpected argument '--color' found",
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
            "invalid value 'page_view' for '--struct <NAME>': expected a name in PascalCase, such \
             as `PageView`",
        ),
    ] {
        let finished = run(program(arguments)).await;
        assert_eq!((finished.code, &*finished.stdout), (1, ""), "{arguments:?}");
        let first = finished.stderr.lines().next().unwrap();
        assert_eq!(first, format!("error: {message}"));
    }
}

#[tokio::test]
async fn wrong_arguments_are_reported_as_json_with_json_option() {
    for (arguments, message) in [
        (
            &["--json", "tabels"][..],
            "unrecognized subcommand 'tabels'",
        ),
        (
            &["columns", "--json"],
            "the following required arguments were not provided: <TABLE>",
        ),
        (
            &["pull", "t", "--snapshot", "--json"],
            "the following required arguments were not provided: <--out <FILE>|--out-dir <DIRECTORY>>",
        ),
    ] {
        let finished = run(program(arguments)).await;
        assert_eq!(finished.code, 1);
        assert_eq!(
            finished.json("FailureDocument"),
            json!({
                "version": 1,
                "errors": [{
                    "table": null,
                    "kind": "command",
                    "message": message,
                    "help": "see `--help`",
                    "isAmbiguous": false,
                    "isRetryable": false,
                }],
            })
        );
        assert!(
            finished.stderr.starts_with("error: "),
            "{}",
            finished.stderr
        );
    }
}

#[tokio::test]
async fn no_arguments_print_the_usage() {
    let nothing: [&str; 0] = [];
    let finished = run(program(&nothing)).await;
    assert_eq!((finished.code, &*finished.stdout), (1, ""));
    assert!(
        finished.stderr.contains("Usage: peaka"),
        "{}",
        finished.stderr
    );
}

#[tokio::test]
async fn help_and_version_are_printed_on_stdout() {
    for (arguments, first) in [
        (&["--help"][..], "Inspect the BI tables of a Peaka project"),
        (&["--version"], concat!("peaka ", env!("CARGO_PKG_VERSION"))),
        (
            &["help", "tables"],
            "List the BI tables of the project, with their names in SQL",
        ),
    ] {
        let finished = run(program(arguments)).await;
        assert_eq!((finished.code, &*finished.stderr), (0, ""), "{arguments:?}");
        let line = finished.stdout.lines().next().unwrap();
        assert_eq!(line.trim_end_matches('.'), first);
    }
}
