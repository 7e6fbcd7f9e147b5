//! The form of doc comments, and what docs pages show of features.

use super::{PACKAGES, modules_of};

/// The sections that every doc comment has in this order.
const SECTIONS: [&str; 3] = ["# Examples", "# Errors", "# Panics"];

/// Returns the doc comments in a source, each with the number of the line that follows it.
fn doc_comments(source: &str) -> Vec<(usize, Vec<&str>)> {
    let mut comments = Vec::new();
    let mut comment = Vec::new();
    for (number, line) in (1..).zip(source.lines()) {
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else if line.starts_with("#[cfg_attr(") && line.contains("doc = \"```") {
            // Of the two lines that begin an example with and without a feature.
            if comment.last() != Some(&"```") {
                comment.push("```");
            }
        } else if !comment.is_empty() {
            comments.push((number, std::mem::take(&mut comment)));
        }
    }
    comments
}

/// Returns what is wrong with the sections of a doc comment.
fn fault(comment: &[&str]) -> Option<&'static str> {
    let mut headings = Vec::new();
    let mut is_code = false;
    for line in comment {
        if line.starts_with("```") {
            is_code = !is_code;
            if headings.is_empty() {
                return Some("an example without a heading");
            }
        } else if !is_code && line.starts_with("# ") {
            headings.push(*line);
        }
    }
    let positions: Vec<_> = headings
        .iter()
        .filter_map(|heading| SECTIONS.iter().position(|section| section == heading))
        .collect();
    (!positions.is_sorted()).then_some("another order than Examples, Errors, Panics")
}

#[test]
fn examples_have_a_heading_and_come_before_errors_and_panics() {
    let mut faults = Vec::new();
    let mut count = 0;
    for package in PACKAGES {
        for module in modules_of(package) {
            for (line, comment) in doc_comments(&module.source) {
                count += 1;
                let fault = fault(&comment);
                faults.extend(
                    fault.map(|fault| format!("{}:{line}: {fault}", module.file.display())),
                );
            }
        }
    }
    assert!(count > 1000, "{count}");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// An attribute on the call of a macro is lost in its expansion, so docs.rs would not show which feature the items need.
#[test]
fn features_are_not_on_the_calls_of_macros() {
    let mut calls = Vec::new();
    for package in PACKAGES {
        for module in modules_of(package) {
            let lines: Vec<_> = module.source.lines().collect();
            for (index, pair) in lines.windows(2).enumerate() {
                let (name, rest) = pair[1].split_once('!').unwrap_or_default();
                let is_call = rest.starts_with([' ', '{', '('])
                    && name != "macro_rules"
                    && !name.is_empty()
                    && name.chars().all(|c| c.is_alphanumeric() || c == '_');
                if is_call && pair[0].starts_with("#[cfg(feature") {
                    calls.push(format!("{}:{}", module.file.display(), index + 2));
                }
            }
        }
    }
    assert!(calls.is_empty(), "\n{}", calls.join("\n"));
}
