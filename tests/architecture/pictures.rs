//! The pictures of the README that are made of text.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The size of a character and of a line, in pixels.
const CHARACTER: usize = 8;
const LINE: usize = 20;
const MARGIN: usize = 16;

/// The number of characters that fit in a line.
const WIDTH: usize = 100;

/// Returns a picture of a compiler's output in a terminal.
fn terminal(output: &str) -> String {
    let lines: Vec<_> = output.lines().flat_map(wrapped).collect();
    let width = 2 * MARGIN + WIDTH * CHARACTER;
    let height = 2 * MARGIN + lines.len() * LINE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e1e2e\"/>\n"
    );
    for (index, line) in lines.iter().enumerate() {
        let y = MARGIN + index * LINE + LINE - 6;
        let text = line
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let color = color(line);
        // The width is set, because the fonts of readers differ.
        let length = line.chars().count() * CHARACTER;
        writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" fill=\"{color}\" textLength=\"{length}\" xml:space=\"preserve\">{text}</text>"
        )
        .unwrap();
    }
    svg + "</svg>\n"
}

fn color(line: &str) -> &'static str {
    if line.starts_with("error") || line.contains('^') {
        "#f38ba8"
    } else if line.trim_start().starts_with("-->") {
        "#89b4fa"
    } else {
        "#cdd6f4"
    }
}

/// Splits a line at its spaces.
fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let last = lines.last().unwrap();
        if last.chars().count() + word.trim_end().chars().count() > WIDTH {
            lines.push("    ".to_owned());
        }
        *lines.last_mut().unwrap() += word;
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[test]
fn picture_of_a_compile_error_is_that_of_the_compiler() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = fs::read_to_string(tests.join("ui/snapshot/page_views.stderr")).unwrap();
    let (error, _) = output.split_once("\n\n").unwrap_or((&output, ""));
    let picture = terminal(&error.replace("ui/snapshot/page_views.rs", "src/main.rs"));
    let file = tests.join("../docs/images/compile-error.svg");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &picture).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap();
    assert_eq!(
        picture,
        expected.replace("\r\n", "\n"),
        "run with UPDATE=1 and look at the picture"
    );
}
