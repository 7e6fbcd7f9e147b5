//! Layout of the page in a browser: widths of phones and desktops, light and dark theme, print.

mod driver;

use serde_json::{Value, json};

use self::driver::Browser;
use super::super::{DEFAULT_TITLE, Dictionary};
use super::samples::{everything, offline, single};

const CHECKS: &str = include_str!("browser/checks.js");

const WIDTHS: [u32; 4] = [320, 390, 768, 1280];
/// The width of A4 in CSS pixels, without margins.
const PAPER: u32 = 718;
const SCHEMES: [&str; 2] = ["light", "dark"];

#[tokio::test]
#[ignore = "needs chromium and chromedriver, which .ci/run installs"]
async fn page_is_readable_at_every_width_in_both_themes() {
    let browser = Browser::start().await;
    let empty = Dictionary {
        title: DEFAULT_TITLE,
        entries: Vec::new(),
    };
    for (name, dictionary) in [
        ("everything", everything()),
        ("single", single()),
        ("offline", offline()),
        ("empty", empty),
    ] {
        browser.open(name, &dictionary.html()).await;
        for width in WIDTHS {
            browser.resize(width).await;
            for scheme in SCHEMES {
                browser.media("screen", scheme).await;
                browser
                    .screenshot(&format!("{name}-{width}-{scheme}"))
                    .await;
                let found = browser.run(CHECKS).await;
                assert_eq!(found["faults"], json!([]), "{name}, {width} px, {scheme}");
                assert_eq!(found["isDark"], scheme == "dark", "{name}");
                if name != "empty" {
                    assert_eq!(found["areCards"], width < 768, "{name}, {width} px");
                }
            }
        }
        browser.resize(PAPER).await;
        browser.media("print", "dark").await;
        browser.screenshot(&format!("{name}-print")).await;
        let printed = browser.run(CHECKS).await;
        assert_eq!(printed["faults"], json!([]), "{name}, printed");
        assert_eq!(printed["isDark"], false, "{name}, printed");
        assert_ne!(printed["areCards"], true, "{name}, printed");
        browser.assert_quiet().await;
    }
    browser.stop().await;
}

#[tokio::test]
#[ignore = "needs chromium and chromedriver, which .ci/run installs"]
async fn links_are_reachable_by_keyboard_and_have_targets() {
    let browser = Browser::start().await;
    browser.open("links", &everything().html()).await;
    browser.resize(390).await;
    browser.media("screen", "light").await;
    let broken = browser
        .run(
            "return [...document.querySelectorAll('a[href^=\"#\"]')]
                .map(link => decodeURIComponent(link.hash.slice(1)))
                .filter(id => !document.getElementById(id));",
        )
        .await;
    assert_eq!(broken, json!([]));
    let hidden = browser
        .run("return document.querySelector('.skip').getBoundingClientRect().bottom < 0;")
        .await;
    assert_eq!(hidden, true);
    browser.press_tab().await;
    let focused = browser
        .run(
            "const box = document.activeElement.getBoundingClientRect();
             return [document.activeElement.className, box.top >= 0,
                     getComputedStyle(document.activeElement).outlineStyle];",
        )
        .await;
    assert_eq!(focused, json!(["skip", true, "solid"]));
    browser.stop().await;
}

/// Breaks a page in several ways, so that the checks of the other tests are known to fail.
#[tokio::test]
#[ignore = "needs chromium and chromedriver, which .ci/run installs"]
async fn layout_checks_detect_broken_pages() {
    let browser = Browser::start().await;
    browser.open("faults", &single().html()).await;
    browser.resize(390).await;
    browser.media("screen", "light").await;
    for (fault, style) in [
        ("scrolls sideways", "main { width: 600px }"),
        (
            "is beyond the screen",
            "main { position: relative; left: 60px; overflow: hidden }",
        ),
        (
            "is clipped",
            "th[scope=row] { height: 8px; overflow: hidden }",
        ),
        ("overlaps", "td { margin-top: -20px !important }"),
        ("has a contrast of", "caption { color: #aaa !important }"),
    ] {
        let set = format!(
            "document.head.append(Object.assign(document.createElement('style'), \
             {{ id: 'fault', textContent: `{style}` }}));"
        );
        browser.run(&set).await;
        let found = browser.run(CHECKS).await;
        let faults = found["faults"].as_array().unwrap();
        let is_found = |problem: &Value| problem.as_str().unwrap().contains(fault);
        assert!(faults.iter().any(is_found), "{fault}: {faults:?}");
        browser
            .run("document.getElementById('fault').remove();")
            .await;
    }
    browser.stop().await;
}
