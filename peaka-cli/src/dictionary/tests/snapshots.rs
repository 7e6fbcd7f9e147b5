//! Pages, byte by byte.

use super::super::Dictionary;
use super::samples::{everything, offline, single};

/// Compares with a file beside this one, or writes it if `UPDATE` is set.
fn is_as_in(file: &str, page: &str) {
    let file = format!("{}/src/dictionary/tests/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, page).expect("the file is written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file is there");
    assert_eq!(
        page,
        expected.replace("\r\n", "\n"),
        "run with UPDATE=1 and read the change"
    );
}

fn both(name: &str, dictionary: &Dictionary<'_>) {
    // The style is a file of its own, and a change to it is none to the pages.
    let style = include_str!("../style.css");
    let page = dictionary.html();
    assert_eq!(page.matches(style).count(), 1);
    is_as_in(
        &format!("{name}.html"),
        &page.replace(style, "/* style.css */\n"),
    );
    is_as_in(&format!("{name}.md"), &dictionary.markdown());
}

#[test]
fn tables_that_nobody_looked_at() {
    both("offline", &offline());
}

#[test]
fn one_table_as_the_service_stores_it() {
    both("single", &single());
}

#[test]
fn all_that_can_differ_and_all_that_a_page_must_bear() {
    both("everything", &everything());
}

#[test]
fn no_table_at_all() {
    both("empty", &Dictionary { tables: Vec::new() });
}
