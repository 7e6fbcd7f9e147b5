//! The commands in the documentation, run against the emulator as the reader runs them.

#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use support::{example, text};
use tempfile::TempDir;

/// A shell in an empty directory, with the programs of the documentation, connected to an emulator with the tables of
/// the guide.
struct Shell {
    directory: TempDir,
    emulator: Child,
    variables: Vec<(String, String)>,
}

/// Runs the examples that a page calls with cargo.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
  run) exec getting_started ;;
  "run --example schema -- "*) shift 4; exec schema "$@" ;;
  "run --quiet --bin schema -- "*) shift 5; exec schema "$@" ;;
  *) echo "unexpected: cargo $*" >&2; exit 1 ;;
esac
"#;

/// Exits with the first number in a file, and removes it from there.
const EXIT_CODE: &str = "#!/bin/sh\nread -r code <codes\nsed -i 1d codes\nexit $code\n";

impl Shell {
    fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let programs = directory.path().join("bin");
        fs::create_dir_all(directory.path().join("work/src")).expect("a directory");
        fs::create_dir(&programs).expect("a directory");
        for name in ["peaka", "schema", "getting_started"] {
            symlink(example(name).get_program(), programs.join(name)).expect("a link");
        }
        for (name, script) in [
            ("cargo", CARGO.to_owned()),
            ("exit_code", EXIT_CODE.to_owned()),
            ("gh", GH.to_owned()),
            ("../work/check-tables.sh", script()),
        ] {
            let path = programs.join(name);
            fs::write(&path, script).expect("a script");
            fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("permissions");
        }
        let mut emulator = example("peaka")
            .args(["emulate", "--port", "0", "--profile", "observed", "--load"])
            .arg(repository().join("examples/tables"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the emulator starts");
        let output = BufReader::new(emulator.stdout.take().expect("its output"));
        let variables = output.lines().take(3).map(|line| {
            let line = line.expect("a line");
            let variable = line.strip_prefix("export ").expect("an export");
            let (name, value) = variable.split_once('=').expect("a value");
            (name.to_owned(), value.to_owned())
        });
        Self {
            directory,
            variables: variables.collect(),
            emulator,
        }
    }

    fn write(&self, file: &str, content: &str) {
        fs::write(self.directory.path().join(file), content).expect("the file is written");
    }

    /// Returns the output of a command, of both streams, and its exit code.
    fn run(&self, command: &str) -> (String, i32) {
        let path = std::env::var("PATH").expect("a path");
        let path = format!("{}:{path}", self.directory.path().join("bin").display());
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("exec 2>&1; {command}")])
            .current_dir(self.directory.path().join("work"))
            .env("PATH", path)
            .env_remove("SCHEMA")
            .env_remove("SNAPSHOTS")
            .envs(self.variables.iter().cloned());
        let output = shell.output().expect("a shell");
        (text(output.stdout), output.status.code().expect("a code"))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the repository")
}

fn read(file: &str) -> String {
    fs::read_to_string(repository().join(file)).expect("the file exists")
}

/// Returns the script for CI.
fn script() -> String {
    read("integration/check-tables.sh")
}

/// Returns whether a command changes only the reader's machine, or runs until it is stopped.
fn is_not_run(command: &str) -> bool {
    ["cargo install ", "export ", "peaka emulate "]
        .iter()
        .any(|start| command.starts_with(start))
}

/// Runs all commands of a page, and returns the page with their outputs, and the number of commands.
fn with_outputs(page: &str) -> (String, usize) {
    let shell = Shell::start();
    let mut text = String::new();
    let mut count = 0;
    let mut is_console = false;
    let mut is_output = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
            is_output = false;
        }
        let command = line.strip_prefix("$ ").filter(|_| is_console);
        let runs = command.filter(|command| !is_not_run(command));
        if is_output && command.is_none() {
            continue;
        }
        text += line;
        text += "\n";
        if command.is_some() {
            is_output = runs.is_some();
        }
        if let Some(command) = runs {
            text += &shell.run(command).0;
            count += 1;
        }
    }
    (text, count)
}

/// Compares the outputs in a page with those of its commands, or writes the page if `UPDATE` is set.
fn assert_outputs(file: &str, commands: usize) {
    let page = read(file).replace("\r\n", "\n");
    let (expected, count) = with_outputs(&page);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(repository().join(file), &expected).expect("the page is written");
    } else {
        assert_eq!(
            page, expected,
            "{file}: run with UPDATE=1, and read the change"
        );
    }
    assert_eq!(count, commands, "{file}");
}

#[test]
fn commands_of_the_guide_print_what_it_shows() {
    for (page, commands) in [
        ("getting_started", 5),
        ("snapshots", 1),
        ("command_line", 7),
        ("testing", 2),
    ] {
        assert_outputs(&format!("peaka-runtime/src/guide/{page}.md"), commands);
    }
    assert_outputs("peaka-cli/README.md", 6);
}

/// The shell's emulator is that of the first page, except for its port.
#[test]
fn first_page_shows_what_the_emulator_prints() {
    let shell = Shell::start();
    let (help, _) = shell.run("peaka emulate -h");
    let (_, port) = help.split_once("--port <PORT>").expect("the option");
    let (_, port) = port.split_once("[default: ").expect("its default");
    let (port, _) = port.split_once(']').expect("its end");
    let mut shown = "$ peaka emulate --profile observed --load examples/tables\n".to_owned();
    for (name, value) in &shell.variables {
        let value = match value.split_once("127.0.0.1:") {
            Some((scheme, _)) => format!("{scheme}127.0.0.1:{port}/api/v1"),
            None => value.clone(),
        };
        shown += &format!("export {name}={value}\n");
    }
    let page = read("peaka-runtime/src/guide/getting_started.md");
    let block = format!("```console\n{shown}```\n");
    assert!(page.contains(&block), "the page does not show\n{shown}");
}

#[test]
fn guide_lists_every_command_for_structs() {
    let page = read("peaka-runtime/src/guide/command_line.md");
    let (_, table) = page
        .split_once("\n| command | description |\n")
        .expect("the table of commands");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let listed: BTreeSet<_> = rows
        .filter_map(|row| row.strip_prefix("| `")?.split(['`', ' ']).next())
        .collect();
    let (help, _) = Shell::start().run("schema help");
    let (_, commands) = help.split_once("\nCommands:\n").expect("the commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.filter_map(|line| line.split_whitespace().next());
    assert_eq!(
        listed,
        commands.filter(|command| *command != "help").collect()
    );
}

#[test]
fn first_page_shows_the_example() {
    let page = read("peaka-runtime/src/guide/getting_started.md");
    let example = read("examples/getting_started/main.rs");
    let (_, program) = example.split_once("\n\n").expect("a program");
    let (_, shown) = page.split_once("```rust,no_run\n").expect("the program");
    let (shown, _) = shown.split_once("```").expect("its end");
    let mut visible = String::new();
    for line in shown.lines().filter(|line| !line.starts_with("# ")) {
        visible += line;
        visible += "\n";
    }
    assert_eq!(visible, program);
    assert!(page.contains(&read("examples/getting_started/page_view.rs")));
}

/// Runs the script for CI with a command in place of `cargo run --bin schema --`.
fn check(shell: &Shell, schema: &str, arguments: &str) -> (String, i32) {
    shell.run(&format!("SCHEMA='{schema}' ./check-tables.sh {arguments}"))
}

#[test]
fn script_for_ci_reports_the_most_serious_status() {
    let shell = Shell::start();
    let (output, code) = check(&shell, "schema", "");
    assert_eq!(code, 2, "{output}");
    assert!(
        output.contains("== check\n") && output.contains("== check --snapshots\n"),
        "{output}"
    );
    let (output, code) = check(&shell, "schema", "--allow-pending plan.md");
    assert_eq!(code, 0, "{output}");
    let (plan, _) = shell.run("cat plan.md");
    let (head, lines) = plan.split_once("\n\n").expect("a head");
    assert_eq!(
        head,
        "<!-- peaka-tables -->\n**Peaka BI tables:** what the next start-up does"
    );
    assert!(lines.contains("\n      + visitor_id  BIGINT\n"), "{plan}");
    assert!(lines.lines().all(|line| line.starts_with("    ")), "{plan}");

    let (output, _) = shell.run("schema sync --create-table");
    assert!(output.contains("verified"), "{output}");
    let (output, code) = check(&shell, "schema", "");
    assert_eq!(code, 0, "{output}");

    let (output, code) = check(&shell, "schema", "--verbose");
    assert_eq!((&*output, code), ("unknown option: --verbose\n", 1));
    for (codes, expected) in [
        ("2 3 0", 3),
        ("3 2 0", 3),
        ("3 1 0", 1),
        ("1 3 2", 1),
        ("101 2 3", 1),
        ("0 2 0", 2),
        ("0 0 0", 0),
    ] {
        shell.write("work/codes", &(codes.replace(' ', "\n") + "\n"));
        let (output, code) = check(&shell, "exit_code", "plan.md");
        assert_eq!(code, expected, "{codes}: {output}");
    }
}

#[test]
fn script_for_ci_runs_the_binary_with_cargo_by_default() {
    let shell = Shell::start();
    let (output, code) = shell.run("./check-tables.sh --allow-pending plan.md");
    assert_eq!(code, 0, "{output}");
    assert_eq!(
        (output, code),
        check(&shell, "schema", "--allow-pending plan.md")
    );
}

#[test]
fn script_for_ci_runs_the_commands_that_are_asked_for() {
    let shell = Shell::start();
    let snapshots = "\n== check --snapshots\ncheck --snapshots\n";
    for (setting, arguments, expected) in [
        ("", "", format!("\n== check\ncheck\n{snapshots}")),
        ("SNAPSHOTS=off", "", "\n== check\ncheck\n".to_owned()),
        (
            "SNAPSHOTS=on",
            "plan.md",
            format!("\n== check\ncheck\n{snapshots}\n== plan\nplan\n"),
        ),
    ] {
        let command = format!("{setting} SCHEMA=echo ./check-tables.sh {arguments}");
        assert_eq!(shell.run(&command), (expected, 0), "{command}");
    }
    let (files, _) = shell.run("ls");
    assert_eq!(files, "check-tables.sh\nplan.md\nsrc\n");
}

/// Cargo repeats the warnings of the compiler whenever it runs a program.
#[test]
fn script_for_ci_comments_with_the_plan_alone_unless_it_fails() {
    let shell = Shell::start();
    let head = "<!-- peaka-tables -->\n**Peaka BI tables:** what the next start-up does\n";
    let plan = "\n    the plan\n";
    for (code, expected) in [
        (0, format!("{head}{plan}")),
        (2, format!("{head}{plan}")),
        (3, format!("{head}{plan}")),
        (1, format!("{head}{plan}    on stderr\n")),
        (101, format!("{head}{plan}    on stderr\n")),
    ] {
        let program = format!("echo \"the $1\"\necho 'on stderr' >&2\nexit {code}\n");
        shell.write("work/program", &program);
        let (output, _) = check(&shell, "sh program", "plan.md");
        assert!(
            output.ends_with("\n== plan\nthe plan\non stderr\n"),
            "{output}"
        );
        assert_eq!(shell.run("cat plan.md").0, expected, "{code}");
    }
}

/// GitHub rejects a comment of more than 65,536 characters.
#[test]
fn script_for_ci_shortens_a_long_plan() {
    let shell = Shell::start();
    let line = "one line of a plan with forty-five characters";
    let program = format!("yes '{line}' | head -n 2000\n");
    shell.write("work/program", &program);
    let (output, code) = check(&shell, "sh program", "plan.md");
    assert_eq!(code, 0);
    let (_, plan) = output.split_once("\n== plan\n").expect("a plan");
    assert_eq!(plan.lines().count(), 2000);
    let (comment, _) = shell.run("cat plan.md");
    let shown = format!("    {line}\n").repeat(1200);
    assert!(
        comment.ends_with(&format!(
            "does\n\n{shown}\nThe rest of this plan is in the log of the check.\n"
        )),
        "{comment}"
    );
    assert!(comment.len() < 65_536);
}

/// Prints the ids in a file if it is asked for comments, and its arguments otherwise.
const GH: &str = r#"#!/bin/sh
case "$*" in
  "api --paginate repos/o/r/issues/7/comments --jq "*"<!-- peaka-tables -->"*) cat ids ;;
  *) echo "$*" ;;
esac
"#;

/// Runs the step that comments on a pull request, without a comment and with two.
fn assert_comments_once(step: &str) {
    let shell = Shell::start();
    for (ids, expected) in [
        ("", "pr comment 7 --body-file tables.md\n"),
        (
            "12\n34\n",
            "api --method PATCH repos/o/r/issues/comments/12 --field body=@tables.md\n",
        ),
    ] {
        shell.write("work/ids", ids);
        let variables = "export GITHUB_REPOSITORY=o/r NUMBER=7";
        assert_eq!(shell.run(&format!("{variables}\n{step}")).0, expected);
    }
}

#[test]
fn workflow_is_valid_yaml_and_runs_the_script() {
    let workflow = read("integration/github-actions.yml");
    let documents = yaml_rust2::YamlLoader::load_from_str(&workflow).expect("YAML");
    let job = &documents[0]["jobs"]["tables"];
    let steps = job["steps"].as_vec().expect("steps");
    let commands: Vec<_> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    assert_eq!(
        commands[0],
        "rustup toolchain install \"$RUSTUP_TOOLCHAIN\" --profile minimal"
    );
    assert_eq!(commands[1], "cargo build --quiet --bin schema");
    assert_eq!(commands[2], "./check-tables.sh --allow-pending tables.md");
    // The script runs the binary that the first step builds.
    assert!(script().contains("\nschema=${SCHEMA:-cargo run --quiet --bin schema --}\n"));
    assert_comments_once(commands[3]);
    // It is a text, because the number 1.90 would be 1.9.
    let rust = job["env"]["RUSTUP_TOOLCHAIN"].as_str().expect("a text");
    assert!(read("Cargo.toml").contains(&format!("rust-version = \"{rust}\"\n")));
    for variable in ["PEAKA_API_KEY", "PEAKA_PROJECT_ID", "PEAKA_ZONE"] {
        assert!(job["env"][variable].as_str().is_some(), "{variable}");
        assert!(script().contains(variable), "{variable}");
    }
}
