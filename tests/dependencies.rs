//! The lock file satisfies `deny.toml`, as far as that can be checked offline, and the published packages are complete.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn output(mut command: Command) -> String {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the packages that are built with all features.
fn packages_with(options: &[&str]) -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(root())
        .args(["metadata", "--locked", "--all-features"]);
    cargo.args(["--format-version", "1"]).args(options);
    let metadata: Value = serde_json::from_str(&output(cargo)).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    assert!(packages.len() > 100, "{}", packages.len());
    packages
}

/// Returns the packages that are built on this platform with all features.
fn packages() -> Vec<Value> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV");
    let versions = output(rustc);
    let host = versions
        .lines()
        .find_map(|line| line.strip_prefix("host: "));
    packages_with(&["--filter-platform", host.unwrap()])
}

#[test]
fn every_license_is_accepted() {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap();
    let deny: toml::Table = text.parse().unwrap();
    let accepted: Vec<_> = deny["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|license| Licensee::parse(license.as_str().unwrap()).unwrap())
        .collect();
    for package in packages() {
        let name = &package["name"];
        let license = package["license"].as_str().unwrap_or_default();
        let expression = Expression::parse_mode(license, ParseMode::LAX);
        let expression = expression.unwrap_or_else(|error| panic!("{name}: {error}"));
        let is_accepted = expression
            .evaluate(|required| accepted.iter().any(|license| license.satisfies(required)));
        assert!(is_accepted, "{name} is licensed as {license}");
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let packages = packages();
    let mut sources: Vec<_> = packages
        .iter()
        .filter_map(|package| package["source"].as_str())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    assert!(
        sources.len() == 1 && sources[0].starts_with("registry+"),
        "{sources:?}"
    );
}

/// Returns the numbers of a version.
fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap()).collect()
}

/// On every platform. Cargo takes the newest versions of dependencies that support the `rust-version`, if there are any.
#[test]
fn every_dependency_supports_the_oldest_rust() {
    let packages = packages_with(&[]);
    let oldest = packages
        .iter()
        .find(|package| package["name"] == "peaka-runtime");
    let oldest = oldest.unwrap()["rust_version"].as_str().unwrap();
    for package in &packages {
        // Few packages do not say which version they require.
        if let Some(required) = package["rust_version"].as_str() {
            let name = &package["name"];
            assert!(
                version(required) <= version(&format!("{oldest}.0")),
                "{name} requires Rust {required}"
            );
        }
    }
}

/// Returns the names of the packages that a package depends on without its default features.
fn dependencies_without_default_features(package: &str) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(root())
        .args(["tree", "--locked", "--offline", "--package", package])
        .args(["--no-default-features", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}"]);
    let tree = output(cargo);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn default_features_can_be_left_out_with_their_dependencies() {
    for (package, included, excluded) in [
        (
            "peaka-runtime",
            "serde",
            &["reqwest", "hyper", "tokio", "rustls"][..],
        ),
        ("peaka-emulator", "hyper", &["clap"]),
    ] {
        let names = dependencies_without_default_features(package);
        let has = |name: &str| names.iter().any(|known| known == name);
        assert!(has(package) && has(included), "{names:?}");
        for name in excluded {
            assert!(!has(name), "{package} depends on {name}: {names:?}");
        }
    }
}

#[test]
fn published_packages_are_complete() {
    let published: Vec<_> = packages()
        .into_iter()
        .filter(|package| package["source"].is_null() && package["publish"].is_null())
        .collect();
    assert_eq!(published.len(), 4);
    for package in published {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let directory = manifest.parent().unwrap();
        let name = package["name"].as_str().unwrap();
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let of_package = fs::read_to_string(directory.join(file)).unwrap();
            let of_root = fs::read_to_string(root().join(file)).unwrap();
            assert_eq!(of_package, of_root, "{file} of {name}");
        }
        for key in ["description", "documentation", "license", "repository"] {
            let value = package[key].as_str().unwrap_or_default();
            assert!(!value.is_empty(), "`{key}` of {name}");
        }
        let readme = directory.join(package["readme"].as_str().unwrap());
        assert!(readme.is_file(), "{}", readme.display());
        for key in ["categories", "keywords"] {
            let count = package[key].as_array().unwrap().len();
            // The registry rejects more.
            assert!((1..=5).contains(&count), "`{key}` of {name}");
        }
    }
}

/// Returns the names of all packages that a package is built with.
fn dependencies_of(package: &str, options: &[&str]) -> Vec<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(root())
        .args(["tree", "--locked", "--offline", "--edges", "normal"])
        .args(["--prefix", "none", "-p", package])
        .args(options);
    let tree = output(cargo);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn libraries_do_not_depend_on_what_only_their_programs_need() {
    for (package, dependency) in [("peaka-emulator", "clap"), ("peaka-cli", "peaka-emulator")] {
        let has_dependency = |options: &[&str]| {
            let names = dependencies_of(package, options);
            names.iter().any(|name| name == dependency)
        };
        assert!(has_dependency(&[]), "{package}");
        assert!(!has_dependency(&["--no-default-features"]), "{package}");
    }
}

/// The workspace lints forbid unsafe code in each crate that inherits them.
#[test]
fn every_workspace_crate_forbids_unsafe_code() {
    let manifest =
        |path: &Path| -> toml::Table { fs::read_to_string(path).unwrap().parse().unwrap() };
    let workspace = manifest(&root().join("Cargo.toml"));
    let lints = &workspace["workspace"]["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
    for package in packages() {
        if package["source"].is_null() {
            let path = package["manifest_path"].as_str().unwrap();
            let lints = &manifest(Path::new(path))["lints"]["workspace"];
            assert_eq!(lints.as_bool(), Some(true), "{path}");
        }
    }
}
