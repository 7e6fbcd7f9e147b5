//! The top-level modules of each crate, and which of them may import which.
//!
//! Every `use` and every path in the source of a crate is resolved to the module that it names. A top-level
//! module may import only those before it in its crate's list, and no two modules may import each other, directly
//! or through others. Code under `#[cfg(test)]` may import anything.

mod column_types;
mod docs;
mod graph;
mod guide;
mod imports;
mod pictures;

use std::fs;
use std::path::{Path, PathBuf};

use graph::{forbidden_imports, import_cycles};
use imports::{Module, imports_of};

const PACKAGES: [&str; 5] = [
    "peaka-runtime",
    "peaka-macros",
    "peaka-cli",
    "simulation",
    "peaka-emulator",
];

/// Returns the top-level modules of a crate, the rooms, in the order in which `ARCHITECTURE.md` lists them: ``**`crate`**:
/// `first` ← `second` ← `last` ``. The first one imports none of the others, the last one may import all of them.
fn rooms<'a>(document: &'a str, package: &str) -> Vec<&'a str> {
    let (_, list) = document
        .split_once(&format!("\n**`{package}`**: "))
        .unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    list.split('←')
        .map(|part| part.split('`').nth(1).unwrap())
        .collect()
}

#[test]
fn rooms_import_only_earlier_rooms_and_imports_have_no_cycle() {
    let document = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let mut faults = Vec::new();
    for package in PACKAGES {
        let modules = modules_of(package);
        assert!(modules.len() > 5, "{package} has no source");
        let rooms = rooms(&document, package);
        let imports = imports_of(&modules);
        for fault in forbidden_imports(&rooms, &imports)
            .into_iter()
            .chain(missing_rooms(&rooms, &modules))
            .chain(import_cycles(&imports))
        {
            faults.push(format!("{package}: {fault}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Returns a fault for each room in the list that the crate does not have.
fn missing_rooms(rooms: &[&str], modules: &[Module]) -> Vec<String> {
    let exists = |room: &str| {
        let mut first = modules.iter().filter_map(|module| module.path.first());
        first.any(|name| name == room)
    };
    let missing = rooms.iter().filter(|room| !exists(room));
    missing
        .map(|room| format!("`{room}` is in the list of rooms, but does not exist"))
        .collect()
}

#[test]
fn source_files_have_at_most_400_lines() {
    let mut long = Vec::new();
    for package in PACKAGES {
        for module in modules_of(package) {
            let lines = module.source.lines().count();
            if lines > 400 {
                long.push(format!("{}: {lines} lines", module.file.display()));
            }
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn emulator_does_not_import_the_runtime() {
    for module in modules_of("peaka-emulator") {
        let names_the_runtime = module.source.contains("peaka_runtime");
        assert!(!names_the_runtime, "{}", module.file.display());
    }
}

#[test]
fn documents_name_existing_files() {
    let workspace = repository();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(workspace.join(document)).unwrap();
        let words = text.split('`').skip(1).step_by(2);
        let files: Vec<_> = words
            .filter(|word| word.contains('/') && word.ends_with(".rs"))
            .collect();
        assert!(files.len() > 10, "{document} names {} files", files.len());
        for file in files {
            let is_found = ["", "peaka-runtime/src"]
                .iter()
                .any(|root| workspace.join(root).join(file).exists());
            assert!(is_found, "{document} names `{file}`, which does not exist");
        }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the modules of a package's library, without those that hold only tests.
fn modules_of(package: &str) -> Vec<Module> {
    let source = repository().join(package).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let relative = file.strip_prefix(&source).unwrap();
            Module {
                path: module_path(relative),
                source: fs::read_to_string(&file).unwrap(),
                file,
            }
        })
        .collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["tests", "bin"].contains(&name) {
                collect(&path, files);
            }
        } else if name.ends_with(".rs") && !["tests.rs", "main.rs"].contains(&name) {
            files.push(path);
        }
    }
}

/// Returns the path of the module in a file below `src`: `plan/drift.rs` is `["plan", "drift"]`.
fn module_path(file: &Path) -> Vec<String> {
    let mut path: Vec<_> = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_str().unwrap().to_owned())
        .collect();
    if path
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        path.pop();
    }
    path
}

#[cfg(test)]
mod samples {
    use super::*;

    fn violations(files: &[(&str, &str)]) -> Vec<String> {
        let modules: Vec<_> = files
            .iter()
            .map(|(file, source)| Module {
                file: PathBuf::from(file),
                path: module_path(Path::new(file)),
                source: (*source).to_owned(),
            })
            .collect();
        let imports = imports_of(&modules);
        let rooms = ["early", "late"];
        let mut violations = forbidden_imports(&rooms, &imports);
        violations.extend(missing_rooms(&rooms, &modules));
        violations.extend(import_cycles(&imports));
        violations
    }

    const LIB: (&str, &str) = ("lib.rs", "mod early; mod late; pub use late::Late;");

    #[test]
    fn import_of_an_earlier_room_is_allowed() {
        let files = [
            LIB,
            ("early/mod.rs", "mod a; pub(crate) use a::A;"),
            ("early/a.rs", "pub(crate) struct A;"),
            ("late.rs", "use crate::early::A; pub struct Late(A);"),
        ];
        assert_eq!(violations(&files), Vec::<String>::new());
    }

    #[test]
    fn import_of_a_later_room_is_reported() {
        let files = [
            LIB,
            (
                "early.rs",
                "use std::fmt; use crate::{late::Late, early as _};",
            ),
            ("late.rs", "pub struct Late;"),
        ];
        assert_eq!(
            violations(&files),
            ["`early` imports `late`, which comes later"]
        );
    }

    #[test]
    fn path_without_a_use_is_an_import_too() {
        let files = [
            LIB,
            ("early.rs", "fn f(_: crate::late::Late) {}"),
            ("late.rs", "pub struct Late;"),
        ];
        assert_eq!(
            violations(&files),
            ["`early` imports `late`, which comes later"]
        );
    }

    #[test]
    fn room_that_is_in_no_list_is_reported() {
        let files = [
            LIB,
            ("early.rs", ""),
            ("late.rs", ""),
            ("other.rs", "use crate::early::A;"),
        ];
        assert_eq!(violations(&files), ["`other` is in no list of rooms"]);
    }

    #[test]
    fn room_of_the_list_that_does_not_exist_is_reported() {
        let files = [LIB, ("early.rs", "")];
        assert_eq!(
            violations(&files),
            ["`late` is in the list of rooms, but does not exist"]
        );
    }

    #[test]
    fn import_cycle_is_reported() {
        let files = [
            LIB,
            ("late.rs", ""),
            ("early/mod.rs", "mod a; mod b; mod c;"),
            ("early/a.rs", "use super::b::B;"),
            ("early/b.rs", "use super::c::C;"),
            ("early/c.rs", "fn f() { super::a::g() }"),
        ];
        assert_eq!(
            violations(&files),
            ["import cycle: `early::a`, `early::b`, `early::c`"]
        );
    }

    #[test]
    fn child_that_imports_from_its_parent_is_an_import_cycle() {
        let files = [
            LIB,
            ("late.rs", ""),
            (
                "early/mod.rs",
                "mod a; use a::A; pub(crate) struct Early(A);",
            ),
            ("early/a.rs", "use super::Early;"),
        ];
        assert_eq!(violations(&files), ["import cycle: `early`, `early::a`"]);
    }

    #[test]
    fn import_in_a_test_is_not_reported() {
        let files = [
            LIB,
            (
                "early.rs",
                "#[cfg(test)] mod tests { use crate::late::Late; }",
            ),
            ("late.rs", "pub struct Late;"),
        ];
        assert_eq!(violations(&files), Vec::<String>::new());
    }
}
