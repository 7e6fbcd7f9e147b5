//! Runs schedules and prints a summary, or runs one seed and prints its transcript.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use simulation::{Schedule, run_all, shrink};

/// Simulate programs that sync one table while faults are injected
#[derive(Parser)]
struct Arguments {
    /// Number of schedules to run
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    schedules: u64,
    /// Seed of the first schedule
    #[arg(long, alias = "from", value_name = "SEED", default_value_t = 0)]
    first_seed: u64,
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

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.seed {
        Some(seed) if arguments.shrink => print_shrunk(seed),
        Some(seed) => {
            let schedule = Schedule::run(seed, arguments.show);
            print!("{}", schedule.transcript);
            exit_code(schedule.violations.is_empty())
        }
        None => run_many(&arguments),
    }
}

fn print_shrunk(seed: u64) -> ExitCode {
    let transcript = shrink(seed);
    match &transcript {
        Some(transcript) => print!("{transcript}"),
        None => println!("seed {seed} violates no rule"),
    }
    exit_code(transcript.is_none())
}

fn run_many(arguments: &Arguments) -> ExitCode {
    let end = arguments.first_seed.saturating_add(arguments.schedules);
    let seeds = arguments.first_seed..end;
    println!("seeds {seeds:?}");
    let started = Instant::now();
    let (summary, failures) = run_all(seeds, arguments.max_failures);
    let took = started.elapsed().as_secs_f64();
    print!("{summary}");
    println!("{took:>12.1}  seconds");
    for failure in &failures {
        println!("seed {}: {}", failure.seed, failure.violations.join("; "));
    }
    if let Some(first) = failures.first() {
        println!("\n{}", Schedule::run(first.seed, true).transcript);
        println!(
            "help: reproduce it with `cargo run --release -p simulation -- --seed {} --show`",
            first.seed
        );
    }
    exit_code(failures.is_empty())
}

fn exit_code(is_success: bool) -> ExitCode {
    if is_success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
