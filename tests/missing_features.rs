//! Compile errors of programs that lack a feature of `peaka-runtime`.

use std::fs;
use std::path::Path;
use std::process::Command;

const MANIFEST: &str = r#"[package]
name = "missing-features"
edition = "2024"

[dependencies]
bigdecimal = { version = "0.4.8", default-features = false }
chrono = { version = "0.4.41", default-features = false }
jiff = { version = "0.2.15", default-features = false }
peaka-runtime = { path = '{root}/peaka-runtime' }
rust_decimal = { version = "1.37", default-features = false }
time = { version = "0.3.41", default-features = false }
uuid = { version = "1.17", default-features = false }

[workspace]
"#;

const PROGRAM: &str = r#"use peaka_runtime::{BiRow, BiTable, Client, Tables};
use rust_decimal::Decimal;

#[derive(BiTable)]
struct Event {
    id: uuid::Uuid,
    day: Option<chrono::NaiveDate>,
    opened: time::Date,
    closed: Option<jiff::civil::Date>,
    price: rust_decimal::Decimal,
    total: Option<bigdecimal::BigDecimal>,
}

// The name does not tell whose type this is.
#[derive(BiTable)]
struct Order {
    price: Decimal,
}

#[derive(BiRow)]
struct Total {
    price: Decimal,
}

async fn sync(client: &Client) {
    let _ = client.sync_all().await;
    let _ = Tables::registered();
}

fn main() {}
"#;

/// The suite `ui` cannot check this, because it enables all features.
#[test]
fn error_names_the_feature() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().unwrap();
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let package = temporary.join("missing_features");
    fs::create_dir_all(package.join("src")).unwrap();
    // Dependencies that are compiled with the profile of this workspace are reused.
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (_, profile) = manifest.split_once("[profile.dev]").unwrap();
    let manifest = MANIFEST.replace("{root}", root.to_str().unwrap()) + "\n[profile.dev]" + profile;
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("src/main.rs"), PROGRAM).unwrap();
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--target-dir"])
        .arg(temporary.join("workspace"))
        .current_dir(&package)
        .env("CARGO_BUILD_BUILD_DIR", temporary.parent().unwrap())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let errors = String::from_utf8(output.stderr).unwrap();
    let missing_type = |feature| format!("is not a column type without the feature `{feature}`");
    for (message, count) in [
        (missing_type("bigdecimal"), 1),
        (missing_type("chrono"), 1),
        (missing_type("jiff"), 1),
        (missing_type("rust_decimal"), 1),
        (missing_type("time"), 1),
        (missing_type("uuid"), 1),
        (
            "requires the feature `registry` of `peaka-runtime`".to_owned(),
            2,
        ),
    ] {
        let is_found = |line: &&str| line.starts_with("error") && line.ends_with(&message);
        let found = errors.lines().filter(is_found).count();
        assert_eq!(found, count, "{message}\n{errors}");
    }
    for message in [
        "`rust_decimal::Decimal` is not a column type",
        "`rust_decimal::Decimal` cannot be read from a row",
    ] {
        let (_, error) = errors
            .split_once(&format!("error[E0277]: {message}\n"))
            .unwrap_or_else(|| panic!("{errors}"));
        let (error, _) = error.split_once("\n\n").unwrap();
        assert!(
            error.contains(
                "for a type of `bigdecimal`, `chrono`, `jiff`, `rust_decimal`, `time` or `uuid`: enable the feature of \
                 `peaka-runtime` with the name of the crate"
            ),
            "{error}"
        );
    }
    let all = errors.matches("error[").count();
    assert_eq!(all, 10, "{errors}");
    assert!(!errors.contains("__private"), "{errors}");
}
