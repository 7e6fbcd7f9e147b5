//! Packages that are built with cargo, as their developers do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::{TempDir, tempdir};
use tokio::process::Command;

use crate::support::{Finished, run};

/// A workspace with one package. Its dependencies are compiled where those of this suite are, so that each is compiled once.
pub(crate) struct Package {
    directory: TempDir,
    name: &'static str,
}

impl Package {
    /// Creates the package with the lines of its `[dependencies]`.
    pub(crate) fn create(name: &'static str, dependencies: &str) -> Self {
        let package = Self {
            directory: tempdir().unwrap(),
            name,
        };
        let root = package.root();
        fs::create_dir_all(root.join(name).join("src")).unwrap();
        // Dependencies that are compiled with the profile of this workspace are reused.
        let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
        let (_, profile) = manifest.split_once("[profile.dev]").unwrap();
        let workspace = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{name:?}]\n\n[profile.dev]{profile}"
        );
        fs::write(root.join("Cargo.toml"), workspace).unwrap();
        let manifest = format!(
            "[package]\nname = {name:?}\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        package.write("Cargo.toml", &manifest);
        // The same versions are compiled already, and nothing is downloaded.
        fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
        package
    }

    /// The root of the workspace.
    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    /// Returns a path in the directory of the package.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(self.name).join(path)
    }

    pub(crate) fn write(&self, path: &str, content: &str) {
        fs::write(self.path(path), content).unwrap();
    }

    /// Returns cargo in the root of the workspace.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .args(["--quiet", "--offline", "--target-dir"])
            .arg(target_directory())
            .env("CARGO_BUILD_BUILD_DIR", build_directory())
            .current_dir(self.root())
            .env_remove("PEAKA_SNAPSHOT")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Builds the program, and returns its path.
    pub(crate) async fn build(&self) -> PathBuf {
        let built = run(self.cargo(&["build"])).await;
        assert_eq!(built.code, 0, "{}", built.stderr);
        self.program()
    }

    /// The path of the program that cargo builds.
    pub(crate) fn program(&self) -> PathBuf {
        target_directory().join("debug").join(self.name)
    }

    /// Fails if the cargo command prints a warning.
    pub(crate) async fn assert_no_warnings(&self, arguments: &[&str]) {
        let Finished { code, stderr, .. } = run(self.cargo(arguments)).await;
        assert_eq!((code, &*stderr), (0, ""), "{arguments:?}");
    }
}

/// Returns a dependency on a crate of the repository.
pub(crate) fn dependency(name: &str, settings: &str) -> String {
    format!(
        "{name} = {{ path = {:?}{settings} }}\n",
        repository().join(name)
    )
}

/// Returns the directory of the programs that are built.
fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("workspace")
}

/// Returns the directory in which cargo has built the dependencies of this suite, and builds those of the packages.
fn build_directory() -> &'static Path {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap()
}

pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
