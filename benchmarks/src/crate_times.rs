//! The CPU time that the compiler takes for each crate of a build.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::command::user_cpu_of_children;

/// Names the file that times are appended to.
const FILE: &str = "BENCHMARK_CRATE_TIMES";

/// Makes cargo run this program as a wrapper of the compiler, which appends the time of each crate to `file`. The program's
/// `main` must call [`compile_as_wrapper`].
///
/// # Errors
///
/// Returns an error if the path of this program is unknown.
pub fn record_crate_times(cargo: &mut Command, file: &Path) -> io::Result<()> {
    cargo
        .env("RUSTC_WRAPPER", env::current_exe()?)
        .env(FILE, file);
    Ok(())
}

/// Runs the compiler if cargo has started this program as a wrapper of it, and returns its exit code.
#[must_use]
pub fn compile_as_wrapper() -> Option<ExitCode> {
    let file = env::var_os(FILE)?;
    Some(compile(Path::new(&file)).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    }))
}

fn compile(file: &Path) -> io::Result<ExitCode> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let (compiler, arguments) = arguments
        .split_first()
        .ok_or_else(|| io::Error::other("cargo has passed no compiler"))?;
    let status = Command::new(compiler).args(arguments).status()?;
    let mut name = arguments.iter().skip_while(|text| *text != "--crate-name");
    if let Some(name) = name.nth(1) {
        let line = format!("{} {}\n", name.to_string_lossy(), user_cpu_of_children()?);
        // One write, because the times of other crates are appended at the same time.
        let mut file = OpenOptions::new().create(true).append(true).open(file)?;
        file.write_all(line.as_bytes())?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Reads the times that [`record_crate_times`] has recorded, by the names of the crates. The times of a crate that is
/// compiled several times are added up.
///
/// # Errors
///
/// Returns an error if the file cannot be read, or has another content.
pub fn read_crate_times(file: &Path) -> io::Result<BTreeMap<String, f64>> {
    let mut times = BTreeMap::new();
    for line in fs::read_to_string(file)?.lines() {
        let (name, seconds) = line
            .split_once(' ')
            .ok_or_else(|| io::Error::other(format!("`{line}` has no time")))?;
        let seconds: f64 = seconds.parse().map_err(io::Error::other)?;
        *times.entry(name.to_owned()).or_default() += seconds;
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_crate_are_added_up() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("times");
        fs::write(&file, "serde 0.5\nsyn 2\nserde 0.25\n").unwrap();
        let times: Vec<_> = read_crate_times(&file).unwrap().into_iter().collect();
        assert_eq!(times, [("serde".to_owned(), 0.75), ("syn".to_owned(), 2.0)]);
    }
}
