//! Makes a live table agree with its declaration, and proves it.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::client::Client;
use crate::compare::{Drift, DriftKind, Seen, missing};
use crate::error::Error;
use crate::level::{Level, Levels};
use crate::names::fold;
use crate::operation::Operation;
use crate::plan::{LiveTable, Plan, check_echo, plan};
use crate::report::SyncReport;
use crate::schema::ColumnRequest;
use crate::text::quoted;

/// A sync that is about to be sent: choose, then `.await`.
///
/// It ends in a [`SyncReport`] only if a list that was read after the last write shows every
/// declared column, in order with what the levels deny. A second run of the same sync sends no
/// write; it is one GET if the table answers to its declared name, and three if the service
/// stores it under another. (A client without a project id asks for it once, with one GET more.)
/// Nothing is ever dropped or retyped.
///
/// # Errors
/// [`Error::UnknownTable`] if the project does not have the table; [`Error::Drift`] if the
/// table differs in a way that the levels deny, and then nothing was written unless the report in
/// it says so; [`Error::Unproven`] if a write was sent and the sync then failed before it could
/// prove anything; otherwise as the methods of [`Client`].
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
    /// `StoredName` and `Unmanaged` are warned of. A choice for what
    /// [cannot be accepted](DriftKind::can_be_accepted) counts for nothing.
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
        let mut report = SyncReport::new(self.table);
        let outcome = self.bring_in_line(&client, &mut report).await;
        report.requests = client.sent();
        match outcome {
            Ok(()) if report.denied.is_empty() => {
                report.proven = true;
                Ok(report)
            }
            Ok(()) => Err(Error::Drift(Box::new(report))),
            Err(source) if report.changed() => Err(Error::Unproven {
                report: Box::new(report),
                source: Box::new(source),
            }),
            Err(fault) => Err(fault),
        }
    }

    /// Leaves in the report what is found and done, whatever the outcome.
    async fn bring_in_line(&self, client: &Client, report: &mut SyncReport) -> Result<(), Error> {
        let live = self.find_or_create(client, report).await?;
        report.stored_table = Some(live.name.clone());
        let foreseen = plan(self.table, self.columns, Some(&live));
        report.present = names(&foreseen.present);
        (report.denied, report.warned) = self.levels.split(foreseen.drift);
        if !report.denied.is_empty() || foreseen.to_add.is_empty() {
            return Ok(());
        }

        let echo = client.add_columns(&live.name, &foreseen.to_add).await;
        report.sent = names(&foreseen.to_add);
        // Whatever the add answered, the list decides.
        let listed = list(client, live.name).await;
        let Ok(live) = listed else {
            return echo.and(listed).map(|_| ());
        };
        report.listed = true;
        let proof = plan(self.table, self.columns, Some(&live));
        let absent: HashSet<_> = proof.to_add.iter().map(|column| column.name).collect();
        report.added = report
            .sent
            .iter()
            .filter(|name| !absent.contains(name.as_str()))
            .cloned()
            .collect();
        let echoed = match echo {
            Ok(echo) => check_echo(&foreseen.to_add, &echo),
            Err(_) if absent.is_empty() => Vec::new(),
            Err(fault) => {
                // A refusal that had no effect is no write.
                if !fault.is_ambiguous() && report.added.is_empty() {
                    report.sent.clear();
                }
                return Err(fault);
            }
        };
        let mut drift: Vec<_> = proof
            .to_add
            .iter()
            .map(|column| missing(column, Seen::List))
            .collect();
        drift.extend(proof.drift);
        // An answer that contradicts the declaration is never kept quiet, but what the list shows
        // as well needs no second word.
        let untold = |echoed: &Drift| {
            !drift
                .iter()
                .any(|listed| listed.kind == echoed.kind && listed.column == echoed.column)
        };
        let echoed: Vec<_> = echoed.into_iter().filter(untold).collect();
        drift.extend(echoed);
        (report.denied, report.warned) = self.levels.split(drift);
        Ok(())
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
            Ok(created) => {
                report.created_table = true;
                self.must_be_ours(client, &created.table_name)?;
                list(client, created.table_name).await
            }
            // The answer may be lost, or another program may have been faster.
            Err(
                fault @ (Error::Status { .. } | Error::Answer { .. } | Error::Transport { .. }),
            ) => {
                report.created_table = fault.is_ambiguous();
                match look_up(client, self.table).await {
                    Ok(Some(live)) => Ok(live),
                    _ => Err(fault),
                }
            }
            Err(fault) => Err(fault),
        }
    }

    /// A create must not lead to another table than the declared one.
    fn must_be_ours(&self, client: &Client, created: &str) -> Result<(), Error> {
        if created == self.table || created == fold(self.table) {
            return Ok(());
        }
        let operation = Operation::CreateTable { table: self.table };
        Err(client.answer_error(
            operation,
            &format!("it names the table {}", quoted(created)),
        ))
    }
}

fn names(columns: &[ColumnRequest<'_>]) -> Vec<String> {
    columns
        .iter()
        .map(|column| column.name.to_owned())
        .collect()
}

impl<'c> IntoFuture for SyncColumns<'c> {
    type Output = Result<SyncReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// The table under its declared name, or else under the name that the service would have made of
/// it; `None` if the project has neither. One request if it answers to its declared name.
async fn look_up(client: &Client, table: &str) -> Result<Option<LiveTable>, Error> {
    match list(client, table.to_owned()).await {
        Ok(live) => return Ok(Some(live)),
        // The service was measured to answer 400 for what it does not know, more often than 404.
        Err(Error::Status {
            status: 400 | 404, ..
        }) => {}
        Err(fault) => return Err(fault),
    }
    let folded = fold(table);
    let tables = client.list_tables().await?;
    let stored = |name: &str| tables.iter().any(|table| table.table_name == name);
    if stored(table) {
        // It may have come into being since.
        list(client, table.to_owned()).await.map(Some)
    } else if stored(&folded) {
        list(client, folded.into_owned()).await.map(Some)
    } else {
        Ok(None)
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
            Err(client.answer_error(operation, &detail))
        }
    }
}
