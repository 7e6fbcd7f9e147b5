//! What the benchmarks share: measurements, tables and the description of the machine.
//!
//! Each benchmark is a program. It prints one Markdown section to standard output, and its progress to standard
//! error. The program `benchmarks` runs them all, and writes their sections to `results.md`.

mod command;
mod crate_times;
mod environment;
mod package;
mod samples;
mod table;

pub use command::{
    cache_misses, cpu_time, has_valgrind, instructions, run_quietly, user_cpu, valgrind,
};
pub use crate_times::{compile_as_wrapper, read_crate_times, record_crate_times};
pub use environment::{environment, project_root};
pub use package::{Package, project_dependency};
pub use samples::{Samples, alternate, medians_of, rounds_argument};
pub use table::Table;

use std::io;
use std::process::ExitCode;

/// Runs a benchmark, and prints the section that it returns.
pub fn print_section(benchmark: impl FnOnce() -> io::Result<String>) -> ExitCode {
    match benchmark() {
        Ok(section) => {
            println!("{}", section.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
