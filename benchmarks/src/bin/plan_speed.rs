//! Measures how many columns a second `plan()` compares on one core, with how many instructions, and how often these wait
//! for memory.
//!
//! ```text
//! cargo run --release -p benchmarks --bin plan-speed [ROUNDS]
//! ```
//!
//! The instructions are those of a process of its own, which makes plans of one table. They are counted only if valgrind
//! is installed.

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::{env, io, iter};

use benchmarks::{
    Table, alternate, cache_misses, cpu_time, environment, has_valgrind, instructions,
    print_section, rounds_argument,
};
use peaka_runtime::{ColumnRequest, DataType, DefaultValue, LiveTable, plan, stored_name};
use serde_json::{Value, json};

const SIZES: [usize; 5] = [10, 100, 1000, 10_000, 100_000];

/// The number of columns that one measurement compares, in as many plans as that takes.
const COLUMNS_PER_MEASUREMENT: usize = 200_000;

/// The sizes for which instructions and cache misses are counted.
const COUNTED_SIZES: [usize; 3] = [100, 1000, 100_000];

/// How the names of the live columns relate to the declared ones.
#[derive(Clone, Copy)]
enum Names {
    /// They are the same, in the same order.
    Exact,
    /// They are the same, in another order.
    Shuffled,
    /// The service has removed the underscores.
    Stored,
}

impl Names {
    const ALL: [Self; 3] = [Self::Exact, Self::Shuffled, Self::Stored];

    /// Returns the argument for a process that makes plans.
    fn argument(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Shuffled => "shuffled",
            Self::Stored => "stored",
        }
    }
}

/// A declared table, and the live one.
struct Tables {
    declared: Vec<ColumnRequest<'static>>,
    live: LiveTable,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [size, names, plans] => match make_plans(size, names, plans) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
        _ => print_section(section),
    }
}

fn section() -> io::Result<String> {
    let rounds = rounds_argument(15)?;
    let mut speeds = table();
    for size in SIZES {
        eprintln!("{size} columns");
        let mut contenders = Vec::new();
        for names in Names::ALL {
            contenders.push(tables(size, names)?);
        }
        let samples = alternate(rounds, &mut contenders, |tables| columns_per_second(tables))?;
        let cells = samples
            .iter()
            .map(|speeds| format!("{:.1} million/s", speeds.median() / 1e6));
        add_row(&mut speeds, size, cells)?;
    }
    let counts = if has_valgrind() {
        format!(
            "Instructions per column, in user space.\n\n{}\nReads and writes per column that miss the smallest data \
             cache, as cachegrind simulates it.\n\n{}",
            counts(instructions)?,
            counts(cache_misses)?
        )
    } else {
        "Instructions and cache misses were skipped, because valgrind is not installed.\n"
            .to_owned()
    };
    Ok(format!(
        "## Speed of `plan()`\n\nColumns compared per second of CPU time, on one core.\n\n{speeds}\n{counts}\n{}\n",
        environment(&[])?
    ))
}

/// Returns a table of what is counted per column.
fn counts(count: impl Fn(&Command) -> io::Result<f64>) -> io::Result<Table> {
    let mut counts = table();
    for size in COUNTED_SIZES {
        eprintln!("{size} columns: counting");
        let mut cells = Vec::new();
        for names in Names::ALL {
            cells.push(format!("{:.0}", count_per_column(size, names, &count)?));
        }
        add_row(&mut counts, size, cells.into_iter())?;
    }
    Ok(counts)
}

fn table() -> Table {
    Table::new(&[
        "columns",
        "same names and order",
        "same names, other order",
        "`user_id` stored as `userid`",
    ])
}

fn add_row(table: &mut Table, size: usize, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let row: Vec<_> = iter::once(size.to_string()).chain(cells).collect();
    let row: [String; 4] = row
        .try_into()
        .map_err(|row| io::Error::other(format!("a row has another number of cells: {row:?}")))?;
    table.row(row);
    Ok(())
}

/// Returns tables without drift but that of stored names.
fn tables(size: usize, names: Names) -> io::Result<Tables> {
    let declared: Vec<_> = (0..size).map(column).collect();
    let mut columns: Vec<_> = declared
        .iter()
        .map(|column| live_column(column, names))
        .collect();
    if let Names::Shuffled = names {
        // A stride that has no common divisor with the sizes visits each column once, far from the one before.
        columns = (0..size)
            .map(|i| columns[i * 7919 % size].clone())
            .collect();
    }
    Ok(Tables {
        declared,
        live: LiveTable {
            name: "events".to_owned(),
            columns: serde_json::from_value(Value::Array(columns))?,
        },
    })
}

fn column(number: usize) -> ColumnRequest<'static> {
    let name = format!("column_number_{number}").leak();
    match number % 4 {
        0 => ColumnRequest::new(name, DataType::Bigint).default_value(DefaultValue::Bigint(0)),
        1 => ColumnRequest::new(name, DataType::Varchar),
        2 => ColumnRequest::new(name, DataType::Timestamp),
        _ => ColumnRequest::new(name, DataType::Decimal).not_null(),
    }
}

fn live_column(column: &ColumnRequest<'_>, names: Names) -> Value {
    let name = match names {
        Names::Exact | Names::Shuffled => column.name.into(),
        Names::Stored => stored_name(column.name),
    };
    let data_type = match column.data_type {
        DataType::Timestamp => "timestamp(6)".to_owned(),
        DataType::Decimal => "decimal(38,18)".to_owned(),
        other => other.as_str().to_lowercase(),
    };
    json!({
        "id": "7",
        "name": name,
        "dataType": data_type,
        "displayName": name,
        "defaultValue": column.default_value.map(|default| default.to_string()),
        "isNotNull": column.is_not_null,
        "isUnique": false,
    })
}

fn columns_per_second(tables: &Tables) -> io::Result<f64> {
    let columns = tables.declared.len();
    let plans = COLUMNS_PER_MEASUREMENT / columns;
    let start = cpu_time()?;
    for _ in 0..plans {
        compare(tables);
    }
    Ok((plans * columns) as f64 / (cpu_time()? - start))
}

fn compare(Tables { declared, live }: &Tables) {
    let plan = plan("events", black_box(declared), Some(black_box(live)));
    assert!(plan.is_empty() && !plan.is_denied());
    black_box(plan);
}

/// Returns what is counted for one column, by the difference between processes that make more and fewer plans.
fn count_per_column(
    size: usize,
    names: Names,
    count: impl Fn(&Command) -> io::Result<f64>,
) -> io::Result<f64> {
    let program = env::current_exe()?;
    let plans = COLUMNS_PER_MEASUREMENT / size;
    let [fewer, more] = [plans, 2 * plans].map(|plans| {
        let (size, plans) = (size.to_string(), plans.to_string());
        let mut command = Command::new(&program);
        count(command.args([&*size, names.argument(), &*plans]))
    });
    Ok((more? - fewer?) / (plans * size) as f64)
}

/// Makes plans of one table, as the arguments of the process tell.
fn make_plans(size: &str, names: &str, plans: &str) -> io::Result<()> {
    let number = |text: &str| text.parse::<usize>().map_err(io::Error::other);
    let names = Names::ALL
        .into_iter()
        .find(|known| known.argument() == names)
        .ok_or_else(|| io::Error::other(format!("unknown names `{names}`")))?;
    let tables = tables(number(size)?, names)?;
    for _ in 0..number(plans)? {
        compare(&tables);
    }
    Ok(())
}
