//! Packages that are compiled as their developers compile them: from a workspace of their own.

#[path = "packages/transcript.rs"]
mod transcript;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A workspace in a temporary directory.
struct Workspace(TempDir);

impl Workspace {
    /// Creates the workspace with further tables in its manifest.
    fn create(tables: &str) -> Self {
        let workspace = Self(tempfile::tempdir().unwrap());
        // Dependencies that are compiled with the profile of this workspace are reused.
        let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
        let (_, profile) = manifest.split_once("[profile.dev]").unwrap();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n{tables}\n[profile.dev]{profile}"
        );
        workspace.write("Cargo.toml", &manifest);
        // The same versions are compiled already, and nothing is downloaded.
        fs::copy(
            repository().join("Cargo.lock"),
            workspace.path("Cargo.lock"),
        )
        .unwrap();
        workspace
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, content: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Adds a package with a program.
    fn add(&self, package: &str, dependencies: &str, source: &str) {
        let manifest = format!(
            "[package]\nname = \"{package}\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        self.write(&format!("{package}/Cargo.toml"), &manifest);
        self.write(&format!("{package}/src/main.rs"), source);
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let target = temporary.join("workspace");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([arguments[0], "--quiet", "--offline", "--target-dir"]);
        cargo.arg(target).args(&arguments[1..]);
        cargo
            .env("CARGO_BUILD_BUILD_DIR", temporary.parent().unwrap())
            .env_remove("PEAKA_SNAPSHOT")
            .current_dir(self.0.path());
        cargo.output().unwrap()
    }

    /// Builds a package, which must give no warning.
    fn build_without_warnings(&self, package: &str) {
        let built = self.cargo(&["rustc", "--package", package, "--", "-D", "warnings"]);
        let errors = String::from_utf8(built.stderr).unwrap();
        assert!(built.status.success() && errors.is_empty(), "{errors}");
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns the value of a dependency on a package of this repository.
fn dependency(package: &str, more: &str) -> String {
    format!("{{ path = {:?}{more} }}\n", repository().join(package))
}

#[test]
fn first_example_of_the_readme_compiles_without_a_warning() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, example) = readme.split_once("```rust,no_run\n").unwrap();
    let (example, _) = example.split_once("```\n").unwrap();
    assert!(example.contains("async fn main()"), "{example}");
    let dependencies = documented_dependencies(&readme);
    let workspace = Workspace::create(&patch_with_checkout());
    workspace.add("example", dependencies, example);
    workspace.build_without_warnings("example");
}

/// Returns the dependencies that a document names.
fn documented_dependencies(document: &str) -> &str {
    let (_, dependencies) = document.split_once("```toml\n[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("```").unwrap();
    assert!(
        dependencies.starts_with("peaka-runtime = "),
        "{dependencies}"
    );
    dependencies
}

/// Returns a table for the workspace that takes published packages from this checkout.
fn patch_with_checkout() -> String {
    let patch = ["peaka-runtime", "peaka-macros"]
        .map(|package| format!("{package} = {}", dependency(package, "")))
        .concat();
    format!("[patch.crates-io]\n{patch}")
}

const DECLARATIONS: &str = r#"
use peaka_runtime::{BiTable, LiveTable, plan};

#[derive(BiTable)]
#[bitable(table = "page_views")]
pub struct PageView {
    #[bitable(default = 0)]
    pub clicks: i64,
    pub path: String,
}

fn main() {
    let clicks = "{\"name\": \"clicks\", \"dataType\": \"bigint\", \"defaultValue\": 0}";
    let live = LiveTable {
        name: "pageviews".to_owned(),
        columns: vec![serde_json::from_str(clicks).unwrap()],
    };
    println!("{}: {} columns", PageView::TABLE, PageView::COLUMNS.len());
    println!("{}", plan(PageView::TABLE, PageView::COLUMNS, Some(&live)));
}
"#;

#[test]
fn tables_are_declared_and_compared_without_the_client() {
    let guide = repository().join("peaka-runtime/src/guide/declaring.md");
    let guide = fs::read_to_string(guide).unwrap();
    let dependencies = documented_dependencies(&guide);
    assert!(dependencies.contains("default-features = false"));
    let workspace = Workspace::create(&patch_with_checkout());
    let dependencies = format!("{dependencies}serde_json = \"1\"\n");
    workspace.add("declarations", &dependencies, DECLARATIONS);
    let run = workspace.cargo(&["run", "--package", "declarations"]);
    let errors = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success() && errors.is_empty(), "{errors}");
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "\
page_views: 2 columns
table `page_views` (stored as `pageviews`)
  = clicks  BIGINT DEFAULT 0
  + path    VARCHAR
1 present, 1 to add
"
    );
}

#[test]
fn binary_of_the_guide_has_commands_for_all_structs_of_a_library() {
    let page = repository().join("peaka-runtime/src/guide/command_line.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, section) = page
        .split_once("# Commands for your own structs\n")
        .unwrap();
    let block = |start: &str| {
        let (_, block) = section.split_once(start).unwrap();
        block.split_once("```").unwrap().0
    };
    let peaka_cli = block("```toml\n[dependencies]\n");
    assert!(
        peaka_cli.starts_with("peaka-cli = { version = \"0.1\""),
        "{peaka_cli}"
    );
    let binary = block("```rust,no_run\n").lines();
    // The reader does not see lines that begin like this.
    let visible = binary.filter(|line| !line.starts_with("# "));
    let binary: String = visible.flat_map(|line| [line, "\n"]).collect();
    assert!(binary.starts_with("use page_views as _;"), "{binary}");
    let patch = ["peaka-cli", "peaka-runtime", "peaka-macros"]
        .map(|package| format!("{package} = {}", dependency(package, "")))
        .concat();
    let workspace = Workspace::create(&format!("[patch.crates-io]\n{patch}"));
    let further = "peaka-runtime = \"0.1\"\n\
                   tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    let manifest = format!(
        "[package]\nname = \"page-views\"\nedition = \"2024\"\n\n[dependencies]\n{peaka_cli}{further}"
    );
    workspace.write("page-views/Cargo.toml", &manifest);
    let structs = "use peaka_runtime::BiTable;

#[derive(BiTable)]
pub struct Customer {
    pub id: i64,
}

pub mod orders {
    use peaka_runtime::BiTable;

    #[derive(BiTable)]
    pub struct Order {
        pub id: i64,
    }
}
";
    workspace.write("page-views/src/lib.rs", structs);
    workspace.write("page-views/src/bin/schema.rs", &binary);
    let run = workspace.cargo(&["run", "--bin", "schema", "--", "schema"]);
    let errors = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success() && errors.is_empty(), "{errors}");
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "\
table `customer`, declared by `page_views::Customer`
NAME  TYPE    NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME  DESCRIPTION
id    BIGINT                             id

table `order`, declared by `page_views::orders::Order`
NAME  TYPE    NOT NULL  UNIQUE  DEFAULT  DISPLAY NAME  DESCRIPTION
id    BIGINT                             id
"
    );
}

const DERIVES: &str = r#"
use peaka::{BiRow, BiTable, ColumnType, FromCell};

#[derive(ColumnType, FromCell)]
pub struct Id(pub i64);

#[derive(BiTable)]
pub struct Place {
    pub city: String,
}

#[derive(BiTable)]
pub struct Event {
    #[bitable(default = 3, not_null)]
    pub id: Id,
    pub name: Option<String>,
    #[bitable(flatten)]
    pub place: Place,
}

#[derive(BiRow)]
pub struct Found {
    pub id: Id,
}

fn main() {
    assert_eq!(Event::COLUMNS.len(), 3);
}
"#;

#[test]
fn dependency_that_is_renamed_is_found() {
    let runtime = dependency("peaka-runtime", ", package = \"peaka-runtime\"");
    let workspace = Workspace::create(&format!("[workspace.dependencies]\npeaka-bi = {runtime}"));
    workspace.add("renamed", &format!("peaka = {runtime}"), DERIVES);
    let inherited = DERIVES.replace("peaka::", "peaka_bi::");
    workspace.add("inherited", "peaka-bi.workspace = true\n", &inherited);
    workspace.build_without_warnings("renamed");
    workspace.build_without_warnings("inherited");
}

/// Another crate may turn on the feature of `peaka-macros` alone.
#[test]
fn registry_of_the_macros_has_no_effect_without_that_of_the_runtime() {
    let workspace = Workspace::create("");
    let runtime = dependency(
        "peaka-runtime",
        ", package = \"peaka-runtime\", default-features = false",
    );
    let macros = dependency("peaka-macros", ", features = [\"registry\"]");
    let dependencies = format!("peaka = {runtime}peaka-macros = {macros}");
    workspace.add("registry", &dependencies, DERIVES);
    workspace.build_without_warnings("registry");
    let run = workspace.cargo(&["run", "--package", "registry"]);
    assert!(run.status.success(), "{run:?}");
}

const GENERIC: &str = r#"
use peaka_runtime::{BiTable, ColumnType};

#[derive(BiTable)]
pub struct Event<T: ColumnType> {
    #[bitable(default = "none")]
    pub id: T,
}

fn main() {
    println!("{}", Event::<i64>::COLUMNS.len());
}
"#;

/// The value of a generic constant is computed only when code is generated.
#[test]
fn default_in_a_generic_struct_is_checked_by_build_but_not_by_check() {
    let workspace = Workspace::create("");
    let runtime = dependency("peaka-runtime", ", default-features = false");
    workspace.add("generic", &format!("peaka-runtime = {runtime}"), GENERIC);
    let checked = workspace.cargo(&["check", "--package", "generic"]);
    assert!(checked.status.success(), "{checked:?}");
    let built = workspace.cargo(&["build", "--package", "generic"]);
    assert!(!built.status.success());
    let errors = String::from_utf8(built.stderr).unwrap();
    // Compilers show the message of a constant in different places.
    let message = "invalid default for a BIGINT column: expected an integer";
    assert!(
        errors.starts_with("error[E0080]: ") && errors.contains(message),
        "{errors}"
    );
}

/// Another crate may turn on any feature of a dependency that it shares with the program.
#[tokio::test]
async fn features_of_serde_json_change_nothing() {
    let expected = transcript::transcript().await;
    let workspace = Workspace::create("");
    let features = "features = [\"arbitrary_precision\", \"float_roundtrip\", \"preserve_order\"]";
    let dependencies = [
        format!("peaka-runtime = {}", dependency("peaka-runtime", "")),
        format!(
            "peaka-emulator = {}",
            dependency("peaka-emulator", ", default-features = false")
        ),
        format!("serde_json = {{ version = \"1\", {features} }}\n"),
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n".to_owned(),
    ];
    let main = "mod transcript;\n\n#[tokio::main]\nasync fn main() {\n    let number = \
                serde_json::from_str::<serde_json::Number>(\"1.50\").unwrap();\n    \
                assert_eq!(number.to_string(), \"1.50\");\n    \
                print!(\"{}\", transcript::transcript().await);\n}\n";
    workspace.add("features", &dependencies.concat(), main);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (from, to) in [
        ("packages/transcript.rs", "features/src/transcript.rs"),
        (
            "snapshots/page_views.json",
            "features/snapshots/page_views.json",
        ),
    ] {
        workspace.write(to, &fs::read_to_string(tests.join(from)).unwrap());
    }
    let run = workspace.cargo(&["run", "--package", "features"]);
    let errors = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success(), "{errors}");
    let transcript = String::from_utf8(run.stdout).unwrap();
    assert!(expected.contains("table `events`: verified"), "{expected}");
    for (line, expected) in transcript.lines().zip(expected.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(transcript.lines().count(), expected.lines().count());
}
