//! Makes a live table agree with its declaration, and proves it.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::client::Client;
use crate::compare::{Drift, DriftKind, Seen, missing};
use crate::error::Error;
use crate::level::{Level, Levels};
use crate::names::fold;
use crate::plan::{LiveTable, Plan, check_echo, plan};
use crate::report::SyncReport;
use crate::schema::{ColumnDetail, ColumnRequest};

/// A sync that is about to be sent: choose, then `.await`.
///
/// It ends in a [`SyncReport`] only if a list that was read after the last write shows every
/// declared column, in order with what the levels deny. A second run of the same sync sends one
/// GET and no write. Nothing is ever dropped or retyped.
///
/// # Errors
/// [`Error::UnknownTable`] if the project does not have the table; [`Error::Drift`] if the
/// table differs in a way that the levels deny, and then nothing was written unless the report in
/// it says so; [`Error::Unproven`] if something was written, or may have been, but could
/// not be proven; otherwise as the methods of [`Client`].
#[must_use = "nothing is sent until it is awaited"]
#[derive(Clone)]
pub struct SyncColumns<'c> {
    client: &'c Client,
    table: &'c str,
    columns: &'static [ColumnRequest<'static>],
    levels: Levels,
    create_table: bool,
}

impl fmt::Debug for SyncColumns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncColumns")
            .field("table", &self.table)
            .field("levels", &self.levels)
            .field("create_table", &self.create_table)
            .finish_non_exhaustive()
    }
}

impl<'c> SyncColumns<'c> {
    pub(crate) fn new(
        client: &'c Client,
        table: &'c str,
        columns: &'static [ColumnRequest<'static>],
    ) -> Self {
        Self {
            client,
            table,
            columns,
            levels: Levels::default(),
            create_table: false,
        }
    }

    /// Takes a table of another name with the same columns, such as one for each tenant.
    pub fn table(mut self, table: &'c str) -> Self {
        self.table = table;
        self
    }

    /// Creates the table if the project does not have it. Without this, a table that is missing
    /// is an error.
    pub fn create_table(mut self, create: bool) -> Self {
        self.create_table = create;
        self
    }

    /// Chooses what a kind of drift does. The last choice for a kind counts.
    ///
    /// Without a choice, `Default`, `NotNull` and `Unique` are denied; `DisplayName`,
    /// `StoredName` and `Unmanaged` are warned of. `Missing` and `DataType` are always denied.
    pub fn on(mut self, kind: DriftKind, level: Level) -> Self {
        self.levels.set(kind, level);
        self
    }

    /// What this sync would do, without doing it. A table that does not exist is part of the plan,
    /// not an error.
    ///
    /// # Errors
    /// As all methods of [`Client`] that send.
    pub async fn plan(self) -> Result<Plan<'c>, Error> {
        let live = look_up(self.client, self.table).await?;
        Ok(plan(self.table, self.columns, live.as_ref()))
    }

    async fn run(self) -> Result<SyncReport, Error> {
        let client = self.client.counting();
        let mut report = SyncReport {
            table: self.table.to_owned(),
            ..SyncReport::default()
        };

        let live = self.find_or_create(&client, &mut report).await?;
        report.stored_table.clone_from(&live.name);
        let plan = plan(self.table, self.columns, Some(&live));
        report.present = plan
            .present
            .iter()
            .map(|column| column.name.to_owned())
            .collect();
        let standing = self.judge(&client, &mut report, plan.drift.clone());
        if standing.is_err() || plan.to_add.is_empty() {
            return standing.map(|()| report);
        }

        let echo = client.add_columns(&live.name, &plan.to_add).await;
        report.added = plan
            .to_add
            .iter()
            .map(|column| column.name.to_owned())
            .collect();
        let proof = match list(&client, live.name).await {
            Ok(live) => live,
            Err(fault) => return Err(unproven(&client, report, echo.err().unwrap_or(fault))),
        };
        self.prove(&client, report, &plan, echo, &proof)
    }

    /// Whatever the add answered, the list decides; but an answer that contradicts the
    /// declaration is never kept quiet.
    fn prove(
        &self,
        client: &Client,
        mut report: SyncReport,
        done: &Plan<'_>,
        echo: Result<Vec<ColumnDetail>, Error>,
        live: &LiveTable,
    ) -> Result<SyncReport, Error> {
        let proof = plan(self.table, self.columns, Some(live));
        let echoed = match echo {
            Err(fault) if !proof.to_add.is_empty() => {
                let unadded =
                    |name: &String| !proof.to_add.iter().any(|column| column.name == name);
                report.added.retain(unadded);
                return Err(if report.changed() {
                    unproven(client, report, fault)
                } else {
                    fault
                });
            }
            Err(_) => Vec::new(),
            Ok(echo) => check_echo(&done.to_add, &echo),
        };
        let mut drift: Vec<_> = proof
            .to_add
            .iter()
            .map(|column| missing(column, Seen::List))
            .collect();
        drift.extend(proof.drift);
        // What the list shows as well needs no second word.
        let told = |echoed: &Drift| {
            drift
                .iter()
                .any(|listed| listed.kind == echoed.kind && listed.column == echoed.column)
        };
        let untold: Vec<_> = echoed.into_iter().filter(|echoed| !told(echoed)).collect();
        drift.extend(untold);
        self.judge(client, &mut report, drift)?;
        Ok(report)
    }

    /// Sorts drift into the report, and fails if some of it is denied.
    fn judge(
        &self,
        client: &Client,
        report: &mut SyncReport,
        drift: Vec<Drift>,
    ) -> Result<(), Error> {
        (report.denied, report.warned) = self.levels.split(drift);
        report.requests = client.sent();
        if report.denied.is_empty() {
            Ok(())
        } else {
            Err(Error::Drift(Box::new(report.clone())))
        }
    }

    async fn find_or_create(
        &self,
        client: &Client,
        report: &mut SyncReport,
    ) -> Result<LiveTable, Error> {
        if let Some(live) = look_up(client, self.table).await? {
            return Ok(live);
        }
        if !self.create_table {
            return Err(Error::UnknownTable {
                table: self.table.to_owned(),
            });
        }
        match client.create_table(self.table).await {
            Ok(table) => {
                report.created_table = true;
                report.stored_table.clone_from(&table.table_name);
                let live = list(client, table.table_name).await;
                live.map_err(|fault| unproven(client, report.clone(), fault))
            }
            // Another program may have been faster.
            Err(fault) => match look_up(client, self.table).await {
                Ok(Some(live)) => Ok(live),
                _ => Err(fault),
            },
        }
    }
}

impl<'c> IntoFuture for SyncColumns<'c> {
    type Output = Result<SyncReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// The table under its declared name, or else under the name that the service would have stored;
/// `None` if the project has neither. One request if it answers to its declared name.
pub(crate) async fn look_up(client: &Client, table: &str) -> Result<Option<LiveTable>, Error> {
    let fault = match list(client, table.to_owned()).await {
        Ok(live) => return Ok(Some(live)),
        // The service was measured to answer 400 for what it does not know, more often than 404.
        Err(
            fault @ Error::Status {
                status: 400 | 404, ..
            },
        ) => fault,
        Err(fault) => return Err(fault),
    };
    let names = client
        .list_tables()
        .await?
        .into_iter()
        .map(|table| table.table_name);
    let folded = fold(table);
    let mut stored = names
        .filter(|name| fold(name) == folded)
        .collect::<Vec<_>>();
    if stored.iter().any(|name| name == table) {
        return Err(fault);
    }
    match stored.pop() {
        Some(name) => list(client, name).await.map(Some),
        None => Ok(None),
    }
}

async fn list(client: &Client, stored: String) -> Result<LiveTable, Error> {
    let columns = client.list_columns(&stored).await?;
    Ok(LiveTable {
        name: stored,
        columns,
    })
}

fn unproven(client: &Client, mut report: SyncReport, source: Error) -> Error {
    report.requests = client.sent();
    Error::Unproven {
        report: Box::new(report),
        source: Box::new(source),
    }
}
