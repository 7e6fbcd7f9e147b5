//! Finds a table by its declared name, and lists its columns.

use super::api::Client;
use super::column_list::ColumnList;
use super::failure::unreadable_response;
use super::operation::Operation;
use crate::plan::LiveColumns;
use crate::report::Error;
use crate::schema::{LiveTable, stored_name};
use crate::text::{listed, may_be_stored_as, quoted};

/// A live table as it was found. No two of its columns have the same name.
#[derive(Debug)]
pub(crate) struct FoundTable {
    /// The stored name.
    name: String,
    columns: ColumnList,
}

impl FoundTable {
    /// Returns the table as a plan reads it.
    pub(crate) fn live(&self) -> LiveColumns<'_> {
        LiveColumns {
            table: &self.name,
            columns: self.columns.iter().collect(),
            are_unique: true,
        }
    }
}

/// Finds one table, and remembers its stored name for the next search.
pub(crate) struct TableFinder<'c> {
    pub(crate) client: Client,
    table: &'c str,
    /// The stored name, once it is known.
    stored: Option<String>,
}

impl<'c> TableFinder<'c> {
    pub(crate) fn new(client: Client, table: &'c str) -> Self {
        Self {
            client,
            table,
            stored: None,
        }
    }

    /// Sets the stored name to the one in the response to *Create BI Table*. A name that belongs to another
    /// table is ignored.
    pub(crate) fn set_created_name(&mut self, name: String) {
        if may_be_stored_as(self.table, &name) {
            self.stored = Some(name);
        }
    }

    /// Returns the table, or `None` if it does not exist.
    ///
    /// One request is enough if the table is stored under its declared name or was found before. Otherwise
    /// it takes up to three.
    pub(crate) async fn find(&mut self) -> Result<Option<FoundTable>, Error> {
        let name = self.stored.as_deref().unwrap_or(self.table);
        match read_live_table(&self.client, name.to_owned()).await {
            Ok(live) => return Ok(Some(self.remember(live))),
            // For an unknown table, the service was observed to return 400 more often than 404.
            Err(Error::Status {
                status: 400 | 404, ..
            }) => {}
            Err(error) => return Err(error),
        }
        let normalized = stored_name(self.table);
        let tables = self.client.list_tables().await?;
        let is_stored = |name: &str| tables.iter().any(|table| table.table_name == name);
        // The declared name is tried again, because the table may have been created in the meantime.
        for name in [self.table, &*normalized] {
            if is_stored(name) {
                let live = read_live_table(&self.client, name.to_owned()).await?;
                return Ok(Some(self.remember(live)));
            }
        }
        let names = tables.iter().map(|table| table.table_name.as_str());
        let look_alikes: Vec<_> = names
            .filter(|name| may_be_stored_as(self.table, name))
            .collect();
        match look_alikes.as_slice() {
            [] => Ok(None),
            [name] => {
                let live = read_live_table(&self.client, (*name).to_owned()).await?;
                Ok(Some(self.remember(live)))
            }
            names => Err(Error::config(
                format!(
                    "table {} does not exist, but several tables have names that look like it: {}",
                    quoted(self.table),
                    listed(names.iter().copied())
                ),
                "use the name of one of them, or rename the others in Peaka Studio",
            )),
        }
    }

    /// Remembers the stored name.
    fn remember(&mut self, live: FoundTable) -> FoundTable {
        self.stored = Some(live.name.clone());
        live
    }
}

/// Lists the columns of a table. A list in which two columns have the same name is an error, because no table
/// can have such columns.
async fn read_live_table(client: &Client, stored: String) -> Result<FoundTable, Error> {
    let columns = client.read_columns(&stored).await?;
    if let Some(name) = columns.duplicate_name() {
        let operation = Operation::ListColumns { table: &stored };
        let detail = format!("it has two columns named {}", quoted(name));
        return Err(unreadable_response(operation, &detail));
    }
    Ok(FoundTable {
        name: stored,
        columns,
    })
}

impl Client {
    /// Finds a table by its declared name, and lists its columns.
    ///
    /// Like a sync, this finds the table whether the service stores it under the given name, under the
    /// [normalized](stored_name) one, or under one that looks like it. Returns `None` if there is no such
    /// table. It takes one request if the table is stored under the given name.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn find(peaka: &peaka_runtime::Client) -> Result<(), peaka_runtime::Error> {
    /// if let Some(table) = peaka.find_table("page_views").await? {
    ///     println!("`{}` has {} columns", table.name, table.columns.len()); // such as `pageviews`
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Client`]; also [`Error::UnreadableResponse`] if two columns in the list have the same name, and
    /// [`Error::Config`] if there is no table of the name, but several look like it.
    pub async fn find_table(&self, table: &str) -> Result<Option<LiveTable>, Error> {
        let found = TableFinder::new(self.clone(), table).find().await?;
        Ok(found.map(|found| LiveTable {
            columns: found.columns.to_details(),
            name: found.name,
        }))
    }
}
