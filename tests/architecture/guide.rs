//! The guide: its pages, their links, and where the outputs that they show come from.

use std::fs;
use std::path::Path;

use crate::repository;

pub(crate) fn read(file: &str) -> String {
    let path = repository().join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Returns the names of the pages, in their order.
fn page_names(source: &str) -> Vec<String> {
    let (_, pages) = source.split_once("\npages! {\n").unwrap();
    let (pages, _) = pages.split_once('}').unwrap();
    let names = pages
        .lines()
        .map(|line| line.trim().split_once(':').unwrap().0);
    names.map(str::to_owned).collect()
}

/// Returns the pages of the guide, in their order: the name and the text of each.
fn pages() -> Vec<(String, String)> {
    let names = page_names(&read("peaka-runtime/src/guide/mod.rs"));
    assert!(names.len() > 10);
    names
        .into_iter()
        .map(|name| {
            let text = read(&format!("peaka-runtime/src/guide/{name}.md"));
            (name, text)
        })
        .collect()
}

/// A block of code: what stands after its fence, and its lines.
struct Block<'a> {
    kind: &'a str,
    lines: Vec<&'a str>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for line in text.lines() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(kind)) => {
                open = Some(Block {
                    kind,
                    lines: Vec::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.lines.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block has no end");
    blocks
}

#[test]
fn pages_are_listed_lead_to_the_next_and_run_as_doctests() {
    let guide = read("peaka-runtime/src/guide/mod.rs");
    let names = page_names(&guide);
    assert_eq!(page_names(&read("tests/support/pages.rs")), names);
    let (map, _) = guide.split_once("\nmacro_rules!").unwrap();
    for (index, (name, text)) in pages().iter().enumerate() {
        assert!(
            map.contains(&format!("| [`{name}`] |")),
            "{name} is not in the list"
        );
        let last = text.trim_end().lines().last().unwrap();
        match names.get(index + 1) {
            Some(next) => assert!(
                last.ends_with(&format!("](super::{next})")),
                "{name}: {last}"
            ),
            None => assert!(last.ends_with("](super)"), "{name}: {last}"),
        }
    }
}

/// Returns the labels that a file of links defines.
fn labels(file: &str) -> Vec<String> {
    let text = read(&format!("peaka-runtime/src/guide/{file}.md"));
    let lines = text.lines().filter(|line| !line.is_empty());
    let label = |line: &str| line.split_once("]: ").unwrap().0.to_owned() + "]";
    lines.map(label).collect()
}

#[test]
fn links_lead_somewhere_with_and_without_the_client() {
    let with_client = labels("links_with_client");
    assert_eq!(labels("links_without_client"), with_client);
    let texts = pages()
        .into_iter()
        .map(|(_, text)| text)
        .collect::<String>()
        + &read("peaka-runtime/src/lib.rs");
    for label in with_client.iter().chain(&labels("links")) {
        assert!(texts.contains(label), "{label} is not used");
    }
    for page in [
        "README.md",
        "peaka-cli/README.md",
        "peaka-emulator/README.md",
        "peaka-macros/README.md",
    ] {
        let text = read(page);
        assert_linked_files_exist(page, &text);
        for (_, rest) in text
            .match_indices("](")
            .map(|(at, _)| text.split_at(at + 2))
        {
            assert_leads_somewhere(page, rest.split_once(')').unwrap().0);
        }
    }
    for (name, text) in pages() {
        assert_linked_files_exist(&name, &text);
    }
}

/// Asserts that links to files of the repository by their address lead to files that exist.
fn assert_linked_files_exist(page: &str, text: &str) {
    for kind in ["blob", "tree"] {
        let address = format!("https://github.com/peaka-rs/peaka-rs/{kind}/main/");
        for rest in text.split(&address).skip(1) {
            let (path, _) = rest.split_once(')').unwrap();
            assert!(repository().join(path).exists(), "{page}: {path}");
        }
    }
}

const GUIDE: &str = "https://docs.rs/peaka-runtime/latest/peaka_runtime/guide";

/// Asserts that a link of a README leads to a file, a heading, or a page of the guide.
fn assert_leads_somewhere(page: &str, link: &str) {
    let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
    let linked = match target.strip_prefix(GUIDE) {
        Some("/index.html") => return,
        Some(path) => {
            let name = path.trim_start_matches('/').strip_suffix("/index.html");
            let name = name.unwrap_or_else(|| panic!("{page}: {link}"));
            read(&format!("peaka-runtime/src/guide/{name}.md"))
        }
        None if target.starts_with("https://") => return,
        None if target.is_empty() => read(page),
        None => {
            // Registries show the READMEs without the other files of the repository.
            assert!(target.starts_with("docs/images/"), "{page}: {link}");
            let path = Path::new(page).with_file_name(target);
            assert!(repository().join(&path).exists(), "{page}: {link}");
            return;
        }
    };
    let anchor = |heading: &str| {
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = text
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.collect::<String>().replace(' ', "-")
    };
    let headings = linked.lines().filter(|line| line.starts_with('#'));
    let is_found = fragment.is_empty() || headings.map(anchor).any(|name| name == fragment);
    assert!(is_found, "{page}: {link}");
}

/// Returns the expected compile errors of the derives.
fn compile_errors() -> Vec<String> {
    let mut errors = Vec::new();
    for directory in fs::read_dir(repository().join("tests/ui")).unwrap() {
        for file in fs::read_dir(directory.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            if file.extension() == Some("stderr".as_ref()) {
                errors.push(without_positions(&fs::read_to_string(file).unwrap()));
            }
        }
    }
    errors
}

/// Returns an error without file names, line numbers and the space that these take.
fn without_positions(error: &str) -> String {
    let line = |line: &str| match line.trim_start() {
        line if line.starts_with("--> ") => "-->".to_owned(),
        line => line
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
            .to_owned(),
    };
    error.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns whether an error quotes a line of an example by its number, without counting hidden lines.
fn quotes_line_of(error: &str, example: &str) -> bool {
    let mut numbered = error.lines().filter_map(|line| line.split_once(" | "));
    let quoted = numbered.find_map(|(number, code)| Some((number.parse::<usize>().ok()?, code)));
    let (number, code) = quoted.unwrap();
    let is_position = error.contains(&format!("--> src/main.rs:{number}:"));
    let mut visible = example.lines().filter(|line| !line.starts_with("# "));
    is_position && visible.nth(number - 1) == Some(code)
}

/// A test compares the output of an example only if the example says so.
#[test]
fn every_output_in_the_guide_is_checked() {
    let errors = compile_errors();
    for (name, text) in pages() {
        let mut examples = String::new();
        for Block { kind, lines } in blocks(&text) {
            let shown = lines.join("\n");
            if kind == "rust,compile_fail" {
                examples = shown;
            } else if kind.starts_with("rust") {
                examples += &shown;
            } else if kind == "text" && shown.starts_with("error[") {
                assert!(
                    quotes_line_of(&shown, &examples),
                    "{name}: another line than in\n{examples}"
                );
                let error = without_positions(&shown);
                assert!(
                    errors.iter().any(|file| file.contains(&error)),
                    "{name}: no case in `ui` has\n{shown}"
                );
            } else if kind == "text" {
                let check = format!("assert_shown({name:?}, ");
                assert!(examples.contains(&check), "{name}: nothing checks\n{shown}");
                examples = examples.replacen(&check, "", 1);
            } else {
                assert!(["console", "sh", "toml"].contains(&kind), "{name}: {kind}");
            }
        }
    }
}

/// The texts of the README come from suites that produce them.
#[test]
fn outputs_of_the_readme_are_those_of_programs() {
    let quickstart = read("examples/tests/quickstart.documented.txt");
    let policy = read("peaka-runtime/src/guide/policy.md");
    let readme = read("README.md");
    let mut count = 0;
    for Block { lines, .. } in blocks(&readme).iter().filter(|block| block.kind == "text") {
        let shown = lines.join("\n");
        // The quickstart prints this profile last. Every suite ends with a line of its own numbers.
        let is_known = quickstart.trim_end().ends_with(&shown)
            || policy.contains(&shown)
            || shown.starts_with("test result: ok. … passed; 0 failed;");
        assert!(is_known, "no program prints\n{shown}");
        count += 1;
    }
    assert_eq!(count, 3);
    assert!(readme.lines().count() <= 150);
}

/// Returns the texts with commands and manifests for the reader to copy, with their names.
fn texts_to_copy_from() -> Vec<(String, String)> {
    let readmes = [
        "README.md",
        "peaka-cli/README.md",
        "peaka-emulator/README.md",
    ];
    let readmes = readmes.map(|file| (file.to_owned(), read(file)));
    pages().into_iter().chain(readmes).collect()
}

#[test]
fn manifests_in_the_documentation_are_toml() {
    let mut count = 0;
    for (page, text) in texts_to_copy_from() {
        for Block { lines, .. } in blocks(&text).iter().filter(|block| block.kind == "toml") {
            let manifest = lines.join("\n");
            let parsed = manifest.parse::<toml::Table>();
            assert!(parsed.is_ok(), "{page}: {parsed:?} of\n{manifest}");
            count += 1;
        }
    }
    assert!(count > 3, "{count}");
}

/// Returns the first words of the rows in the first table that has this header in a program's documentation.
fn first_words(file: &str, header: &str) -> Vec<String> {
    let text = read(file);
    let (_, table) = text.split_once(&format!("\n{header}\n")).unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let words = rows.filter_map(|row| row.strip_prefix("| `")?.split([' ', '`']).next());
    words.map(str::to_owned).collect()
}

fn documented_commands(file: &str) -> Vec<String> {
    first_words(file, "| command | description |")
}

/// Returns the words of a command. Only single quotes join words.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (index, part) in command.split('\'').enumerate() {
        let mut parts = part.split(' ');
        let is_quoted = index % 2 == 1;
        let first = if is_quoted { Some(part) } else { parts.next() };
        words.last_mut().unwrap().push_str(first.unwrap());
        if !is_quoted {
            words.extend(parts.map(str::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns the commands in a block: all lines, or those after a prompt.
fn commands<'a>(block: &Block<'a>) -> Vec<&'a str> {
    let prompt = match block.kind {
        "sh" => "",
        "console" => "$ ",
        _ => return Vec::new(),
    };
    let lines = block.lines.iter();
    lines.filter_map(|line| line.strip_prefix(prompt)).collect()
}

#[test]
fn commands_in_the_documentation_exist() {
    let program = documented_commands("peaka-cli/README.md");
    let application = documented_commands("peaka-runtime/src/guide/command_line.md");
    // A test of the package compares them with those of the program.
    let emulator = first_words("peaka-emulator/README.md", "| option | meaning | default |");
    let is_in = |names: &[String], word: &str| names.iter().any(|name| name == word);
    let exists = |path: String| repository().join(path).exists();
    let is_known = |words: &[&str]| match *words {
        ["cargo", "run" | "test"] | ["cat" | "export", _, ..] => true,
        ["cargo", "install", package] => exists(format!("{package}/Cargo.toml")),
        ["cargo", "run", "--example", name] => exists(format!("examples/{name}.rs")),
        ["cargo", "run", _, "schema", "--", command, ..] => is_in(&application, command),
        ["peaka", command, ..] => is_in(&program, command),
        ["peaka-emulator", ref arguments @ ..] => {
            let mut options = arguments.iter().filter(|word| word.starts_with("--"));
            options.all(|option| is_in(&emulator, option))
        }
        [script, ..] => script.starts_with("./") && exists(format!("integration/{script}")),
        [] => false,
    };
    let mut count = 0;
    for (page, text) in texts_to_copy_from() {
        for command in blocks(&text).iter().flat_map(commands) {
            let words = words(command);
            // Variables for the program come before it.
            let words = words.iter().map(String::as_str);
            let words: Vec<_> = words.skip_while(|word| word.contains('=')).collect();
            assert!(is_known(&words), "{page}: {command}");
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

/// Returns the names of an enum's variants.
fn variants(file: &str, name: &str) -> Vec<String> {
    let source = read(file);
    let (_, rest) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = rest.split_once("\n}").unwrap();
    let names = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = names.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let name = |line: &str| {
        line.split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap()
            .to_owned()
    };
    names.map(name).collect()
}

#[test]
fn every_kind_of_error_and_of_drift_is_in_the_guide_and_in_the_schema() {
    let schema = read("schemas/output.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let kinds = |path: &str| -> Vec<String> {
        let kinds = schema.pointer(path).unwrap().as_array().unwrap();
        let kinds = kinds.iter().map(|kind| kind.as_str().unwrap().to_owned());
        kinds.collect()
    };
    // The JSON of an error has `camelCase` names.
    let upper_case = |kind: String| kind[..1].to_uppercase() + &kind[1..];
    for (file, name, page, mut in_schema) in [
        (
            "peaka-runtime/src/report/error.rs",
            "Error",
            "errors",
            kinds("/$defs/ErrorKind/enum"),
        ),
        (
            "peaka-runtime/src/plan/drift.rs",
            "DriftKind",
            "policy",
            kinds("/$defs/Drift/properties/kind/enum"),
        ),
    ] {
        let mut variants = variants(file, name);
        let text = read(&format!("peaka-runtime/src/guide/{page}.md"));
        let rows = text.lines().filter(|line| line.starts_with("| "));
        let tables: String = rows.collect();
        for variant in &variants {
            assert!(
                tables.contains(&format!("`{variant}`")),
                "{page}: {variant}"
            );
        }
        in_schema = in_schema.into_iter().map(upper_case).collect();
        in_schema.sort();
        variants.sort();
        assert_eq!(in_schema, variants, "{name}");
    }
}

/// `SECURITY.md` names the suites, and the modules with unit tests, that test each guarantee.
#[test]
fn security_guarantees_name_existing_tests() {
    let text = read("SECURITY.md");
    let mut count = 0;
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let tested_by = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in tested_by.split('`').skip(1).step_by(2) {
            let places = [
                format!("tests/{name}.rs"),
                format!("tests/runtime/{name}.rs"),
                format!("peaka-cli/tests/{name}/main.rs"),
                format!("peaka-runtime/src/client/{name}.rs"),
                format!("peaka-runtime/src/{name}.rs"),
                format!("{name}/Cargo.toml"),
            ];
            let exists = |place: &String| repository().join(place).exists();
            assert!(places.iter().any(exists), "SECURITY.md names `{name}`");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}
