//! Every message that the derives can give has a case under `ui`.

use std::path::Path;

use syn::visit::Visit;

/// The string literals of a file, without its documentation and its tests.
#[derive(Default)]
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push(literal.value());
    }

    fn visit_macro(&mut self, makro: &'ast syn::Macro) {
        // `format!` and `assert!` have their text among their tokens.
        for token in makro.tokens.clone() {
            if let Ok(literal) = syn::parse2::<syn::LitStr>(token.into()) {
                self.visit_lit_str(&literal);
            }
        }
    }
}

/// The texts of a file that are long enough to be messages, each as the pieces between what is put
/// into it.
fn messages(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let source = std::fs::read_to_string(path).expect("the file is there");
    let mut literals = Literals::default();
    literals.visit_file(&syn::parse_file(&source).expect("the file is Rust"));
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
        pieces.last_mut().expect("there is one").push_str(piece);
        rest = after.split_once('}').map_or("", |(_, after)| after);
        pieces.push(String::new());
    }
    pieces.last_mut().expect("there is one").push_str(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn expected() -> Vec<String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let faults = std::fs::read_dir(ui).expect("the cases are there");
    let cases = faults.flat_map(|fault| {
        let fault = fault.expect("it can be read").path();
        std::fs::read_dir(fault).expect("it is a folder")
    });
    cases
        .map(|case| case.expect("it can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stderr")
        })
        .map(|path| std::fs::read_to_string(path).expect("it is text"))
        .collect()
}

/// Whether the pieces stand in one line of the text, in their order.
fn has(text: &str, pieces: &[String]) -> bool {
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
    let expected = expected();
    let without: Vec<_> = [
        "peaka-macros/src/faults.rs",
        "peaka-runtime/src/declare/column.rs",
        "peaka-runtime/src/declare/columns.rs",
        "peaka-runtime/src/snapshot/compile_check.rs",
        "peaka-runtime/src/snapshot/field_difference.rs",
    ]
    .into_iter()
    .flat_map(messages)
    .filter(|pieces| !expected.iter().any(|text| has(text, pieces)))
    .collect();
    assert_eq!(without, Vec::<Vec<String>>::new());
}

/// All faults of the derives are in the file that the test above reads.
#[test]
fn no_message_stands_elsewhere() {
    for file in [
        "attr",
        "bi_table",
        "check",
        "column_type",
        "data_type",
        "model",
        "names",
        "runtime",
        "snapshot",
    ] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../peaka-macros/src/{file}.rs"));
        let source = std::fs::read_to_string(path).expect("the file is there");
        let call = ["errors.on(", "errors.at(", "input.error("];
        for (start, _) in call.iter().flat_map(|call| source.match_indices(call)) {
            let arguments: String = source[start..].split_inclusive(");").take(1).collect();
            assert!(
                !arguments.contains('"') || arguments.contains("faults::"),
                "{file}: {arguments}"
            );
        }
    }
}
