//! Where the snapshot files of a program are on this machine.
//!
//! A program knows the paths from the root of its workspace. It may run on another machine, or in another copy of
//! the workspace, than the one in which it was compiled. The command therefore searches the current
//! directory and its parents for the root, and recognizes it by the manifest of the package.

use std::fs;
#[cfg(feature = "program")]
use std::path::Component;
use std::path::{Path, PathBuf};

use peaka_runtime::__private::quoted;
use peaka_runtime::SnapshotLocation;

use crate::output::{Error, quoted_path};

/// Returns the root of the workspace with the package of the file: the directory itself, or the nearest one above.
pub(crate) fn find_workspace_root(
    directory: &Path,
    location: &SnapshotLocation,
) -> Result<PathBuf, Error> {
    let is_root = |root: &&Path| {
        let manifest = fs::read_to_string(root.join(location.manifest_path));
        manifest.is_ok_and(|manifest| package_name(&manifest) == Some(location.package))
    };
    let root = directory.ancestors().find(is_root).ok_or_else(|| {
        Error::new(
            format!(
                "failed to find package {}: neither {} nor a directory above it has {}",
                quoted(location.package),
                quoted_path(directory),
                quoted(location.manifest_path),
            ),
            "run the command in the workspace of the program",
        )
    })?;
    Ok(root.to_owned())
}

/// Returns the path of a file from the directory of its package, as a struct of the package names it. The file need not
/// exist.
#[cfg(feature = "program")]
pub(crate) fn path_in_package(path: &Path) -> Result<String, Error> {
    let absolute = std::path::absolute(path).map(resolved).unwrap_or_default();
    let directories = absolute.ancestors().skip(1);
    let is_package = |directory: &&Path| {
        let manifest = fs::read_to_string(directory.join("Cargo.toml"));
        manifest.is_ok_and(|manifest| package_name(&manifest).is_some())
    };
    let package = directories.into_iter().find(is_package).ok_or_else(|| {
        Error::new(
            format!(
                "{} is not in a package: no directory above has a `Cargo.toml` that defines one",
                quoted_path(path)
            ),
            "write the file to the directory of the package that has the struct",
        )
    })?;
    let relative = absolute.strip_prefix(package).unwrap_or(&absolute);
    let unusable = |reason: &str| {
        Error::new(
            format!("the path {} {reason}", quoted_path(path)),
            "choose another path, because an attribute cannot contain this one",
        )
    };
    let parts: Result<Vec<_>, _> = relative
        .iter()
        .map(|part| match part.to_str() {
            None => Err(unusable("is not Unicode")),
            // On Windows, it would separate directories.
            Some(part) if part.contains('\\') => Err(unusable("has a backslash in a name")),
            Some(part) => Ok(part),
        })
        .collect();
    Ok(parts?.join("/"))
}

/// Resolves `..` in a path, as far as the path exists.
#[cfg(feature = "program")]
fn resolved(path: PathBuf) -> PathBuf {
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    let resolve = |directory: &Path| {
        let rest = path.strip_prefix(directory).ok()?;
        Some(directory.canonicalize().ok()?.join(rest))
    };
    let resolved = path.ancestors().find_map(resolve);
    resolved.unwrap_or(path)
}

/// Returns the name of the package that a `Cargo.toml` defines.
fn package_name(manifest: &str) -> Option<&str> {
    let mut is_in_package = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            is_in_package = line.starts_with("[package]");
        } else if is_in_package {
            match line.split_once('=') {
                Some((key, value)) if key.trim_end() == "name" => {
                    return value.split(['"', '\'']).nth(1);
                }
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn package_name_is_read_from_the_section_of_the_package() {
        for (manifest, name) in [
            ("[package]\nname = \"shop\"\n", Some("shop")),
            (
                "# [package]\n[lib]\nname = \"other\"\n\n  [package] # this\r\nversion = \"1\"\r\nname='shop' # it\r\n",
                Some("shop"),
            ),
            (
                "[package]\nname-x = \"a\"\n[[bin]]\nname = \"shop\"\n",
                None,
            ),
            ("[workspace.package]\nname = \"shop\"\n", None),
            ("[package]\nname = shop\n", None),
            ("", None),
        ] {
            assert_eq!(package_name(manifest), name, "{manifest}");
        }
    }
}
