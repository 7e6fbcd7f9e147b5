//! Measures the time that `#[derive(BiTable)]` adds to `cargo check`, relative to
//! `#[derive(serde::Serialize)]`.
//!
//! ```text
//! cargo run --release -p benchmarks --bin derive-cost [ROUNDS]
//! ```
//!
//! Generates crates that contain the same structs with different derives, and runs `cargo check` on each of
//! them in turn, without incremental compilation. The time that a derive adds is the user CPU time of its
//! crate less that of the crate without a derive.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{fs, io};

use benchmarks::{
    Table, alternate, environment, print_section, project_root, rounds_argument, user_cpu,
};

/// The types of the fields of every struct, repeated in this order.
const TYPES: [&str; 10] = [
    "i64",
    "String",
    "Option<i64>",
    "bool",
    "u32",
    "Option<String>",
    "i32",
    "Box<str>",
    "bool",
    "i64",
];

/// Attributes of one field in five, with the index of its type in `TYPES`.
const ATTRIBUTES: [(usize, &str); 2] = [(0, "not_null, unique"), (4, "default = 3")];

const BITABLE: &str = "#[derive(peaka_runtime::BiTable)]";
const SERIALIZE: &str = "#[derive(serde::Serialize)]";

/// A generated crate.
struct Case {
    name: &'static str,
    derive: &'static str,
    structs: usize,
    fields: usize,
    has_attributes: bool,
    /// Whether each struct flattens another one.
    has_flatten: bool,
}

const CASES: [Case; 10] = [
    Case::new("bare", "", 100, 20),
    Case::new("serialize", SERIALIZE, 100, 20),
    Case::new("bitable", BITABLE, 100, 20),
    Case {
        has_attributes: true,
        ..Case::new("bitable-with-attributes", BITABLE, 100, 20)
    },
    Case {
        has_flatten: true,
        ..Case::new("bitable-with-flatten", BITABLE, 100, 20)
    },
    Case::new("wide-bare", "", 1, 1000),
    Case::new("wide-serialize", SERIALIZE, 1, 1000),
    Case::new("wide-bitable", BITABLE, 1, 1000),
    Case {
        has_attributes: true,
        ..Case::new("wide-bitable-with-attributes", BITABLE, 1, 1000)
    },
    Case {
        has_flatten: true,
        ..Case::new("wide-bitable-with-flatten", BITABLE, 1, 1000)
    },
];

impl Case {
    /// Creates a case without attributes and without flattened structs.
    const fn new(name: &'static str, derive: &'static str, structs: usize, fields: usize) -> Self {
        Self {
            name,
            derive,
            structs,
            fields,
            has_attributes: false,
            has_flatten: false,
        }
    }

    /// Generates the source of the crate.
    fn source(&self) -> String {
        let mut source = "//! Generated.\n#![allow(dead_code, missing_docs)]\n".to_owned();
        for i in 0..self.structs {
            let _ = writeln!(source, "{}\npub struct Row{i} {{", self.derive);
            for j in 0..self.fields {
                let place = j % TYPES.len();
                let attribute = ATTRIBUTES
                    .iter()
                    .find(|(index, _)| self.has_attributes && *index == place);
                if let Some((_, attribute)) = attribute {
                    let _ = writeln!(source, "    #[bitable({attribute})]");
                }
                let _ = writeln!(source, "    pub field_{j}: {},", TYPES[place]);
            }
            if self.has_flatten {
                source.push_str("    #[bitable(flatten)]\n    pub rest: Rest,\n");
            }
            source.push_str("}\n");
        }
        if self.has_flatten {
            let _ = writeln!(
                source,
                "{}\npub struct Rest {{ pub city: String }}",
                self.derive
            );
        }
        source
    }
}

fn main() -> ExitCode {
    print_section(run)
}

fn run() -> io::Result<String> {
    let rounds = rounds_argument(15)?;
    let workspace = project_root().join("target/derive-cost");
    write_workspace(&project_root(), &workspace)?;
    // Builds the dependencies, which must not count.
    measure_check(&workspace, None)?;
    let mut cases = CASES;
    let samples = alternate(rounds, &mut cases, |case| {
        measure_check(&workspace, Some(case.name))
    })?;
    let of = |name: &str| {
        let index = CASES.iter().position(|case| case.name == name).unwrap_or(0);
        &samples[index]
    };
    let mut table = Table::new(&["crate", "adds", "relative to `Serialize`"]);
    for prefix in ["", "wide-"] {
        let (bare, serialize) = (
            of(&format!("{prefix}bare")),
            of(&format!("{prefix}serialize")),
        );
        for case in CASES
            .iter()
            .filter(|case| case.name.starts_with("wide-") != prefix.is_empty())
        {
            table.row([
                case.name.to_owned(),
                format!("{:.3} s", of(case.name).median_above(bare)),
                format!(
                    "{:.2}",
                    of(case.name).median_above(bare) / serialize.median_above(bare)
                ),
            ]);
        }
    }
    Ok(format!(
        "## Compile time of the derives\n\n{}\n\n{table}",
        environment(&["serde", "syn"])?
    ))
}

/// Writes a workspace with one crate for each case.
fn write_workspace(root: &Path, workspace: &Path) -> io::Result<()> {
    let members: Vec<_> = CASES
        .iter()
        .map(|case| format!("\"{}\"", case.name))
        .collect();
    for case in &CASES {
        let directory = workspace.join(case.name);
        fs::create_dir_all(directory.join("src"))?;
        fs::write(directory.join("src/lib.rs"), case.source())?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[dependencies]\n\
             peaka-runtime = {{ path = '{}' }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n",
            case.name,
            root.join("peaka-runtime").display()
        );
        fs::write(directory.join("Cargo.toml"), manifest)?;
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    fs::write(workspace.join("Cargo.toml"), manifest)?;
    // The workspace uses the locked versions of the project, so that figures can be compared.
    fs::copy(root.join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    Ok(())
}

/// Runs `cargo check` on one crate, or on all of them and their dependencies. Returns the user CPU time in
/// seconds.
fn measure_check(workspace: &Path, name: Option<&str>) -> io::Result<f64> {
    let mut command = Command::new("cargo");
    command.args(["check", "-q"]);
    if let Some(name) = name {
        let source = workspace.join(name).join("src/lib.rs");
        // Updates the modification time, so that cargo checks the crate again.
        fs::write(&source, fs::read(&source)?)?;
        command.args(["-p", name]);
    }
    command
        .current_dir(workspace)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", workspace.join("target"));
    user_cpu(&mut command)
}
