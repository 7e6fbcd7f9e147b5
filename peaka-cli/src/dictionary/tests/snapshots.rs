//! Pages, compared byte by byte.

use super::super::Dictionary;
use super::samples::{everything, offline, single};

/// Compares with a file beside this one, or writes it if `UPDATE` is set.
fn assert_page(file: &str, page: &str) {
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

fn assert_pages(name: &str, dictionary: &Dictionary<'_>) {
    // The style sheet is left out, so that its changes do not change the pages.
    let style = include_str!("../style.css");
    let page = dictionary.html();
    assert_eq!(page.matches(style).count(), 1);
    assert_page(
        &format!("{name}.html"),
        &page.replace(style, "/* style.css */\n"),
    );
    assert_page(&format!("{name}.md"), &dictionary.markdown());
}

#[test]
fn tables_that_were_not_compared() {
    assert_pages("offline", &offline());
}

#[test]
fn one_table_as_the_service_stores_it() {
    assert_pages("single", &single());
}

#[test]
fn every_kind_of_difference_and_content() {
    assert_pages("everything", &everything());
}

#[test]
fn no_tables() {
    assert_pages("empty", &Dictionary { tables: Vec::new() });
}
