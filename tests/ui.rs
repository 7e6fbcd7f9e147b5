//! What users of the derive see: every fault at its place with its remedy, and nothing at all for
//! what is right.
//!
//! Cases are filed by fault, `ui/<fault>/<place>.rs`. After a change of a message, `TRYBUILD=overwrite
//! cargo test -p tests --test ui` writes the new ones; read them before they are committed.

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
}
