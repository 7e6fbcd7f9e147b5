//! Executes a statement.

use std::thread;

use super::error::SqlError;
use super::parse::{Statement, parse};
use super::query::Context;
use super::relation::{Relation, RelationColumn, Tables};
use super::show::show;
use super::value::Value;
use super::value_type::{ValueType, type_name};

/// The size of the stack on which a statement is parsed and executed, recursively.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Executes a statement, in which each `?` stands for a binding.
///
/// # Errors
///
/// Fails if the statement does not read, if it is not valid, or if the emulator does not run it.
pub(crate) fn execute(
    sql: &str,
    bindings: &[Value],
    tables: &dyn Tables,
) -> Result<Relation, SqlError> {
    let failed = || SqlError::new("the emulator failed to start a thread for the statement");
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || run(sql, bindings, tables));
        let thread = thread.map_err(|_| failed())?;
        thread.join().map_err(|_| failed())?
    })
}

fn run(sql: &str, bindings: &[Value], tables: &dyn Tables) -> Result<Relation, SqlError> {
    let context = Context::new(tables, bindings);
    match parse(sql, bindings.len())? {
        Statement::Query(query) => context.query(&query),
        Statement::Show(statement) => show(&statement, tables),
        Statement::Explain { query, is_analyze } => {
            let result = context.query(&query)?;
            Ok(explanation(&result, is_analyze))
        }
    }
}

/// Returns what can be said about a query that is not planned.
fn explanation(result: &Relation, is_analyze: bool) -> Relation {
    let columns = result.columns.iter();
    let columns = columns.map(|column| format!("{}:{}", column.name, type_name(column.value_type)));
    let columns: Vec<_> = columns.collect();
    let mut text = format!(
        "The emulator does not plan queries.\nOutput layout: [{}]",
        columns.join(", ")
    );
    if is_analyze {
        text.push_str(&format!("\nOutput: {} rows", result.rows.len()));
    }
    let plan = Value::new(ValueType::VARCHAR, Some(text));
    Relation {
        columns: vec![RelationColumn::computed(
            "Query Plan",
            Some(ValueType::VARCHAR),
        )],
        rows: vec![vec![plan]],
    }
}
