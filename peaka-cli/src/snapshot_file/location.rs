//! Where the snapshot files of a program are on this machine.
//!
//! A program knows the paths from the root of its workspace. It may run on another machine, or in another copy of
//! the workspace, than the one in which it was compiled. So the root is searched for where the command runs, and
//! recognized by the manifest of the package.

use std::fs;
use std::path::{Path, PathBuf};

use peaka_runtime::__private::quoted;
use peaka_runtime::SnapshotLocation;

use crate::output::Error;

/// Returns the root of the workspace with the package of the file: the directory itself, or the nearest one above.
pub(crate) fn workspace_root(
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
                "the package {} is not in {} or a directory above: there is no {} that defines it",
                quoted(location.package),
                quoted(&directory.to_string_lossy()),
                quoted(location.manifest_path),
            ),
            "run the command in the workspace from which the program was compiled",
        )
    })?;
    Ok(root.to_owned())
}

/// Returns the name of the package that a `Cargo.toml` defines.
fn package_name(manifest: &str) -> Option<&str> {
    let mut is_in_package = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            is_in_package = line.starts_with("[package]");
        } else if is_in_package
            && let Some((key, value)) = line.split_once('=')
            && key.trim_end() == "name"
        {
            return value.split(['"', '\'']).nth(1);
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
