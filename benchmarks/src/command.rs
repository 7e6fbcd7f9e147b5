//! Runs other programs, and measures what they cost.

use std::io;
use std::process::{Command, Output};

/// Runs a command to its end, and returns its output.
///
/// # Errors
///
/// Returns an error, with what the command printed, if it fails.
pub fn run_quietly(command: &mut Command) -> io::Result<Output> {
    let output = command
        .output()
        .map_err(|error| io::Error::other(format!("cannot run {command:?}: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(io::Error::other(format!(
        "{command:?} failed: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    )))
}

/// Runs a command, and returns the CPU time in seconds that it and its children spend in user space.
///
/// No other command may run in this process at the same time: its time would count as well.
///
/// # Errors
///
/// Returns an error if the command fails, and on systems other than Unix.
pub fn user_cpu(command: &mut Command) -> io::Result<f64> {
    let before = user_cpu_of_children()?;
    run_quietly(command)?;
    Ok(user_cpu_of_children()? - before)
}

/// Returns the CPU time in seconds that this process has taken, in user space and in the kernel.
///
/// # Errors
///
/// Returns an error on systems other than Unix.
#[cfg(unix)]
pub fn cpu_time() -> io::Result<f64> {
    use nix::sys::resource::{UsageWho, getrusage};

    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let times = [usage.user_time(), usage.system_time()];
    let seconds = times.map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6);
    Ok(seconds.iter().sum())
}

/// Returns an error: the CPU time of this process can only be measured on Unix.
///
/// # Errors
///
/// Always.
#[cfg(not(unix))]
pub fn cpu_time() -> io::Result<f64> {
    Err(io::Error::other("CPU time can only be measured on Unix"))
}

#[cfg(unix)]
pub(crate) fn user_cpu_of_children() -> io::Result<f64> {
    use nix::sys::resource::{UsageWho, getrusage};

    let time = getrusage(UsageWho::RUSAGE_CHILDREN)?.user_time();
    Ok(time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6)
}

#[cfg(not(unix))]
pub(crate) fn user_cpu_of_children() -> io::Result<f64> {
    Err(io::Error::other(
        "the CPU time of a command can only be measured on Unix",
    ))
}

/// Runs a command in valgrind with these options, and returns what valgrind prints.
///
/// # Errors
///
/// Returns an error if the command fails, or if valgrind is not installed.
pub fn valgrind(options: &[&str], command: &Command) -> io::Result<String> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(options)
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        valgrind.current_dir(directory);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => valgrind.env(name, value),
            None => valgrind.env_remove(name),
        };
    }
    let output = run_quietly(&mut valgrind)?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Returns whether valgrind is installed.
#[must_use]
pub fn has_valgrind() -> bool {
    run_quietly(Command::new("valgrind").arg("--version")).is_ok()
}

/// Runs a command in valgrind, and returns the number of instructions that its process executes in user space.
///
/// The count repeats closely from run to run, whatever else the machine does. Child processes are not counted.
///
/// # Errors
///
/// Returns an error if the command fails, or if valgrind is not installed.
pub fn instructions(command: &Command) -> io::Result<f64> {
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    // The line is `==1234== Collected : 5678`.
    count_after("Collected :", &valgrind(&options, command)?)
}

/// Runs a command in valgrind, and returns how often it reads or writes memory that is not in the smallest data cache.
///
/// # Errors
///
/// Returns an error if the command fails, or if valgrind is not installed.
pub fn cache_misses(command: &Command) -> io::Result<f64> {
    let options = [
        "--tool=cachegrind",
        "--cache-sim=yes",
        "--cachegrind-out-file=/dev/null",
    ];
    // The line is `==1234== D1  misses:        5,678  (    1,234 rd   +     4,444 wr)`.
    count_after("D1  misses:", &valgrind(&options, command)?)
}

/// Returns the number after a label, without the commas in it.
fn count_after(label: &str, text: &str) -> io::Result<f64> {
    let count = text.split_once(label);
    count
        .and_then(|(_, rest)| {
            rest.split_whitespace()
                .next()?
                .replace(',', "")
                .parse()
                .ok()
        })
        .ok_or_else(|| io::Error::other(format!("valgrind printed no count: {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_command_is_an_error_with_its_output() {
        let error = run_quietly(Command::new("cargo").arg("no-such-command")).unwrap_err();
        assert!(error.to_string().contains("no-such-command"), "{error}");
    }

    #[test]
    fn counts_are_read_from_the_output_of_valgrind() {
        let text = "==1== D   refs:      7,000  (6,000 rd + 1,000 wr)\n==1== D1  misses:      1,234  (1,000 rd + 234 wr)\n";
        assert_eq!(count_after("D1  misses:", text).unwrap(), 1234.0);
        assert_eq!(
            count_after("Collected :", "==1== Collected : 5678\n").unwrap(),
            5678.0
        );
        assert!(count_after("Collected :", text).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn time_of_a_command_is_counted() {
        let script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        let time = user_cpu(Command::new("sh").args(["-c", script])).unwrap();
        assert!(time > 0.001, "{time}");
    }
}
