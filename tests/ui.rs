//! What users of the derive see: every fault at its place with its remedy, and nothing at all for
//! what is right.
//!
//! Cases are filed by fault, `ui/<fault>/<place>.rs`. After a change of a message, `TRYBUILD=overwrite
//! cargo test -p tests --test ui` writes the new ones; read them before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::json;

/// The words around a message are the compiler's, so they are compared for one version of it.
#[rustversion::attr(
    not(stable(1.95)),
    ignore = "the expected messages are those of Rust 1.95"
)]
#[test]
fn faults() {
    let cases = cases();
    cases.compile_fail("ui/*/*.rs");
}

#[test]
fn what_is_right() {
    let cases = cases();
    cases.pass("ui_pass/*.rs");
    cases.pass(wide());
}

/// The cases, which find the snapshots that they name.
fn cases() -> trybuild::TestCases {
    LazyLock::force(&SNAPSHOTS);
    trybuild::TestCases::new()
}

/// A folder in the package that the cases are compiled in, with the snapshots of `ui/snapshot`.
static SNAPSHOTS: LazyLock<PathBuf> = LazyLock::new(|| {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/snapshot");
    // `trybuild` makes the package there.
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/tests");
    let to = package.join("snapshot");
    std::fs::create_dir_all(&to).expect("there is room for the snapshots");
    for file in std::fs::read_dir(from).expect("the snapshots are there") {
        let file = file.expect("it can be read").path();
        if file.extension() == Some("json".as_ref()) {
            let name = file.file_name().expect("it has a name");
            std::fs::copy(&file, to.join(name)).expect("it is copied");
        }
    }
    to
});

/// Thousands of columns with long names, flattened at two levels and held to a snapshot: the compiler
/// must not give up.
fn wide() -> PathBuf {
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
