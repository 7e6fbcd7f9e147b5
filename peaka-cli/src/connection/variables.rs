//! The variables of the connection, from the environment and the closest `.env` file.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::output::{Error, quoted_path, read_file};

/// The size in MiB above which a file is certainly not a `.env` file.
const MAX_MEBIBYTES: u64 = 1;

/// Groups of variables that are alternatives to each other. If the environment sets one of a group, the whole group is
/// ignored in the `.env` file.
const ALTERNATIVES: [&[&str]; 3] = [
    &["PEAKA_API_KEY", "PEAKA_API_KEY_FILE"],
    &["PEAKA_BASE_URL", "PEAKA_ZONE"],
    &["PEAKA_PROJECT_ID"],
];

/// The environment variables of the process, and those of the closest `.env` file, which never override them.
#[derive(Debug)]
pub(crate) struct Variables {
    /// The file from which `from_file` was read.
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
        let from_file = parse(&bytes).map_err(|line| {
            // The line is not shown, because it may have the API key.
            let line = line.map_or("a line".to_owned(), |line| format!("line {line}"));
            Error::new(
                format!(
                    "failed to read {}: {line} is not an assignment",
                    quoted_path(&path)
                ),
                "write `NAME=value` or `NAME=\"value\"`",
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
        let group = ALTERNATIVES.iter().find(|group| group.contains(&name))?;
        let is_set = |name: &&str| environment(name).is_some_and(|value| !value.is_empty());
        if group.iter().any(is_set) {
            return None;
        }
        // Other readers of `.env` files use the first value too.
        let mut values = self.from_file.iter();
        let (_, value) = values.find(|(known, _)| known == name)?;
        Some(value.into())
    }

    /// Returns whether [`get`](Self::get) takes this variable from the file.
    pub(crate) fn is_from_file(&self, name: &str) -> bool {
        self.get_from_file(name, |name| env::var_os(name)).is_some()
    }
}

fn unreadable(path: &Path, reason: impl Display) -> Error {
    Error::new(
        format!("failed to read {}: {reason}", quoted_path(path)),
        "make the file readable, or remove it",
    )
}

/// Returns the variables of the connection in a `.env` file. A file that sets none of these variables is never invalid: it
/// belongs to other programs.
///
/// The error is the number of the line that is not an assignment, if it is known.
fn parse(file: &[u8]) -> Result<Vec<(String, String)>, Option<usize>> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if !file.windows(6).any(|name| name == b"PEAKA_") {
        return Ok(Vec::new());
    }
    let mut variables = Vec::new();
    for variable in dotenvy::from_read_iter(file) {
        let (name, value) = variable.map_err(|error| line_number(&error, file))?;
        let is_known = ALTERNATIVES.iter().any(|group| group.contains(&&*name));
        if is_known && !value.trim().is_empty() {
            variables.push((name, value));
        }
    }
    Ok(variables)
}

fn line_number(error: &dotenvy::Error, file: &[u8]) -> Option<usize> {
    let dotenvy::Error::LineParse(line, _) = error else {
        return None;
    };
    let file = std::str::from_utf8(file).ok()?;
    let before = &file[..file.find(line.trim_end())?];
    Some(before.matches('\n').count() + 1)
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
    fn file_is_parsed_as_shell_assignments() {
        let parsed = |file: &str| {
            let variables = parse(file.as_bytes())?;
            let text = variables
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            Ok(text.collect::<Vec<_>>())
        };
        let lines = "\u{feff}# Peaka\r\nexport PEAKA_API_KEY='a b'\r\nPEAKA_ZONE=\"eu\"\r\nPEAKA_PROJECT_ID=\r\n\
                     PEAKA_OTHER=1\r\nHOME=x\r\n";
        assert_eq!(
            parsed(lines).unwrap(),
            ["PEAKA_API_KEY=a b", "PEAKA_ZONE=eu"]
        );
        assert_eq!(parsed("no variable at all").unwrap(), [""; 0]);
        assert_eq!(parsed("# Peaka\nPEAKA_API_KEY canary"), Err(Some(2)));
        assert_eq!(
            parsed("A=1\r\n\r\nPEAKA_API_KEY=\"unclosed\r\nB=2\r\n"),
            Err(Some(3))
        );
    }
}
