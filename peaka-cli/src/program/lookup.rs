//! The table that a command is about.

use peaka_runtime::__private::quoted;
use peaka_runtime::{Client, LiveTable};

use crate::error::Error;

/// So many tables a sentence names.
const MOST_TOLD: usize = 10;

/// The table of that name as it is declared or stored. If there is none, the error says which there are.
pub(crate) async fn live_table(client: &Client, table: &str) -> Result<LiveTable, Error> {
    if let Some(live) = client.find_table(table).await? {
        return Ok(live);
    }
    let tables = client.list_tables().await?;
    let names: Vec<_> = tables.iter().map(|table| &*table.table_name).collect();
    Err(Error::new(unknown(table, &names)))
}

fn unknown(table: &str, names: &[&str]) -> String {
    let missing = format!("the project has no BI table {}", quoted(table));
    if names.is_empty() {
        return format!("{missing}, nor any other: check the project id");
    }
    let mut told: Vec<_> = names
        .iter()
        .take(MOST_TOLD)
        .map(|name| quoted(name))
        .collect();
    if names.len() > MOST_TOLD {
        told.push(format!("{} more", names.len() - MOST_TOLD));
    }
    let there = match told.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => told.concat(),
    };
    match nearest(table, names) {
        Some(near) => format!(
            "{missing}: it has {there}, so perhaps {} is meant",
            quoted(near)
        ),
        None => format!("{missing}: it has {there}, so take one of these"),
    }
}

/// The name that is most like what was written, if one is like it enough.
fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let likeness = |name: &str| strsim::jaro(&written.to_lowercase(), &name.to_lowercase());
    names
        .iter()
        .map(|name| (likeness(name), *name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_table_is_told_with_those_that_there_are() {
        for (table, names, told) in [
            (
                "events",
                &[][..],
                "the project has no BI table `events`, nor any other: check the project id",
            ),
            (
                "evnts",
                &["events"],
                "the project has no BI table `evnts`: it has `events`, so perhaps `events` is meant",
            ),
            (
                "Orders",
                &["events", "orders", "users"],
                "the project has no BI table `Orders`: it has `events`, `orders` and `users`, so \
                 perhaps `orders` is meant",
            ),
            (
                "x\n",
                &["events", "users"],
                "the project has no BI table `x\\n`: it has `events` and `users`, so take one of these",
            ),
            (
                "zzz",
                &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
                "the project has no BI table `zzz`: it has `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, \
                 `i`, `j` and 2 more, so take one of these",
            ),
        ] {
            assert_eq!(unknown(table, names), told);
        }
    }
}
