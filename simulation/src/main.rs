//! Runs schedules and prints a summary, or runs one seed and prints its transcript.

use std::ops::Range;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use simulation::{Failure, Kind, Schedule, run_all, shrink};

/// Simulate programs that sync one table or its metadata while faults are injected
#[derive(Parser)]
struct Arguments {
    /// Number of schedules of columns to run; for every 32, one of metadata is run too
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    schedules: u64,
    /// Seed of the first schedule
    #[arg(long, alias = "from", value_name = "SEED", default_value_t = 0)]
    first_seed: u64,
    /// Run only schedules of metadata
    #[arg(long)]
    metadata: bool,
    /// Run only the schedule of this seed
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Print the transcript even if no rule is violated
    #[arg(long, requires = "seed")]
    show: bool,
    /// Remove everything that a violation does not need, and print the transcript of the rest
    #[arg(long, requires = "seed", conflicts_with = "show")]
    shrink: bool,
    /// Stop after this number of schedules that violate a rule
    #[arg(long, alias = "failures", value_name = "N", default_value_t = 10)]
    max_failures: usize,
}

/// For this number of schedules of columns, one of metadata is run.
const COLUMNS_PER_METADATA: u64 = 32;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let kind = if arguments.metadata {
        Kind::Metadata
    } else {
        Kind::Columns
    };
    match arguments.seed {
        Some(seed) if arguments.shrink => print_shrunk(kind, seed),
        Some(seed) => {
            let schedule = Schedule::run(kind, seed, arguments.show);
            print!("{}", schedule.transcript);
            exit_code(schedule.violations.is_empty())
        }
        None => run_many(kind, &arguments),
    }
}

fn print_shrunk(kind: Kind, seed: u64) -> ExitCode {
    let transcript = shrink(kind, seed);
    match &transcript {
        Some(transcript) => print!("{transcript}"),
        None => println!("seed {seed} violates no rule"),
    }
    exit_code(transcript.is_none())
}

fn run_many(kind: Kind, arguments: &Arguments) -> ExitCode {
    let first = arguments.first_seed;
    let end = first.saturating_add(arguments.schedules);
    let mut is_success = run_kind(kind, first..end, arguments.max_failures);
    if kind == Kind::Columns {
        let [first, end] = [first, end].map(|seed| seed / COLUMNS_PER_METADATA);
        is_success &= run_kind(Kind::Metadata, first..end, arguments.max_failures);
    }
    exit_code(is_success)
}

/// Runs the schedules of these seeds, prints a summary, and returns whether none of them violates a rule.
fn run_kind(kind: Kind, seeds: Range<u64>, max_failures: usize) -> bool {
    let (name, option) = match kind {
        Kind::Columns => ("columns", ""),
        Kind::Metadata => ("metadata", " --metadata"),
    };
    println!("seeds {seeds:?} of {name}");
    let started = Instant::now();
    let (summary, failures) = run_all(kind, seeds, max_failures);
    let took = started.elapsed().as_secs_f64();
    print!("{summary}");
    println!("{took:>12.1}  seconds");
    for Failure { seed, violations } in &failures {
        println!("seed {seed}: {}", violations.join("; "));
    }
    if let Some(Failure { seed, .. }) = failures.first() {
        println!("\n{}", Schedule::run(kind, *seed, true).transcript);
        println!(
            "help: reproduce it with `cargo run --release -p simulation --{option} --seed {seed} --show`"
        );
    }
    failures.is_empty()
}

fn exit_code(is_success: bool) -> ExitCode {
    if is_success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
