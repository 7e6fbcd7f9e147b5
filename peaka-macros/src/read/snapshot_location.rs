//! The location of a snapshot file relative to the workspace root, for messages and commands.

use std::env;
use std::path::{Path, PathBuf};

/// The location of a snapshot file.
pub(crate) struct SnapshotLocation {
    /// The name of the package that declares the table.
    pub(crate) package: String,
    /// The path of the package's `Cargo.toml`, from the workspace root.
    pub(crate) manifest_path: String,
    /// The path of the file, from the workspace root.
    pub(crate) path: String,
    /// The shell command that writes the file, in the workspace root.
    pub(crate) command: String,
}

impl SnapshotLocation {
    /// Returns the location of a file in the package that is being compiled.
    pub(crate) fn new(table: &str, file: &str) -> Self {
        let directory = package_directory();
        let path = joined(&directory, file);
        Self {
            package: env::var("CARGO_PKG_NAME").unwrap_or_default(),
            manifest_path: joined(&directory, "Cargo.toml"),
            command: command(table, &path),
            path,
        }
    }
}

/// Returns the path of the package's directory from the workspace root, which is where cargo runs the compiler. A package
/// outside the workspace is compiled in its own directory.
fn package_directory() -> PathBuf {
    let relative = || {
        let root = env::current_dir().ok()?.canonicalize().ok()?;
        let package = env::var_os("CARGO_MANIFEST_DIR")?;
        let package = Path::new(&package).canonicalize().ok()?;
        package.strip_prefix(root).ok().map(Path::to_owned)
    };
    relative().unwrap_or_default()
}

fn joined(directory: &Path, file: &str) -> String {
    let mut parts: Vec<_> = directory
        .iter()
        .map(|part| part.to_string_lossy())
        .collect();
    parts.push(file.into());
    parts.join("/")
}

/// Returns the shell command that writes the file.
fn command(table: &str, path: &str) -> String {
    let [table, path] = [table, path].map(shell_quoted);
    format!("peaka snapshot {table} --out {path}")
}

/// Quotes a word if a shell would not read it literally.
fn shell_quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{command, joined};

    #[test]
    fn paths_are_joined_with_slashes() {
        for (directory, expected) in [
            ("", "peaka/a.json"),
            ("crates/shop", "crates/shop/peaka/a.json"),
        ] {
            assert_eq!(joined(Path::new(directory), "peaka/a.json"), expected);
        }
    }

    #[test]
    fn command_is_quoted_for_a_shell() {
        for (table, file, expected) in [
            (
                "page_views",
                "peaka/events-1.json",
                "peaka snapshot page_views --out peaka/events-1.json",
            ),
            ("größe", "a b.json", "peaka snapshot größe --out 'a b.json'"),
            ("it's", "$x", r"peaka snapshot 'it'\''s' --out '$x'"),
        ] {
            assert_eq!(command(table, file), expected);
        }
    }
}
