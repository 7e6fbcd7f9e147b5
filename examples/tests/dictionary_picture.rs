//! The picture of a data dictionary in the README.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use support::{example, text};

/// Compares the page that the picture shows with the current one. With `UPDATE`, both are made again, which needs
/// chromium.
#[test]
fn picture_shows_the_current_dictionary() {
    let directory = tempfile::tempdir().expect("a directory");
    let page = directory.path().join("dictionary.html");
    let output = example("schema")
        .args(["schema", "--html"])
        .arg(&page)
        .output()
        .expect("the example runs");
    assert!(output.status.success(), "{}", text(output.stderr));
    let html = fs::read_to_string(&page).expect("the page is written");
    // Without the style sheet, which is the larger part.
    let (head, rest) = html.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let shown = format!("{head}{rest}");

    let examples = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected = examples.join("tests/dictionary.html");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&expected, &shown).expect("the page is written");
        take_picture(&page, &examples.join("../docs/images/dictionary.png"));
    }
    let expected = fs::read_to_string(expected).expect("the page exists");
    assert_eq!(
        shown,
        expected.replace("\r\n", "\n"),
        "if the change is intended, run with UPDATE=1, and look at the picture"
    );
}

fn take_picture(page: &Path, picture: &Path) {
    let status = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args(["--window-size=1000,1130", "--force-color-profile=srgb"])
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", page.display()))
        .stderr(Stdio::null())
        .status()
        .expect("chromium is installed");
    assert!(status.success());
}
