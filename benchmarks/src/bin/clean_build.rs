//! Measures clean builds of programs that use the runtime, relative to ones that use reqwest and serde_json themselves.
//!
//! ```text
//! cargo run --release -p benchmarks --bin clean-build [ROUNDS]
//! ```
//!
//! Builds packages that differ in their dependencies alone, in a temporary directory that is removed after each build.
//! What counts is the user CPU time of `cargo build`, including that of C compilers.

use std::io;
use std::process::ExitCode;

use benchmarks::{
    Package, Table, alternate, environment, print_section, project_dependency, rounds_argument,
    run_quietly, user_cpu,
};

/// What a package with one library depends on.
struct Case {
    title: &'static str,
    runtime: String,
    /// The dependencies that the same program has without the runtime.
    other: String,
    other_title: &'static str,
}

fn main() -> ExitCode {
    print_section(run)
}

fn cases() -> Vec<Case> {
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\n";
    let client = |title, feature: &str, reqwest: &str, more: &str| Case {
        title,
        runtime: project_dependency(
            "peaka-runtime",
            &format!(", default-features = false, features = [\"{feature}\"]"),
        ) + tokio,
        other: format!(
            "reqwest = {{ version = \"0.13\", default-features = false, features = [\"http2\", \"json\"{reqwest}] }}\n\
             serde_json = \"1\"\n{serde}{tokio}{more}"
        ),
        other_title: "reqwest, serde, serde_json, tokio",
    };
    // What a program with reqwest adds itself to use ring.
    let ring = "rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }\n";
    vec![
        client(
            "client, `rustls` (aws-lc, the default)",
            "rustls",
            ", \"rustls\"",
            "",
        ),
        client(
            "client, `rustls-ring`",
            "rustls-ring",
            ", \"rustls-no-provider\"",
            ring,
        ),
        client("client, `native-tls`", "native-tls", ", \"native-tls\"", ""),
        client("client without TLS", "client", "", ""),
        Case {
            title: "structs, without the client",
            runtime: project_dependency("peaka-runtime", ", default-features = false"),
            other: serde.to_owned(),
            other_title: "serde with its derives",
        },
    ]
}

fn run() -> io::Result<String> {
    let rounds = rounds_argument(3)?;
    let mut table = Table::new(&[
        "program",
        "crates",
        "CPU time",
        "without the runtime",
        "crates",
        "CPU time",
        "ratio",
    ]);
    for case in cases() {
        eprintln!("{}", case.title);
        let mut dependencies = [&case.runtime, &case.other];
        let samples = alternate(rounds, &mut dependencies, |dependencies| {
            let (root, package) = package(dependencies)?;
            let seconds = user_cpu(&mut package.cargo(&["build", "--quiet", "--offline"]))?;
            root.close()?;
            Ok(seconds)
        })?;
        let crates = |dependencies: &str| package(dependencies)?.1.dependency_count();
        let seconds = |index: usize| format!("{:.1} s", samples[index].median());
        table.row([
            case.title.to_owned(),
            crates(&case.runtime)?.to_string(),
            seconds(0),
            case.other_title.to_owned(),
            crates(&case.other)?.to_string(),
            seconds(1),
            format!("**{:.2}**", samples[0].median_ratio(&samples[1])),
        ]);
    }
    Ok(format!(
        "## Clean builds\n\nUser CPU time of `cargo build` from nothing, medians of {rounds} rounds. {}\n\n{table}",
        environment(&["reqwest", "rustls", "tokio"])?
    ))
}

/// Writes a package in a directory of its own, and downloads what it depends on.
fn package(dependencies: &str) -> io::Result<(tempfile::TempDir, Package)> {
    let root = tempfile::tempdir()?;
    let package = Package::write(root.path(), "program", dependencies, "//! Generated.\n")?;
    run_quietly(&mut package.cargo(&["fetch", "--quiet"]))?;
    Ok((root, package))
}
