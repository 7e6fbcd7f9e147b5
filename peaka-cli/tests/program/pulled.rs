//! For any table, the pulled struct is formatted as rustfmt formats it, compiles without warnings, and its plan is empty.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue, is_system_column};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Finished, Service, run};

/// Returns the number of tables per source: each of the two profiles, and generated column lists.
fn tables() -> usize {
    let is_thorough = std::env::var_os("THOROUGH").is_some();
    if is_thorough { 40 } else { 10 }
}

/// Values of `--with`, used in turn.
const WITH: [&str; 4] = [
    "",
    "chrono,uuid,rust_decimal",
    "time,bigdecimal",
    "jiff,uuid",
];

const KEYWORDS: [&str; 54] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "Self", "union", "raw",
];

/// Generates names as people and other programs choose them.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z][a-z0-9_]{0,12}",
        2 => "[A-Za-z][A-Za-z0-9]{0,12}",
        1 => "[0-9][a-z0-9 ]{0,8}",
        1 => "[a-zäßéøæ名前и́ ]{1,10}",
        1 => "[-a-z\"'\\\\{}$#;. /_]{1,10}",
        1 => "\\PC{1,10}",
        1 => "[a-z_]{40,120}",
        1 => "[名 ]{30,60}",
        2 => select(&KEYWORDS[..]).prop_map(str::to_owned),
        1 => select(vec!["user_id", "userid", "UserId", "USER_ID", "te_xt", "a__b", "a_", "ab"])
            .prop_map(str::to_owned),
    ]
}

/// Generates texts of any length with characters that a literal must escape.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z ]{0,20}",
        "\\PC{0,20}",
        "[a-z\"'\\\\\n\r\t{}\u{0}\u{1b}\u{202e}\u{2028}é́名]{0,12}",
        "[a-z ]{50,120}",
        "[名]{20,60}",
    ]
}

fn default(data_type: DataType) -> BoxedStrategy<String> {
    match data_type {
        DataType::Varchar => text().boxed(),
        DataType::Bigint => any::<i64>().prop_map(|number| number.to_string()).boxed(),
        DataType::Boolean => select(vec!["true", "false", "TRUE"])
            .prop_map(str::to_owned)
            .boxed(),
        DataType::Decimal => "-?[0-9]{1,19}(\\.[0-9]{0,18})?([eE][-+]?[0-9])?".boxed(),
        DataType::Timestamp => {
            "20[0-9]{2}-0[1-9]-[12][0-9][ T][01][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?Z?"
                .boxed()
        }
        DataType::Time => "[01][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,12})?)?".boxed(),
        DataType::Date => "20[0-9]{2}-0[1-9]-[12][0-9]".boxed(),
        DataType::Uuid => "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}".boxed(),
        _ => panic!("no defaults of {data_type}"),
    }
}

/// Generates a column that the emulator can store, in the form of a column list.
fn column() -> impl Strategy<Value = Value> {
    select(DataType::ALL)
        .prop_flat_map(|data_type| {
            (
                name(),
                Just(data_type),
                prop::option::of(text()),
                prop::option::of(default(data_type)),
                any::<(bool, bool)>(),
            )
        })
        .prop_map(
            |(name, data_type, display_name, default, (not_null, unique))| {
                json!({
                    "name": name, "dataType": data_type.as_str(), "displayName": display_name,
                    "defaultValue": default, "isNotNull": not_null, "isUnique": unique,
                })
            },
        )
}

/// Generates a column with fields that no service is known to return.
fn unusual_column() -> impl Strategy<Value = Value> {
    let field = select(vec![
        ("name", json!("a\tb")),
        ("name", json!("_own")),
        ("name", json!("text")),
        ("name", json!("..")),
        ("dataType", Value::Null),
        ("dataType", json!("json")),
        ("dataType", json!("timestamp(6) with time zone")),
        ("dataType", json!("Decimal(38,18)")),
        ("displayName", Value::Null),
        ("displayName", json!("")),
        ("defaultValue", json!("")),
        ("defaultValue", json!("now()")),
        ("defaultValue", json!("1E+2")),
        ("defaultValue", json!("2024-01-31")),
        ("isNotNull", Value::Null),
        ("isUnique", Value::Null),
        (
            "desc",
            json!("plain words, `code` and a https://link.example"),
        ),
        (
            "desc",
            json!("```\npanic!()\n    ```\n\n    indented [link] <b> \u{202e} \\ end  "),
        ),
        ("desc", json!("uses __init__, - one\n- two\ncontinued\n===")),
        ("desc", json!("a | b\n--- | ---\n1) &copy; [^1]: note")),
        ("desc", json!("!bang\r\n/// slashes\n# head\n\t\n*/ x /*")),
    ]);
    (column(), prop::collection::vec(field, 0..3)).prop_map(|(mut column, fields)| {
        for (name, value) in fields {
            column[name] = value;
        }
        column
    })
}

/// A pulled struct, and the column list that it must match.
struct Pulled {
    name: String,
    path: PathBuf,
    live: Value,
    stored_table: String,
    omitted: BTreeSet<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pulled_struct_is_formatted_compiles_and_matches_the_table() {
    let mut runner = TestRunner::default();
    let mut pulled = Vec::new();
    let mut numbers = 0..;
    let mut table = |runner: &mut TestRunner| {
        let number = numbers.next().unwrap();
        (number, drawn(runner, table_name(number)))
    };
    let tables = tables();
    for profile in [Profile::Documented, Profile::Observed] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        for _ in 0..tables {
            let (number, table) = table(&mut runner);
            let stored = service.client.create_table(&table).await.unwrap();
            let columns = drawn(&mut runner, prop::collection::vec(column(), 1..12));
            add(&service, &stored.table_name, &columns).await;
            let live = service.client.list_columns(&stored.table_name).await;
            let live = serde_json::to_value(live.unwrap()).unwrap();
            pulled.extend(pull(&service, &table, live, number).await);
        }
    }
    let service = Service::start(Emulator::builder()).await;
    for _ in 0..tables {
        let (number, table) = table(&mut runner);
        service.client.create_table(&table).await.unwrap();
        let columns = drawn(&mut runner, prop::collection::vec(unusual_column(), 1..12));
        let mut names = BTreeSet::new();
        let live: Value = columns
            .into_iter()
            .filter(|column| names.insert(column["name"].to_string()))
            .collect();
        let list = live.clone();
        let edit = Fault::edit(move |answer| *answer = list);
        service.emulator.inject(Operation::ListColumns, edit);
        pulled.extend(pull(&service, &table, live, number).await);
    }
    let live = widths();
    let list = live.clone();
    service.client.create_table("widths").await.unwrap();
    let edit = Fault::edit(move |answer| *answer = list);
    service.emulator.inject(Operation::ListColumns, edit);
    pulled.extend(pull(&service, "widths", live, 3 * tables).await);
    assert!(pulled.len() > 2 * tables, "{}", pulled.len());
    assert_formatted(&pulled);
    assert_success(&comparison_program(&pulled));
}

/// Returns columns of all widths around those at which rustfmt breaks an attribute into lines.
fn widths() -> Value {
    (20..100)
        .flat_map(|width| {
            [
                ("x", false),
                ("x", true),
                ("é", true),
                ("名", false),
                ("名", true),
            ]
            .map(|(letter, unique)| (letter, width, unique))
        })
        .map(|(letter, width, unique)| {
            let display_name = letter.repeat(width);
            let name = format!("c{width}{}{}", letter.len(), unique);
            json!({"name": name, "dataType": "bigint", "displayName": display_name, "isUnique": unique})
        })
        .collect()
}

fn drawn<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// Generates a name whose stored name is unique, too.
fn table_name(number: usize) -> impl Strategy<Value = String> {
    let name = prop_oneof![
        "[a-z_]{0,12}",
        "[A-Z][a-zA-Z0-9]{0,8}",
        // A name must not end with a space.
        "([ a-zäß名\"'.;-]{0,9}[a-zäß名\"'.;-])?",
        "[a-z]{60,90}"
    ];
    name.prop_map(move |name| format!("{number}x{name}"))
        .prop_flat_map(|name| prop_oneof![Just(name.clone()), Just(format!("t{name}"))])
}

/// Adds the columns that the service accepts.
async fn add(service: &Service, table: &str, columns: &[Value]) {
    for column in columns {
        let text = |field: &str| column[field].as_str();
        let default = text("defaultValue");
        let name = text("name").unwrap();
        let data_type = text("dataType").unwrap().parse().unwrap();
        let mut request = ColumnRequest::new(name, data_type);
        request.display_name = text("displayName").unwrap_or(name);
        request.default_value = default.map(DefaultValue::Text);
        request.is_not_null = column["isNotNull"] == true;
        request.is_unique = column["isUnique"] == true;
        // Some names are rejected, and some exist already.
        let _ = service.client.add_columns(table, &[request]).await;
    }
}

/// Pulls the struct of the table. Returns `None` if no column can be declared.
async fn pull(service: &Service, table: &str, live: Value, number: usize) -> Option<Pulled> {
    let path = directory().join(format!("t{number}.rs"));
    let mut arguments = vec!["pull", "--json", "--force", "--out", path.to_str().unwrap()];
    let with = WITH[number % WITH.len()];
    if !with.is_empty() {
        arguments.extend(["--with", with]);
    }
    arguments.extend(["--", table]);
    let Finished {
        code,
        stdout,
        stderr,
    } = run(service.command(&arguments)).await;
    let document: Value = serde_json::from_str(&stdout).unwrap();
    let text = |field: &str| document[field].as_str().map(str::to_owned);
    let definition = if code == 0 {
        "PullDocument"
    } else {
        "FailureDocument"
    };
    schemas::assert_valid(definition, &document);
    if code == 1 {
        let message = document["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.ends_with("has no column that a struct can declare"),
            "{message}"
        );
        return None;
    }
    assert_eq!(code, 0, "{stdout}{stderr}");
    let omitted = document["omitted"].as_array().unwrap();
    assert_eq!(stderr.lines().count(), omitted.len(), "{stderr}");
    Some(Pulled {
        name: text("struct").unwrap(),
        path,
        live,
        stored_table: text("storedTable").unwrap(),
        omitted: omitted
            .iter()
            .map(|omitted| omitted["column"].as_str().unwrap().to_owned())
            .collect(),
    })
}

fn directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn assert_formatted(pulled: &[Pulled]) {
    let checked = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .args(pulled.iter().map(|pulled| &pulled.path))
        .output();
    let checked = match checked {
        // Debian, unlike rustup, installs Rust without it.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: rustfmt is not installed");
            return;
        }
        checked => checked.unwrap(),
    };
    let diff = String::from_utf8_lossy(&checked.stdout);
    let errors = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{diff}{errors}");
}

/// Compiles a program with the dependencies of this suite, and runs it.
fn assert_success(source: &Path) {
    let [compiler, dependencies @ ..] = compiler::command!();
    let program = source.with_extension("exe");
    let mut compile = Command::new(compiler);
    compile
        .args(dependencies)
        .arg(source)
        .arg("-o")
        .arg(&program);
    for mut command in [compile, Command::new(program)] {
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{errors}");
    }
}

/// Writes a program that compares each struct with its column list.
fn comparison_program(pulled: &[Pulled]) -> PathBuf {
    let mut modules = String::new();
    let mut calls = String::new();
    for (i, pulled) in pulled.iter().enumerate() {
        let columns = pulled.live.as_array().unwrap().iter();
        let columns = columns.filter(|column| !is_system_column(column["name"].as_str().unwrap()));
        let _ = write!(modules, "#[path = {:?}]\nmod t{i};\n", pulled.path);
        let _ = writeln!(
            calls,
            "    check::<t{i}::{}>({:?}, {:?}, &{:?}, {});",
            pulled.name,
            pulled.stored_table,
            pulled.live.to_string(),
            pulled.omitted.iter().collect::<Vec<_>>(),
            columns.count(),
        );
    }
    let source = format!(
        "#![deny(warnings)]

{modules}
fn check<T: peaka_runtime::BiTable>(stored: &str, live: &str, omitted: &[&str], count: usize) {{
    let live = peaka_runtime::LiveTable {{
        name: stored.to_owned(),
        columns: serde_json::from_str(live).unwrap(),
    }};
    let plan = peaka_runtime::plan(T::TABLE, T::COLUMNS, Some(&live));
    assert!(plan.is_empty() && !plan.is_denied(), \"{{plan}}\\n{{live:?}}\");
    assert_eq!(T::COLUMNS.len() + omitted.len(), count, \"{{plan}}\");
    let mut unmanaged: Vec<_> = plan.warned.iter().map(|drift| drift.column.as_str()).collect();
    unmanaged.sort_unstable();
    assert_eq!(unmanaged, omitted, \"{{plan}}\");
    for drift in &plan.warned {{
        assert_eq!(drift.kind, peaka_runtime::DriftKind::Unmanaged, \"{{plan}}\");
    }}
}}

fn main() {{
{calls}}}
"
    );
    let path = directory().join("pulled.rs");
    std::fs::write(&path, source).unwrap();
    path
}
