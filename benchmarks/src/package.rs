//! Generated packages, each of which is a workspace of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use crate::{project_root, run_quietly};

/// A package with one library.
#[derive(Debug)]
pub struct Package {
    directory: PathBuf,
    target: PathBuf,
}

impl Package {
    /// Writes a package below `root`, where all packages share a target directory. Without dependencies, it has no lock
    /// file; otherwise it uses the locked versions of the project.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written.
    pub fn write(root: &Path, name: &str, dependencies: &str, source: &str) -> io::Result<Self> {
        let directory = root.join(name);
        fs::create_dir_all(directory.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}"
        );
        fs::write(directory.join("Cargo.toml"), manifest)?;
        fs::write(directory.join("src/lib.rs"), source)?;
        if !dependencies.is_empty() {
            fs::copy(
                project_root().join("Cargo.lock"),
                directory.join("Cargo.lock"),
            )?;
        }
        Ok(Self {
            directory,
            target: root.join("target"),
        })
    }

    /// Marks the package as changed, so that cargo compiles it again.
    ///
    /// # Errors
    ///
    /// Returns an error if its file cannot be written.
    pub fn touch(&self) -> io::Result<()> {
        let source = self.directory.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)
    }

    /// Returns a command of cargo for the package, without incremental compilation.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(&self.directory)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Returns the number of crates that are compiled for the package, other than its own.
    ///
    /// # Errors
    ///
    /// Returns an error if cargo fails.
    pub fn dependency_count(&self) -> io::Result<usize> {
        let arguments = ["tree", "--edges", "normal,build", "--prefix", "none"];
        let output = run_quietly(&mut self.cargo(&arguments))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut crates: Vec<_> = text
            .lines()
            .map(|line| line.trim_end_matches(" (*)"))
            .filter(|line| !line.is_empty())
            .collect();
        crates.sort_unstable();
        crates.dedup();
        Ok(crates.len().saturating_sub(1))
    }
}

/// Returns the dependency on a package of the project, with the given settings after its path.
#[must_use]
pub fn project_dependency(name: &str, settings: &str) -> String {
    let path = project_root().join(name);
    format!("{name} = {{ path = '{}'{settings} }}\n", path.display())
}
