//! Runs as many schedules as one likes.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use simulation::{Schedule, run_all, shrunk};

/// Programs that sync one table through a storm, in one process and in virtual time.
#[derive(Parser)]
struct Arguments {
    /// How many schedules.
    #[arg(long, default_value_t = 20_000)]
    schedules: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// This seed alone.
    #[arg(long)]
    seed: Option<u64>,
    /// Prints all that happens with that seed.
    #[arg(long, requires = "seed")]
    show: bool,
    /// Prints, of that seed, no more than it takes to break a rule.
    #[arg(long, requires = "seed", conflicts_with = "show")]
    shrink: bool,
    /// Goes on until so many have failed.
    #[arg(long, default_value_t = 10)]
    failures: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(seed) = arguments.seed {
        if arguments.shrink {
            let transcript = shrunk(seed);
            print!("{}", transcript.as_deref().unwrap_or("it breaks no rule\n"));
            return done(transcript.is_none());
        }
        let schedule = Schedule::of(seed, arguments.show);
        print!("{}", schedule.transcript);
        return done(schedule.broken.is_empty());
    }
    let seeds = arguments.from..arguments.from.saturating_add(arguments.schedules);
    println!("seeds {seeds:?}");
    let begun = Instant::now();
    let (tally, failures) = run_all(seeds, arguments.failures);
    let took = begun.elapsed().as_secs_f64();
    print!("{tally}");
    println!("{took:>12.1}  seconds");
    for failure in &failures {
        println!("seed {}: {}", failure.seed, failure.broken.join("; "));
    }
    if let Some(first) = failures.first() {
        println!("\n{}", Schedule::of(first.seed, true).transcript);
        println!(
            "again: cargo run --release -p simulation -- --seed {} --show",
            first.seed
        );
    }
    done(failures.is_empty())
}

fn done(well: bool) -> ExitCode {
    if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
