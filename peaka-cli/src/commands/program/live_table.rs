//! Finds the table that a command is about.

use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, LiveTable};

use crate::output::{Error, listed_up_to};
use crate::suggest::nearest;

/// The number of tables that are read at a time.
pub(super) const CONCURRENCY: usize = 8;

/// The largest number of tables that an error lists.
const MAX_LISTED: usize = 10;

/// Returns the table with a declared or stored name. If it does not exist, the error lists the tables of the
/// project.
pub(crate) async fn find_live_table(client: &Client, table: &str) -> Result<LiveTable, Error> {
    if let Some(live) = client.find_table(table).await? {
        return Ok(live);
    }
    let tables = client.list_tables().await?;
    let names: Vec<_> = tables.iter().map(|table| &*table.table_name).collect();
    let (message, help) = unknown_table_message(table, &names);
    Err(Error::new(message, help))
}

fn unknown_table_message(table: &str, names: &[&str]) -> (String, String) {
    let message = format!("table {} does not exist", quoted(table));
    if names.is_empty() {
        return (
            format!("{message}: the project has no BI tables"),
            "check the project id".to_owned(),
        );
    }
    let listed = listed_up_to(MAX_LISTED, names);
    let message = format!("{message}; the project has {listed}");
    let help = match nearest(table, names.iter().copied()) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => "use one of these names".to_owned(),
    };
    (message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_table_lists_the_tables_of_the_project() {
        for (table, names, message, help) in [
            (
                "events",
                &[][..],
                "table `events` does not exist: the project has no BI tables",
                "check the project id",
            ),
            (
                "evnts",
                &["events"],
                "table `evnts` does not exist; the project has `events`",
                "did you mean `events`?",
            ),
            (
                "Orders",
                &["events", "orders", "users"],
                "table `Orders` does not exist; the project has `events`, `orders`, `users`",
                "did you mean `orders`?",
            ),
            (
                "x\n",
                &["events", "users"],
                "table `x\\n` does not exist; the project has `events`, `users`",
                "use one of these names",
            ),
            (
                "zzz",
                &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
                "table `zzz` does not exist; the project has `a`, `b`, `c`, `d`, `e`, `f`, `g`, \
                 `h`, `i`, `j`, and 2 more",
                "use one of these names",
            ),
        ] {
            assert_eq!(
                unknown_table_message(table, names),
                (message.to_owned(), help.to_owned())
            );
        }
    }
}
