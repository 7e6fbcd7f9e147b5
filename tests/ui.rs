//! Compiler output for uses of the derives: errors with their location and help for invalid code, and
//! none for valid code.
//!
//! The cases are `ui/<error>/<place>.rs`. After a message changes, `TRYBUILD=overwrite cargo test -p
//! tests --test ui` updates the expected output. Review it before committing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::json;

/// Each compiler version words its output differently, so only one version is compared.
#[rustversion::attr(not(stable(1.95)), ignore = "the expected output is that of Rust 1.95")]
#[test]
fn invalid_code_is_rejected() {
    let cases = cases();
    cases.compile_fail("ui/*/*.rs");
}

#[test]
fn valid_code_compiles() {
    let cases = cases();
    cases.pass("ui_pass/*.rs");
    cases.pass(wide_struct());
}

/// Returns the test runner, with the snapshots in place that the cases read.
fn cases() -> trybuild::TestCases {
    LazyLock::force(&SNAPSHOTS);
    trybuild::TestCases::new()
}

/// A directory with the snapshots of `ui/snapshot`, in the package that trybuild compiles.
static SNAPSHOTS: LazyLock<PathBuf> = LazyLock::new(|| {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/snapshot");
    // trybuild creates its package there.
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/tests");
    let to = package.join("snapshot");
    std::fs::create_dir_all(&to).expect("the directory is created");
    for file in std::fs::read_dir(from).expect("the snapshots are listed") {
        let file = file.expect("the entry is readable").path();
        if file.extension() == Some("json".as_ref()) {
            let name = file.file_name().expect("the file has a name");
            std::fs::copy(&file, to.join(name)).expect("the file is copied");
        }
    }
    to
});

/// Writes a case with thousands of long column names, two levels of flattening, and a snapshot. It
/// must not exceed a limit of the compiler.
fn wide_struct() -> PathBuf {
    let name = |of: &str, i| format!("customer_billing_address_measurement_{of}_{i}");
    let fields = |of: &str| {
        (0..1000).fold(String::new(), |mut fields, i| {
            let _ = writeln!(fields, "    {}: i64,", name(of, i));
            fields
        })
    };
    let source = format!(
        "#![allow(dead_code)]

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Inner {{
{}}}

#[derive(BiTable)]
struct Middle {{
    #[bitable(flatten)]
    inner: Inner,
    middle: i64,
}}

#[derive(BiTable)]
#[bitable(snapshot = \"snapshot/wide.json\")]
struct Outer {{
{}    #[bitable(flatten)]
    middle: Middle,
}}

fn main() {{
    assert_eq!(Outer::COLUMNS.len(), 2001);
}}
",
        fields("inner"),
        fields("outer")
    );
    let columns: Vec<_> = ["inner", "outer"]
        .iter()
        .flat_map(|of| (0..1000).map(move |i| name(of, i)))
        .chain(["middle".to_owned()])
        .map(|name| {
            json!({
                "name": name.replace('_', ""), "dataType": "bigint", "displayName": name,
                "defaultValue": null, "isNotNull": null, "isUnique": null,
            })
        })
        .collect();
    let snapshot =
        json!({"version": 1, "table": "outer", "storedTable": "outer", "columns": columns});
    let file = SNAPSHOTS.join("wide.json");
    std::fs::write(file, snapshot.to_string()).expect("the snapshot is written");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wide.rs");
    std::fs::write(&path, source).expect("the case is written");
    path
}
