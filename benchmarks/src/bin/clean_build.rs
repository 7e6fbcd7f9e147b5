//! Measures clean builds of programs that use the runtime, relative to ones that use reqwest and serde_json themselves.
//!
//! ```text
//! cargo run --release -p benchmarks --bin clean-build [ROUNDS]
//! ```
//!
//! Builds packages that differ in their dependencies alone, in a temporary directory that is removed after each build.
//! What counts is the user CPU time of `cargo build`, including that of C compilers. The program runs as a wrapper of the
//! compiler as well, which records the time of each crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use benchmarks::{
    Package, Samples, Table, alternate, compile_as_wrapper, environment, medians_of, print_section,
    project_dependency, read_crate_times, record_crate_times, rounds_argument, run_quietly,
    user_cpu,
};

/// What a package with one library depends on.
struct Case {
    title: &'static str,
    runtime: String,
    /// The dependencies that the same program has without the runtime.
    other: String,
    other_title: &'static str,
}

/// The dependencies of a package, and the time of each of its crates in every round.
struct Build<'a> {
    dependencies: &'a str,
    crate_times: Vec<BTreeMap<String, f64>>,
}

fn main() -> ExitCode {
    compile_as_wrapper().unwrap_or_else(|| print_section(run))
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
    let mut added = String::new();
    for case in cases() {
        eprintln!("{}", case.title);
        let mut builds = [&case.runtime, &case.other].map(|dependencies| Build {
            dependencies,
            crate_times: Vec::new(),
        });
        let samples = alternate(rounds, &mut builds, Build::run)?;
        let [runtime, other] = &builds;
        let _ = writeln!(added, "- {}: {}", case.title, runtime.added_to(other));
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
        "## Clean builds\n\nUser CPU time of `cargo build` from nothing, {}. {}\n\n{table}\n\
         Crates that only the program with the runtime has, with the CPU time of the compiler:\n\n{added}",
        medians_of(rounds),
        environment(&["reqwest", "rustls", "tokio"])?
    ))
}

impl Build<'_> {
    fn run(&mut self) -> io::Result<f64> {
        let (root, package) = package(self.dependencies)?;
        let times = root.path().join("crate-times");
        let mut cargo = package.cargo(&["build", "--quiet", "--offline"]);
        record_crate_times(&mut cargo, &times)?;
        let seconds = user_cpu(&mut cargo)?;
        self.crate_times.push(read_crate_times(&times)?);
        root.close()?;
        Ok(seconds)
    }

    /// Lists the crates that the other build does not have, the slowest one first.
    fn added_to(&self, other: &Self) -> String {
        let names = self.crate_times.iter().flat_map(BTreeMap::keys);
        let mut added = BTreeMap::new();
        for name in names {
            if !other
                .crate_times
                .iter()
                .any(|times| times.contains_key(name))
            {
                let rounds = self.crate_times.iter();
                let times: Samples = rounds
                    .filter_map(|times| times.get(name).copied())
                    .collect();
                added.insert(name, times.median());
            }
        }
        let mut added: Vec<_> = added.into_iter().collect();
        added.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let added = added
            .iter()
            .map(|(name, time)| format!("`{name}` {time:.1} s"));
        added.collect::<Vec<_>>().join(", ")
    }
}

/// Writes a package in a directory of its own, and downloads what it depends on.
fn package(dependencies: &str) -> io::Result<(tempfile::TempDir, Package)> {
    let root = tempfile::tempdir()?;
    let package = Package::write(root.path(), "program", dependencies, "//! Generated.\n")?;
    run_quietly(&mut package.cargo(&["fetch", "--quiet"]))?;
    Ok((root, package))
}
