//! What users of the derive see: every fault at its place with its remedy, and nothing at all for
//! what is right.
//!
//! Cases are filed by fault, `ui/<fault>/<place>.rs`. After a change of a message, `TRYBUILD=overwrite
//! cargo test -p tests --test ui` writes the new ones; read them before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The words around a message are the compiler's, so they are compared for one version of it.
#[rustversion::attr(
    not(stable(1.95)),
    ignore = "the expected messages are those of Rust 1.95"
)]
#[test]
fn faults() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}

#[test]
fn what_is_right() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui_pass/*.rs");
    cases.pass(wide());
}

/// Thousands of columns with long names, flattened at two levels: the compiler must not give up.
fn wide() -> PathBuf {
    let fields = |of: &str| {
        (0..1000).fold(String::new(), |mut fields, i| {
            let _ = writeln!(
                fields,
                "    customer_billing_address_measurement_{of}_{i}: i64,"
            );
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
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wide.rs");
    std::fs::write(&path, source).expect("the case is written");
    path
}
