//! What an application gives its commands: tables, a client, and how the tables are synced.

use std::fmt;
use std::sync::Arc;

use peaka_runtime::{Client, DeclaredTable, Policy, SyncColumns, SyncTables, Tables};

use crate::connection::Connection;
use crate::output::Error;

/// The settings of an [`App`](super::App).
pub(super) struct Application {
    pub(super) tables: Tables,
    pub(super) client: Option<Client>,
    pub(super) version: Option<&'static str>,
    pub(super) policy: Option<Policy>,
    pub(super) configure_sync: Option<ConfigureSync>,
}

/// Configures the sync of a table.
pub(super) type ConfigureSync = Arc<
    dyn for<'c> Fn(&DeclaredTable, SyncColumns<'c, 'static>) -> SyncColumns<'c, 'static>
        + Send
        + Sync,
>;

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("tables", &self.tables)
            .field("client", &self.client)
            .field("version", &self.version)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl Application {
    /// Returns the client of the application, or one built from the connection options, under the policy of the
    /// application.
    pub(super) fn client(&self, connection: &Connection) -> Result<Client, Error> {
        let client = match &self.client {
            Some(client) => client.clone(),
            None => connection.client()?,
        };
        Ok(match &self.policy {
            Some(policy) => client.with_policy(policy.clone()),
            None => client,
        })
    }

    /// Returns a sync of the given tables, configured by the application.
    pub(super) fn sync<'c>(&self, tables: Tables, client: &'c Client) -> SyncTables<'c> {
        let sync = tables.with(client);
        match self.configure_sync.clone() {
            Some(configure) => sync.each(move |declared, sync| configure(declared, sync)),
            None => sync,
        }
    }
}
