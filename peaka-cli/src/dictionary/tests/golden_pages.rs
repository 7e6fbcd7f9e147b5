//! Compares pages with golden files.

use super::super::{DEFAULT_TITLE, Dictionary};
use super::samples::{everything, offline, single};

/// Compares the page with a golden file, or writes the file if `UPDATE` is set.
fn assert_page(file: &str, page: &str) {
    let file = format!("{}/src/dictionary/tests/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, page).expect("the file is written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file exists");
    assert_eq!(
        page,
        expected.replace("\r\n", "\n"),
        "run with UPDATE=1 and read the change"
    );
}

fn assert_pages(name: &str, dictionary: &Dictionary<'_>) {
    // Without the style sheet, so that changing it does not change the files.
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
fn offline_page_matches_golden_file() {
    assert_pages("offline", &offline());
}

#[test]
fn single_table_page_matches_golden_file() {
    assert_pages("single", &single());
}

#[test]
fn page_with_everything_matches_golden_file() {
    assert_pages("everything", &everything());
}

#[test]
fn empty_page_matches_golden_file() {
    assert_pages(
        "empty",
        &Dictionary {
            title: DEFAULT_TITLE,
            entries: Vec::new(),
        },
    );
}
