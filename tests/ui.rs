//! Compiler output for uses of the derives: errors with their location and help for invalid code, and
//! none for valid code.
//!
//! The cases are `ui/<error>/<place>.rs`, with the expected output beside each, and `ui_pass/<topic>.rs`, which are run.
//! Each case is a test of its own: `cargo test -p tests --test ui default/` runs those of one error. After a message
//! changes, `UPDATE=1 cargo test -p tests --test ui` updates the expected output. Review it before committing.
//!
//! The cases are compiled with the dependencies of this suite, by one run of the compiler each and none of cargo.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tests = repository().join("tests");
    let package = Arc::new(package().expect("the package is created"));
    let mut trials = Vec::new();
    for file in entries(&tests.join("ui"))
        .iter()
        .flat_map(|error| entries(error))
    {
        if has_extension(&file, "rs") {
            let case = Case::new(file, &package);
            let trial = Trial::test(case.name(), move || case.is_rejected());
            trials.push(trial.with_ignored_flag(is_other_compiler()));
        }
    }
    for file in entries(&tests.join("ui_pass")) {
        let case = Case::new(file, &package);
        trials.push(Trial::test(case.name(), move || case.succeeds()));
    }
    trials.push(Trial::test("ui_pass/wide_struct", move || {
        Case::new(wide_struct(package.path())?, &package).succeeds()
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Each compiler version words its output differently, so only one version is compared.
#[rustversion::stable(1.95)]
fn is_other_compiler() -> bool {
    false
}

#[rustversion::not(stable(1.95))]
fn is_other_compiler() -> bool {
    true
}

/// Returns the entries of a directory in order.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the directory is readable");
    let entries = entries.map(|entry| entry.expect("the entry is readable").path());
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    entries
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found == extension)
}

/// Creates a package with the snapshots of `ui/snapshot`.
fn package() -> io::Result<TempDir> {
    let package = tempfile::tempdir()?;
    let snapshots = package.path().join("snapshot");
    fs::create_dir(&snapshots)?;
    for file in entries(&repository().join("tests/ui/snapshot")) {
        if let Some(name) = file.file_name().filter(|_| has_extension(&file, "json")) {
            fs::copy(&file, snapshots.join(name))?;
        }
    }
    Ok(package)
}

/// A program that is to be compiled.
struct Case {
    source: PathBuf,
    /// The directory of the package that the case is compiled in: with the snapshots of all cases, and the output.
    package: Arc<TempDir>,
}

impl Case {
    fn new(source: PathBuf, package: &Arc<TempDir>) -> Self {
        let package = Arc::clone(package);
        Self { source, package }
    }

    /// Returns the name of the test: the directory and the name of the file.
    fn name(&self) -> String {
        let path = self.source.with_extension("");
        let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
        parts[parts.len() - 2..].join("/")
    }

    /// Runs the compiler.
    fn compile(&self, arguments: &[&str], output: &Path) -> Result<Output, Failed> {
        let [compiler, dependencies @ ..] = compiler::command!();
        let output = Command::new(compiler)
            .args(dependencies)
            .args(arguments)
            .arg("-o")
            .arg(output)
            .args([
                "--crate-type",
                "bin",
                "-A",
                "dead_code",
                "-C",
                "debuginfo=0",
            ])
            .arg("--diagnostic-width=140")
            .arg(&self.source)
            // As cargo runs it.
            .current_dir(repository())
            .env("CARGO_CRATE_NAME", "case")
            // A package outside of the workspace, so that paths of snapshots in messages are relative to it.
            .env("CARGO_MANIFEST_DIR", self.package.path())
            .env_remove("PEAKA_SNAPSHOT")
            .output()?;
        Ok(output)
    }

    fn output(&self, extension: &str) -> PathBuf {
        let name = self.name().replace('/', "-");
        self.package.path().join(name).with_extension(extension)
    }

    /// Compiles the case, which must fail with the expected output.
    fn is_rejected(&self) -> Result<(), Failed> {
        let arguments = ["--emit=metadata", "--error-format=json"];
        let output = self.compile(&arguments, &self.output("rmeta"))?;
        let messages = messages(&String::from_utf8(output.stderr)?)?;
        if output.status.success() {
            return Err(format!("the case compiles\n{messages}").into());
        }
        let file = self.source.with_extension("stderr");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &messages)?;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if messages != expected {
            return Err(format!("expected:\n{expected}\nfound:\n{messages}").into());
        }
        Ok(())
    }

    /// Compiles and runs the case.
    fn succeeds(&self) -> Result<(), Failed> {
        let program = self.output("exe");
        let built = self.compile(&["--emit=link", "-C", "strip=debuginfo"], &program)?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).into());
        }
        let run = Command::new(program).output()?;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into());
        }
        Ok(())
    }
}

/// Returns the messages in the compiler's output, as cargo shows them: each text once, and without the closing summary.
fn messages(output: &str) -> Result<String, Failed> {
    let mut shown = HashSet::new();
    let mut messages = Vec::new();
    for line in output.lines() {
        let message: Value = serde_json::from_str(line)?;
        let text = message["rendered"].as_str().unwrap_or_default();
        let is_summary = message["spans"] == json!([]);
        if !is_summary && shown.insert(text.to_owned()) {
            messages.push(without_variation(text));
        }
    }
    Ok(messages.join("\n"))
}

/// Removes from a message what differs between machines, or changes with the code of other crates: the directory of the
/// repository, and the numbers of lines that are not in the case.
fn without_variation(message: &str) -> String {
    let repository = repository().to_string_lossy();
    let message = message.replace(&*format!("{repository}/"), "");
    let mut lines = Vec::new();
    let mut is_in_case = true;
    for line in message.trim_end().lines() {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        let is_number = |c: char| c.is_ascii_digit();
        if let Some(location) = text.strip_prefix("--> ") {
            let in_tests = location.strip_prefix("tests/");
            is_in_case = in_tests.is_some();
            let path = location.trim_end_matches(|c| is_number(c) || c == ':');
            let location = in_tests.map_or_else(|| format!("$WORKSPACE/{path}"), str::to_owned);
            lines.push(format!("{indent}--> {location}"));
        } else if !is_in_case && text.starts_with(is_number) {
            let number = text.split(' ').next().unwrap_or_default();
            lines.push(line.replacen(number, &" ".repeat(number.len()), 1));
        } else if let Some(count) = text
            .strip_prefix("and ")
            .and_then(|text| text.strip_suffix(" others"))
        {
            lines.push(line.replace(count, "$N"));
        } else {
            lines.push(line.to_owned());
        }
    }
    without_unused_gutter(&lines)
}

/// Narrows the column of line numbers to the longest number in it.
fn without_unused_gutter(lines: &[String]) -> String {
    let spaces = |line: &str| line.len() - line.trim_start().len();
    let arrows = lines
        .iter()
        .filter(|line| line.trim_start().starts_with("--> "));
    let gutter = arrows.map(|line| spaces(line)).max().unwrap_or_default();
    let is_empty = |width: &usize| {
        let mut lines = lines
            .iter()
            .filter(|line| line.starts_with(|c: char| c == ' ' || c.is_ascii_digit()));
        lines.all(|line| spaces(line) >= *width)
    };
    let unused = (0..gutter).rev().find(is_empty).unwrap_or_default();
    let mut text = String::new();
    for line in lines {
        text += line.strip_prefix(&*" ".repeat(unused)).unwrap_or(line);
        text.push('\n');
    }
    text
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package is in the repository")
}

/// Writes a case with many long column names, two levels of flattening, and a snapshot. It
/// must not exceed a limit of the compiler.
fn wide_struct(directory: &Path) -> io::Result<PathBuf> {
    let name = |of: &str, i| format!("customer_billing_address_measurement_{of}_{i}");
    // One quarter takes the compiler three seconds.
    let is_thorough = std::env::var_os("THOROUGH").is_some();
    let count = if is_thorough { 1000 } else { 250 };
    let fields = |of: &str| {
        (0..count).fold(String::new(), |mut fields, i| {
            let _ = writeln!(fields, "    {}: i64,", name(of, i));
            fields
        })
    };
    let source = format!(
        "#![allow(dead_code)]

use peaka_runtime::BiTable;

#[derive(BiTable)]
struct Inner {{
{}}}

#[derive(BiTable)]
struct Middle {{
    #[bitable(flatten)]
    inner: Inner,
    middle: i64,
}}

#[derive(BiTable)]
#[bitable(snapshot = \"wide.json\")]
struct Outer {{
{}    #[bitable(flatten)]
    middle: Middle,
}}

fn main() {{
    assert_eq!(Outer::COLUMNS.len(), {});
}}
",
        fields("inner"),
        fields("outer"),
        2 * count + 1
    );
    let columns: Vec<_> = ["inner", "outer"]
        .iter()
        .flat_map(|of| (0..count).map(move |i| name(of, i)))
        .chain(["middle".to_owned()])
        .map(|name| {
            json!({
                "name": name.replace('_', ""), "dataType": "bigint", "displayName": name,
                "defaultValue": null, "isNotNull": null, "isUnique": null,
            })
        })
        .collect();
    let snapshot =
        json!({"version": 1, "table": "outer", "storedTable": "outer", "columns": columns});
    fs::write(directory.join("wide.json"), snapshot.to_string())?;
    let path = directory.join("wide.rs");
    fs::write(&path, source)?;
    Ok(path)
}
