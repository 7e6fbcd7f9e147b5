//! The variables of a `.env` file.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use peaka_runtime::__private::quoted;

use crate::output::{Error, read_file};

/// The size in MiB above which a file is certainly not a `.env` file.
const MAX_MEBIBYTES: u64 = 1;

/// The variables that replace each other. A `.env` file sets none of a group of which the environment sets one.
const GROUPS: [&[&str]; 3] = [
    &["PEAKA_API_KEY", "PEAKA_API_KEY_FILE"],
    &["PEAKA_BASE_URL", "PEAKA_ZONE"],
    &["PEAKA_PROJECT_ID"],
];

/// The environment variables of the process, and those of the closest `.env` file, which never override them.
#[derive(Debug)]
pub(crate) struct Variables {
    /// The file that set `from_file`.
    path: Option<PathBuf>,
    from_file: Vec<(String, String)>,
}

impl Variables {
    /// Reads the `.env` file in the working directory, or in the closest directory above it that has one.
    pub(crate) fn load() -> Result<Self, Error> {
        let directory = env::current_dir().unwrap_or_default();
        for directory in directory.ancestors() {
            let path = directory.join(".env");
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => return Self::read(path),
                // Directories and pipes with this name are not files of variables.
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(&path, error)),
            }
        }
        Ok(Self {
            path: None,
            from_file: Vec::new(),
        })
    }

    fn read(path: PathBuf) -> Result<Self, Error> {
        let bytes = read_file(&path, MAX_MEBIBYTES).map_err(|reason| unreadable(&path, reason))?;
        let from_file = parse(&bytes).ok_or_else(|| {
            // The line is not shown, because it may have the API key.
            Error::new(
                format!(
                    "{} has a line that is not a variable",
                    quoted(&path.to_string_lossy())
                ),
                "use `NAME=value` or `NAME=\"value\"` on each line",
            )
        })?;
        let path = Some(path).filter(|_| !from_file.is_empty());
        Ok(Self { path, from_file })
    }

    /// The file that sets variables of the connection, if there is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<OsString> {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .or_else(|| self.get_from_file(name, |name| env::var_os(name)))
    }

    fn get_from_file(
        &self,
        name: &str,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Option<OsString> {
        let group = GROUPS.iter().find(|group| group.contains(&name))?;
        let is_set = |name: &&str| environment(name).is_some_and(|value| !value.is_empty());
        if group.iter().any(is_set) {
            return None;
        }
        // Other readers of `.env` files use the first value too.
        let mut values = self.from_file.iter();
        let (_, value) = values.find(|(known, _)| known == name)?;
        Some(value.into())
    }

    /// Returns whether the file sets a variable that [`get`](Self::get) returns.
    pub(crate) fn is_from_file(&self, name: &str) -> bool {
        self.get_from_file(name, |name| env::var_os(name)).is_some()
    }
}

fn unreadable(path: &Path, reason: impl Display) -> Error {
    Error::new(
        format!(
            "failed to read {}: {reason}",
            quoted(&path.to_string_lossy())
        ),
        "make the file readable, or remove it",
    )
}

/// Returns the variables of the connection in a `.env` file, or `None` if the file is invalid. The syntax of a file
/// that sets none of them does not matter, because it is for other programs.
fn parse(file: &[u8]) -> Option<Vec<(String, String)>> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if !file.windows(6).any(|name| name == b"PEAKA_") {
        return Some(Vec::new());
    }
    let mut variables = Vec::new();
    for variable in dotenvy::from_read_iter(file) {
        let (name, value) = variable.ok()?;
        let is_known = GROUPS.iter().any(|group| group.contains(&&*name));
        if is_known && !value.trim().is_empty() {
            variables.push((name, value));
        }
    }
    Some(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(lines: &[(&str, &str)]) -> Variables {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Variables {
            path: None,
            from_file: lines.iter().map(owned).collect(),
        }
    }

    #[test]
    fn file_sets_no_variable_of_a_group_that_the_environment_sets() {
        let file = variables(&[
            ("PEAKA_API_KEY", "file"),
            ("PEAKA_ZONE", "eu"),
            ("PEAKA_PROJECT_ID", "first"),
            ("PEAKA_PROJECT_ID", "last"),
        ]);
        let environment = |name: &str| (name == "PEAKA_API_KEY_FILE").then(|| "key".into());
        let get = |name| file.get_from_file(name, environment);
        assert_eq!(get("PEAKA_API_KEY"), None);
        assert_eq!(get("PEAKA_ZONE"), Some("eu".into()));
        assert_eq!(get("PEAKA_BASE_URL"), None);
        assert_eq!(get("PEAKA_PROJECT_ID"), Some("first".into()));
        assert_eq!(get("HOME"), None);
    }

    #[test]
    fn file_is_parsed_like_a_shell_script_of_assignments() {
        let parsed = |file: &str| {
            let variables = parse(file.as_bytes())?;
            let text = variables
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            Some(text.collect::<Vec<_>>())
        };
        let lines = "\u{feff}# Peaka\r\nexport PEAKA_API_KEY='a b'\r\nPEAKA_ZONE=\"eu\"\r\nPEAKA_PROJECT_ID=\r\n\
                     PEAKA_OTHER=1\r\nHOME=x\r\n";
        assert_eq!(
            parsed(lines).unwrap(),
            ["PEAKA_API_KEY=a b", "PEAKA_ZONE=eu"]
        );
        assert_eq!(parsed("no variable at all").unwrap(), [""; 0]);
        assert_eq!(parsed("PEAKA_API_KEY canary"), None);
    }
}
