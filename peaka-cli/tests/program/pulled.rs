//! What must hold of the struct for any table: rustfmt leaves it as it is, the compiler says nothing, and its plan is
//! empty.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use peaka_emulator::{Emulator, Fault, Operation, Profile};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue, is_system_column};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Ended, Service, ended};

/// So many tables of each origin: the profiles, and lists that are made up.
const TABLES: usize = 40;

/// The choices of `--with`, which tables take in turn.
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

/// Names as people and other programs choose them.
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

/// Texts with whatever a literal has to escape, and of any length.
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
    }
}

/// A column that a table of the emulator can have, as a list of the API shows it.
fn column() -> impl Strategy<Value = Value> {
    select(&DataType::ALL[..])
        .prop_flat_map(|data_type| {
            (
                name(),
                Just(data_type),
                prop::option::of(text()),
                prop::option::of(default(data_type)),
                any::<(bool, bool)>(),
            )
        })
        .prop_map(|(name, data_type, shown, default, (not_null, unique))| {
            json!({
                "name": name, "dataType": data_type.as_str(), "displayName": shown,
                "defaultValue": default, "isNotNull": not_null, "isUnique": unique,
            })
        })
}

/// A column as no service is known to list it.
fn odd_column() -> impl Strategy<Value = Value> {
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
        ("desc", json!("!bang\r\n/// slashes\n# head\n\t\n*/ x /*")),
    ]);
    (column(), prop::collection::vec(field, 0..3)).prop_map(|(mut column, fields)| {
        for (name, value) in fields {
            column[name] = value;
        }
        column
    })
}

/// A struct that was pulled, and the list that it must agree with.
struct Pulled {
    name: String,
    path: PathBuf,
    live: Value,
    stored_table: String,
    left_out: BTreeSet<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pulled_struct_is_formatted_compiles_and_declares_what_is_there() {
    let mut runner = TestRunner::default();
    let mut pulled = Vec::new();
    for profile in [Profile::Documented, Profile::Observed] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        for _ in 0..TABLES {
            let table = drawn(&mut runner, table_name(pulled.len()));
            let stored = service.client.create_table(&table).await.unwrap();
            let columns = drawn(&mut runner, prop::collection::vec(column(), 1..12));
            add(&service, &stored.table_name, &columns).await;
            let live = service.client.list_columns(&stored.table_name).await;
            let live = serde_json::to_value(live.unwrap()).unwrap();
            pulled.extend(pull(&service, &table, live, pulled.len()).await);
        }
    }
    let service = Service::start(Emulator::builder()).await;
    for _ in 0..TABLES {
        let table = drawn(&mut runner, table_name(pulled.len()));
        service.client.create_table(&table).await.unwrap();
        let columns = drawn(&mut runner, prop::collection::vec(odd_column(), 1..12));
        let mut names = BTreeSet::new();
        let live: Value = columns
            .into_iter()
            .filter(|column| names.insert(column["name"].to_string()))
            .collect();
        let list = live.clone();
        let edit = Fault::edit(move |answer| *answer = list);
        service.emulator.inject(Operation::ListColumns, edit);
        pulled.extend(pull(&service, &table, live, pulled.len()).await);
    }
    let live = widths();
    let list = live.clone();
    service.client.create_table("widths").await.unwrap();
    let edit = Fault::edit(move |answer| *answer = list);
    service.emulator.inject(Operation::ListColumns, edit);
    pulled.extend(pull(&service, "widths", live, pulled.len()).await);
    assert!(pulled.len() > 2 * TABLES, "{}", pulled.len());
    is_formatted(&pulled);
    trybuild::TestCases::new().pass(case(&pulled));
}

/// Columns at whose widths rustfmt breaks the line of an attribute, of one entry and of several.
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
            let shown = letter.repeat(width);
            let name = format!("c{width}{}{}", letter.len(), unique);
            json!({"name": name, "dataType": "bigint", "displayName": shown, "isUnique": unique})
        })
        .collect()
}

fn drawn<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// One that no other table has, whatever the service makes of it.
fn table_name(number: usize) -> impl Strategy<Value = String> {
    let name = prop_oneof![
        "[a-z_]{0,12}",
        "[A-Z][a-zA-Z0-9]{0,8}",
        "[ a-zäß名\"'.;-]{0,10}",
        "[a-z]{60,90}"
    ];
    name.prop_map(move |name| format!("{number}x{name}"))
        .prop_flat_map(|name| prop_oneof![Just(name.clone()), Just(format!("t{name}"))])
}

/// Adds those of the columns that the service takes.
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
        // Some names are refused, and some are there already.
        let _ = service.client.add_columns(table, &[request]).await;
    }
}

/// The struct for the table; none if no column can be declared.
async fn pull(service: &Service, table: &str, live: Value, number: usize) -> Option<Pulled> {
    let path = directory().join(format!("t{number}.rs"));
    let mut arguments = vec!["pull", "--json", "--force", "--out", path.to_str().unwrap()];
    let with = WITH[number % WITH.len()];
    if !with.is_empty() {
        arguments.extend(["--with", with]);
    }
    arguments.extend(["--", table]);
    let Ended {
        code,
        stdout,
        stderr,
    } = ended(service.command(&arguments)).await;
    let document: Value = serde_json::from_str(&stdout).unwrap();
    let text = |field: &str| document[field].as_str().map(str::to_owned);
    if code == 1 {
        let told = text("error").unwrap();
        assert!(
            told.ends_with("has no column that a struct can declare: add one first"),
            "{told}"
        );
        return None;
    }
    assert_eq!(code, 0, "{stdout}{stderr}");
    let left_out = document["leftOut"].as_array().unwrap();
    assert_eq!(stderr.lines().count(), left_out.len(), "{stderr}");
    Some(Pulled {
        name: text("struct").unwrap(),
        path,
        live,
        stored_table: text("storedTable").unwrap(),
        left_out: left_out
            .iter()
            .map(|left_out| left_out["column"].as_str().unwrap().to_owned())
            .collect(),
    })
}

fn directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn is_formatted(pulled: &[Pulled]) {
    let checked = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .args(pulled.iter().map(|pulled| &pulled.path))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&checked.stdout);
    let wrong = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{told}{wrong}");
}

/// A program with all structs that compares each with its list.
fn case(pulled: &[Pulled]) -> PathBuf {
    let mut modules = String::new();
    let mut calls = String::new();
    for (i, pulled) in pulled.iter().enumerate() {
        let users = pulled.live.as_array().unwrap().iter();
        let users = users.filter(|column| !is_system_column(column["name"].as_str().unwrap()));
        let _ = write!(modules, "#[path = {:?}]\nmod t{i};\n", pulled.path);
        let _ = writeln!(
            calls,
            "    check::<t{i}::{}>({:?}, {:?}, &{:?}, {});",
            pulled.name,
            pulled.stored_table,
            pulled.live.to_string(),
            pulled.left_out.iter().collect::<Vec<_>>(),
            users.count(),
        );
    }
    let source = format!(
        "#![deny(warnings)]
// Trybuild would allow it.
#![deny(dead_code)]

{modules}
fn check<T: peaka_runtime::BiTable>(stored: &str, live: &str, left_out: &[&str], count: usize) {{
    let live = peaka_runtime::LiveTable {{
        name: stored.to_owned(),
        columns: serde_json::from_str(live).unwrap(),
    }};
    let plan = peaka_runtime::plan(T::TABLE, T::COLUMNS, Some(&live));
    assert!(plan.is_empty() && !plan.is_denied(), \"{{plan}}\\n{{live:?}}\");
    assert_eq!(T::COLUMNS.len() + left_out.len(), count, \"{{plan}}\");
    let mut strangers: Vec<_> = plan.warned.iter().map(|drift| drift.column.as_str()).collect();
    strangers.sort_unstable();
    assert_eq!(strangers, left_out, \"{{plan}}\");
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
