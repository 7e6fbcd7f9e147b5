//! Finding a table, and listing its columns.

use std::collections::HashSet;

use super::api::Client;
use super::http::unreadable_answer;
use super::operation::Operation;
use crate::report::Error;
use crate::schema::{LiveTable, stored_name};
use crate::text::quoted;

/// Looks for one table, each time under the name under which it was found.
pub(crate) struct Lookup<'c> {
    pub(crate) client: Client,
    table: &'c str,
    /// The name under which the service has it, once that is known.
    stored: Option<String>,
}

impl<'c> Lookup<'c> {
    pub(crate) fn new(client: Client, table: &'c str) -> Self {
        Self {
            client,
            table,
            stored: None,
        }
    }

    /// Goes on with the name in the answer to a create, if the service would have made that of the
    /// declared one. No other table is touched.
    pub(crate) fn set_created_name(&mut self, answered: String) {
        if answered == self.table || answered == stored_name(self.table) {
            self.stored = Some(answered);
        }
    }

    /// The table; `None` if the project does not have it. One request if it answers to its
    /// declared name, or to the one that is known.
    pub(crate) async fn find(&mut self) -> Result<Option<LiveTable>, Error> {
        let name = self.stored.as_deref().unwrap_or(self.table);
        match list(&self.client, name.to_owned()).await {
            Ok(live) => return Ok(Some(self.found(live))),
            // The service was measured to answer 400 for what it does not know, more often than 404.
            Err(Error::Status {
                status: 400 | 404, ..
            }) => {}
            Err(fault) => return Err(fault),
        }
        let folded = stored_name(self.table);
        let tables = self.client.list_tables().await?;
        let is_stored = |name: &str| tables.iter().any(|table| table.table_name == name);
        // It may have come into being since.
        for name in [self.table, &*folded] {
            if is_stored(name) {
                let live = list(&self.client, name.to_owned()).await?;
                return Ok(Some(self.found(live)));
            }
        }
        Ok(None)
    }

    fn found(&mut self, live: LiveTable) -> LiveTable {
        self.stored = Some(live.name.clone());
        live
    }
}

/// The columns of a table. No table has two of one name, so a list that does is no proof of
/// anything.
async fn list(client: &Client, stored: String) -> Result<LiveTable, Error> {
    let columns = client.list_columns(&stored).await?;
    let mut names = HashSet::new();
    match columns
        .iter()
        .find(|column| !names.insert(column.name.as_str()))
    {
        None => Ok(LiveTable {
            name: stored,
            columns,
        }),
        Some(column) => {
            let operation = Operation::ListColumns { table: &stored };
            let detail = format!("it has two columns {}", quoted(&column.name));
            Err(unreadable_answer(operation, &detail))
        }
    }
}

impl Client {
    /// Finds a table by its declared name and lists its columns, as a sync does: also when the
    /// service stores it under the [folded](fold) name. `None` if the project does not have it. One
    /// request if the table answers to the name that is given.
    ///
    /// ```no_run
    /// # async fn find(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// if let Some(table) = peaka.find_table("page_views").await? {
    ///     println!("`{}` has {} columns", table.name, table.columns.len()); // perhaps `pageviews`
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As all methods that send; [`Error::Answer`] also if two columns of the list have one name.
    pub async fn find_table(&self, table: &str) -> Result<Option<LiveTable>, Error> {
        Lookup::new(self.clone(), table).find().await
    }
}
