//! Runs the benchmarks, and writes `results.md`.
//!
//! ```text
//! cargo run --release -p benchmarks [--rounds ROUNDS] [BENCHMARK]...
//! ```
//!
//! Without names, all benchmarks run. With names, only these run, and the sections of the others stay as they
//! are. Without a number of rounds, each benchmark uses its own.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs, io};

use benchmarks::project_root;

/// The benchmarks, in the order of their sections.
const BENCHMARKS: &[&str] = &[
    "sync-cost",
    "plan-speed",
    "derive-cost",
    "clean-build",
    "row-decoding",
];

const INTRODUCTION: &str = "# Results of the benchmarks

[README.md](README.md) says what each benchmark measures, and how. `cargo run --release -p benchmarks` writes this file.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let mut chosen: Vec<_> = env::args().skip(1).collect();
    let mut rounds = None;
    if chosen
        .first()
        .is_some_and(|argument| argument == "--rounds")
    {
        // The benchmark checks that it is a number.
        rounds = chosen.drain(..chosen.len().min(2)).nth(1);
    }
    if let Some(unknown) = chosen
        .iter()
        .find(|name| !BENCHMARKS.contains(&name.as_str()))
    {
        return Err(io::Error::other(format!(
            "unknown benchmark `{unknown}`; help: use one of {}",
            BENCHMARKS.join(", ")
        )));
    }
    let file = project_root().join("benchmarks/results.md");
    for name in BENCHMARKS {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            let section = run_benchmark(name, rounds.as_deref())?;
            // Written after each benchmark, so that a failure loses only its own figures.
            write_section(&file, name, &section)?;
        }
    }
    Ok(())
}

fn run_benchmark(name: &str, rounds: Option<&str>) -> io::Result<String> {
    eprintln!("== {name}");
    let output = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "benchmarks",
            "--bin",
            name,
            "--",
        ])
        .args(rounds)
        .current_dir(project_root())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "{name} failed: {}",
            output.status
        )));
    }
    String::from_utf8(output.stdout).map_err(io::Error::other)
}

fn write_section(file: &Path, name: &str, section: &str) -> io::Result<()> {
    let old = match fs::read_to_string(file) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    fs::write(file, replace_section(&old, name, section))
}

/// Returns the results with the section of one benchmark replaced.
fn replace_section(results: &str, name: &str, section: &str) -> String {
    let mut text = INTRODUCTION.to_owned();
    for benchmark in BENCHMARKS {
        let section = if *benchmark == name {
            Some(section)
        } else {
            section_of(results, benchmark)
        };
        if let Some(section) = section {
            let section = section.trim();
            text.push_str(&format!("\n{}\n\n{section}\n", marker(benchmark)));
        }
    }
    text
}

/// Returns the section of a benchmark without its marker.
fn section_of<'a>(results: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = results.split_once(&marker(name))?;
    Some(rest.split("\n<!-- benchmark: ").next().unwrap_or(rest))
}

fn marker(name: &str) -> String {
    format!("<!-- benchmark: {name} -->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sections_stay_in_their_order() {
        let results = replace_section("", "row-decoding", "## Rows\n\nold");
        let results = replace_section(&results, "derive-cost", "## Derives\n\n1\n");
        let results = replace_section(&results, "row-decoding", "## Rows\n\nnew");
        assert_eq!(
            results,
            format!(
                "{INTRODUCTION}\n<!-- benchmark: derive-cost -->\n\n## Derives\n\n1\n\n\
                 <!-- benchmark: row-decoding -->\n\n## Rows\n\nnew\n"
            )
        );
    }
}
