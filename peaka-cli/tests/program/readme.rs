//! The first program of the README, built as it is in a package of its own, and run against `peaka emulate`.

use std::fs;
use std::process::Stdio;

use tokio::process::Command;

use crate::emulate::{start, variables};
use crate::package::{Package, dependency, repository};
use crate::support::{Finished, run, success};

/// Returns the first program of the README.
fn first_program() -> String {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, code) = readme.split_once("```rust").unwrap();
    let (code, _) = code.split_once("\n```").unwrap();
    let (_, program) = code.split_once('\n').unwrap();
    assert!(program.contains("async fn main()"), "{program}");
    format!("{program}\n")
}

fn package(source: &str) -> Package {
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    let dependencies = dependency("peaka-runtime", "") + tokio;
    let package = Package::create("first_program", &dependencies);
    package.write("src/main.rs", source);
    package
}

/// Builds the program, and returns its outputs against each profile, twice in each.
async fn outputs(package: &Package) -> [[Finished; 2]; 2] {
    let program = package.build().await;
    let run_in = async |profile: &str| {
        let arguments = ["emulate", "--port", "0", "--profile", profile];
        let (_emulator, exports) = start(&arguments, 3).await;
        let first = run_once(&program, &exports).await;
        [first, run_once(&program, &exports).await]
    };
    [run_in("documented").await, run_in("observed").await]
}

async fn run_once(program: &std::path::Path, exports: &[String]) -> Finished {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(variables(exports))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    run(command).await
}

const CREATED: &str = "\
table `events`: verified (6 requests)
  created      the table
  added        `id`, `clicks`, `note`
";

const SECOND: &str = "\
table `events`: verified (1 request, nothing written)
  present      `id`, `clicks`, `note`
";

/// The warnings of a program that declares what the observed profile drops.
const WARNINGS: &str = "  warning      column `id`: declared NOT NULL, live column is nullable: the service accepted the change, but did not persist it
  warning      column `id`: declared UNIQUE, live column is not unique: the service accepted the change, but did not persist it
  warning      column `note`: declared display name `Note`, live display name `note`: the service accepted the change, but did not persist it
";

#[tokio::test]
async fn first_program_of_the_readme_succeeds_in_both_profiles() {
    let source = first_program();
    let package_as_it_is = package(&source);
    for [first, second] in outputs(&package_as_it_is).await {
        assert_eq!(first, success(CREATED));
        assert_eq!(second, success(SECOND));
    }

    // With attributes that the service was observed to drop, it still succeeds, and says so once for each.
    let with_attributes = source
        .replace(
            "    id: i64,",
            "    #[bitable(unique, not_null)]\n    id: i64,",
        )
        .replace(
            "    note:",
            "    #[bitable(display_name = \"Note\")]\n    note:",
        );
    assert_ne!(with_attributes, source);
    let package = package(&with_attributes);
    let [[documented, _], [observed, again]] = outputs(&package).await;
    assert_eq!(documented, success(CREATED));
    assert_eq!(observed, success(&format!("{CREATED}{WARNINGS}")));
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(again.stdout.matches("  warning ").count(), 3, "{again:?}");
}
