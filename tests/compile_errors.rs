//! Every compile error of the derives has a case under `ui`.

use std::path::Path;

use peaka_runtime::__private::is_unprintable;
use syn::visit::Visit;

/// The string literals of a file, except those of attributes and tests.
#[derive(Default)]
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push(literal.value());
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        // The text of `format!` and `assert!` is among their tokens.
        for token in invocation.tokens.clone() {
            if let Ok(literal) = syn::parse2::<syn::LitStr>(token.into()) {
                self.visit_lit_str(&literal);
            }
        }
    }
}

/// Returns the texts of a file that are long enough to be messages, each split at its placeholders.
fn messages(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let source = std::fs::read_to_string(path).expect("the file exists");
    let mut literals = Literals::default();
    literals.visit_file(&syn::parse_file(&source).expect("a Rust file"));
    let is_message = |text: &String| text.len() > 8 && text.contains(' ');
    literals
        .0
        .into_iter()
        .filter(is_message)
        .map(pieces)
        .collect()
}

fn pieces(text: String) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = text.as_str();
    while let Some((piece, after)) = rest.split_once('{') {
        pieces.last_mut().expect("a piece").push_str(piece);
        rest = after.split_once('}').map_or("", |(_, after)| after);
        pieces.push(String::new());
    }
    pieces.last_mut().expect("a piece").push_str(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Returns the expected errors of all cases under `ui`.
fn expected_errors() -> Vec<String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let folders = std::fs::read_dir(ui).expect("the folder of the cases");
    let files = folders.flat_map(|folder| {
        let folder = folder.expect("a readable entry").path();
        std::fs::read_dir(folder).expect("a folder")
    });
    files
        .map(|file| file.expect("a readable entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stderr")
        })
        .map(|path| std::fs::read_to_string(path).expect("UTF-8"))
        .collect()
}

/// Returns whether one line of the text contains all pieces in order.
fn contains_in_order(text: &str, pieces: &[String]) -> bool {
    text.lines().any(|line| {
        let mut rest = Some(line);
        for piece in pieces {
            rest = rest
                .and_then(|rest| rest.split_once(piece.as_str()))
                .map(|(_, rest)| rest);
        }
        rest.is_some()
    })
}

#[test]
fn every_message_has_a_case() {
    let expected = expected_errors();
    let without_case: Vec<_> = [
        "peaka-macros/src/messages.rs",
        "peaka-macros/src/messages/metadata.rs",
        "peaka-macros/src/messages/snapshot.rs",
        "peaka-macros/src/look_alike.rs",
        "peaka-runtime/src/declare/column.rs",
        "peaka-runtime/src/declare/column_list.rs",
        "peaka-runtime/src/declare/field_check.rs",
        "peaka-runtime/src/declare/flattened.rs",
        "peaka-runtime/src/declare/variant.rs",
        "peaka-runtime/src/snapshot/compile_check.rs",
        "peaka-runtime/src/snapshot/field_difference.rs",
    ]
    .into_iter()
    .flat_map(messages)
    .filter(|pieces| !expected.iter().any(|text| contains_in_order(text, pieces)))
    .collect();
    assert_eq!(without_case, Vec::<Vec<String>>::new());
}

/// The test above covers all errors of the derives only if their texts are in `messages`.
#[test]
fn macros_take_every_message_from_one_module() {
    let mut files = Vec::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../peaka-macros/src");
    for folder in [source.clone(), source.join("read"), source.join("expand")] {
        for entry in std::fs::read_dir(folder).expect("the folder exists") {
            files.push(entry.expect("a readable entry").path());
        }
    }
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        file.is_file() && !["messages.rs", "tests.rs"].contains(&name.unwrap_or_default())
    });
    let mut calls = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).expect("the file exists");
        let methods = ["errors.on(", "errors.at(", "input.error("];
        for (start, _) in methods.iter().flat_map(|call| source.match_indices(call)) {
            let arguments: String = source[start..].split_inclusive(");").take(1).collect();
            calls += 1;
            assert!(
                !arguments.contains('"') || arguments.contains("messages::"),
                "{}: {arguments}",
                file.display()
            );
        }
    }
    assert!(calls > 20, "only {calls} calls found");
}

/// Snapshots with control characters, line breaks and very long texts. The suite `ui` compiles the cases.
#[test]
fn fault_35_hostile_snapshot_gives_one_error_on_short_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/snapshot");
    for case in [
        "with_hostile_text",
        "with_a_hostile_name",
        "of_a_hostile_table",
        "with_a_long_name",
        "with_a_long_type",
        "with_a_long_default",
        "of_a_long_version",
    ] {
        let read = |extension| {
            let file = folder.join(case).with_extension(extension);
            std::fs::read_to_string(file).expect("UTF-8")
        };
        assert!(read("json").len() > 1000, "{case}");
        let output = read("stderr");
        let errors = output.lines().filter(|line| line.starts_with("error"));
        assert_eq!(errors.count(), 1, "{output}");
        assert!(output.contains("; help: "), "{output}");
        for line in output.lines() {
            assert!(line.chars().count() < 1000, "{line}");
            let is_printable = |c: char| c != '\u{fffd}' && !is_unprintable(c);
            assert!(line.chars().all(is_printable), "{line:?}");
        }
    }
}

/// The derive cannot import the runtime, so both have the definition of names that look like others.
#[test]
fn derive_and_runtime_agree_on_names_that_look_alike() {
    let definition = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
        let source = std::fs::read_to_string(path).expect("the file exists");
        let start = source.find("/// ").expect("the first item");
        source[start..].to_owned()
    };
    let of_derive = definition("peaka-macros/src/look_alike.rs");
    assert!(of_derive.len() > 3000, "{of_derive}");
    assert_eq!(
        of_derive,
        definition("peaka-runtime/src/text/look_alike.rs")
    );
}

/// The derive cannot import the runtime, so both have the list of invisible characters.
#[test]
fn derive_and_runtime_agree_on_unprintable_characters() {
    let definition = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
        let source = std::fs::read_to_string(path).expect("the file exists");
        let start = source.find("fn is_unprintable").expect("the function");
        let end = source[start..].find("\n}\n").expect("its end");
        source[start..start + end].to_owned()
    };
    let of_derive = definition("peaka-macros/src/printable.rs");
    assert!(of_derive.len() > 200, "{of_derive}");
    assert_eq!(
        of_derive,
        definition("peaka-runtime/src/text/unprintable.rs")
    );
}
