//! The machine and the versions that figures are from.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io, thread};

use crate::run_quietly;

/// Returns the directory of the workspace.
#[must_use]
pub fn project_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Returns a sentence that names the machine, the compiler, and the locked versions of `crates`.
///
/// # Errors
///
/// Returns an error if the compiler cannot be run or `Cargo.lock` has no such crate.
pub fn environment(crates: &[&str]) -> io::Result<String> {
    let compiler = run_quietly(Command::new("rustc").arg("--version"))?;
    let compiler = String::from_utf8_lossy(&compiler.stdout);
    let compiler = compiler.split(' ').nth(1).unwrap_or("of unknown version");
    let mut text = format!("Measured with Rust {compiler}");
    let lock = fs::read_to_string(project_root().join("Cargo.lock"))?;
    for name in crates {
        let version = locked_version(&lock, name)
            .ok_or_else(|| io::Error::other(format!("Cargo.lock has no crate `{name}`")))?;
        text.push_str(&format!(", {name} {version}"));
    }
    let cores = thread::available_parallelism()?;
    let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
    text.push_str(&format!(" on {cores} cores, {arch} {os}"));
    if let Some(model) = processor() {
        text.push_str(&format!(", {model}"));
    }
    text.push('.');
    Ok(text)
}

/// Returns the version of a crate; of several, the newest one, which is the last.
fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, package) = lock.rsplit_once(&format!("name = \"{name}\"\nversion = \""))?;
    package.split('"').next()
}

/// Returns the name of the processor's model, where the system tells it.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    let (_, model) = line.split_once(':')?;
    Some(model.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_names_compiler_and_crates() {
        let text = environment(&["serde"]).unwrap();
        assert!(text.starts_with("Measured with Rust 1."), "{text}");
        assert!(text.contains(", serde 1."), "{text}");
        assert!(environment(&["no-such-crate"]).is_err());
    }
}
