//! Runs any number of schedules.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use simulation::{Schedule, run_all, shrunk};

/// Simulate programs that sync one table while faults are injected
#[derive(Parser)]
struct Arguments {
    /// The number of schedules
    #[arg(long, default_value_t = 20_000)]
    schedules: u64,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run only this seed
    #[arg(long)]
    seed: Option<u64>,
    /// Print everything that happens
    #[arg(long, requires = "seed")]
    show: bool,
    /// Print only what is needed to violate a rule
    #[arg(long, requires = "seed", conflicts_with = "show")]
    shrink: bool,
    /// Stop after this number of failures
    #[arg(long, default_value_t = 10)]
    failures: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(seed) = arguments.seed {
        if arguments.shrink {
            let transcript = shrunk(seed);
            print!(
                "{}",
                transcript.as_deref().unwrap_or("no rule is violated\n")
            );
            return exit_code(transcript.is_none());
        }
        let schedule = Schedule::run(seed, arguments.show);
        print!("{}", schedule.transcript);
        return exit_code(schedule.violations.is_empty());
    }
    let seeds = arguments.from..arguments.from.saturating_add(arguments.schedules);
    println!("seeds {seeds:?}");
    let started = Instant::now();
    let (summary, failures) = run_all(seeds, arguments.failures);
    let took = started.elapsed().as_secs_f64();
    print!("{summary}");
    println!("{took:>12.1}  seconds");
    for failure in &failures {
        println!("seed {}: {}", failure.seed, failure.violations.join("; "));
    }
    if let Some(first) = failures.first() {
        println!("\n{}", Schedule::run(first.seed, true).transcript);
        println!(
            "reproduce: cargo run --release -p simulation -- --seed {} --show",
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
