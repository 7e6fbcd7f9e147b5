//! `snapshot`: saves the snapshots of the declared tables in their packages.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;

use clap::Args;
use futures_util::{StreamExt, stream};
use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, DeclaredTable, SnapshotLocation, Tables};

use super::application::Application;
use super::options::selected_tables;
use crate::connection::Connection;
use crate::output::{Error, Outcome, Output, quoted_command};
use crate::snapshot_file::{SaveResult, find_workspace_root, print_save_results};

/// Save the live columns in the snapshot files that the structs name, for the comparison at compile time
///
/// The command finds the files from the current directory, which must be in the workspace of the program. If the structs do
/// not match their snapshots yet, compile the program with PEAKA_SNAPSHOT=off.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The declared names of tables [default: all tables with a snapshot]
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,

    /// Overwrite files that are not snapshots
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    connection: Connection,
}

/// The note for tables without snapshots.
pub(super) const NO_SNAPSHOT_NOTE: &str = "none of these structs has a snapshot; add one with `#[bitable(snapshot = \"peaka/events.json\")]`";

/// The number of tables that are read at a time.
const CONCURRENCY: usize = 8;

impl Arguments {
    pub(super) async fn run(&self, app: &Application, output: &Output) -> Result<Outcome, Error> {
        let tables = selected_tables(&self.tables, &app.tables)?;
        let targets = find_targets(&tables, !self.tables.is_empty())?;
        if targets.is_empty() {
            output.print_note(NO_SNAPSHOT_NOTE);
            return print_save_results(&[], output);
        }
        let client = app.client(&self.connection)?;
        let (client, force) = (&client, self.force);
        let saved =
            stream::iter(targets).map(|target| async move { target.save(client, force).await });
        let saved: Vec<_> = saved.buffered(CONCURRENCY).collect().await;
        print_save_results(&saved, output)
    }
}

/// A table with a snapshot, and the path of the file.
struct SnapshotTarget {
    declared: DeclaredTable,
    location: &'static SnapshotLocation,
    path: PathBuf,
}

/// Returns the tables that have a snapshot. Fails if each must have one, and one has none.
fn find_targets(tables: &Tables, must_have_snapshot: bool) -> Result<Vec<SnapshotTarget>, Error> {
    let directory = env::current_dir().map_err(|error| {
        Error::new(
            format!("failed to find the current directory: {error}"),
            "run the command in the workspace",
        )
    })?;
    let mut targets = Vec::new();
    let mut tables_by_path = HashMap::new();
    for declared in tables.as_slice() {
        let Some(location) = declared.snapshot_location else {
            if must_have_snapshot {
                return Err(no_snapshot(declared));
            }
            continue;
        };
        let path = find_workspace_root(&directory, location)?.join(location.path);
        if let Some(other) = tables_by_path.insert(path.clone(), declared.table) {
            return Err(Error::new(
                format!(
                    "tables {} and {} have the same snapshot file {}",
                    quoted(other),
                    quoted(declared.table),
                    quoted(location.path)
                ),
                "use two different files",
            ));
        }
        targets.push(SnapshotTarget {
            declared: *declared,
            location,
            path,
        });
    }
    Ok(targets)
}

/// Returns the error for a struct that names no snapshot file.
fn no_snapshot(declared: &DeclaredTable) -> Error {
    let table = declared.table;
    let file = format!("peaka/{table}.json");
    Error::new(
        format!(
            "struct {} names no snapshot file",
            quoted(declared.struct_name())
        ),
        format!(
            "write one with {}, then add {}",
            quoted_command("peaka snapshot", [table, "--out", &*file]),
            quoted(&format!("#[bitable(snapshot = {file:?})]"))
        ),
    )
}

impl SnapshotTarget {
    async fn save(&self, client: &Client, force: bool) -> SaveResult {
        let table = self.declared.table;
        let result = SaveResult::for_package(table, self.location.package, self.location.path);
        match client.find_table(table).await {
            Ok(Some(live)) => result
                .save(&self.path, &live, force)
                .with_no_longer_pending(&self.declared, &live),
            Ok(None) => result.failed(Error::new(
                format!("table {} does not exist", quoted(table)),
                "create it with `sync --create-table`",
            )),
            Err(error) => result.failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use peaka_runtime::__private::snapshot_location;
    use peaka_runtime::BiTable;

    use super::*;

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Order {
        id: i64,
    }

    #[derive(BiTable)]
    #[allow(dead_code)]
    struct Visit {
        id: i64,
    }

    static LOCATION: SnapshotLocation = snapshot_location([
        env!("CARGO_PKG_NAME"),
        "Cargo.toml",
        "peaka/orders.json",
        "peaka snapshot order --out peaka/orders.json",
    ]);

    /// Their structs compile only with PEAKA_SNAPSHOT=off, because the file is a snapshot of at most one of the tables.
    #[test]
    fn tables_with_the_same_snapshot_file_are_an_error() {
        let declared = [DeclaredTable::of::<Order>(), DeclaredTable::of::<Visit>()];
        let tables = declared.map(|mut declared| {
            declared.snapshot_location = Some(&LOCATION);
            declared
        });
        let targets = find_targets(&Tables::new(tables), false);
        assert_eq!(
            targets.err().map(|error| error.to_string()).as_deref(),
            Some(
                "tables `order` and `visit` have the same snapshot file `peaka/orders.json`; help: use two different \
                 files"
            )
        );
        assert_eq!(
            find_targets(&Tables::new(tables[..1].to_vec()), true)
                .unwrap()
                .len(),
            1
        );
    }
}
