//! The writes of a plan, and the requests that carry them.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::change::ColumnChange;
use super::drift::DriftKind;
use super::drift_kinds::DriftKinds;
use super::table_plan::Plan;
use crate::schema::ColumnRequest;
use crate::text::quoted;

/// One write to a table.
///
/// It serializes as an object such as `{"write":"add","column":"clicks"}`.
///
/// # Examples
///
#[cfg_attr(feature = "client", doc = "```no_run")]
#[cfg_attr(not(feature = "client"), doc = "```ignore")]
/// use peaka_runtime::{BiTable, Client, Error, Write};
///
/// # #[derive(BiTable)] struct Event { id: i64 }
/// async fn start(peaka: &Client) {
///     if let Err(Error::Unverified { report, .. }) = Event::sync_columns(peaka).await {
///         for write in &report.rejected {
///             match write {
///                 Write::Add(column) => println!("the service does not accept `{column}`"),
///                 write => println!("rejected: {write}"), // such as: rejected: fix `clicks`
///             }
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "write", content = "column", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Write {
    /// Creates the table.
    CreateTable,
    /// Renames a column to this declared name.
    Rename(String),
    /// Adds the column of this declared name.
    Add(String),
    /// Updates the attributes of the column of this declared name.
    Fix(String),
    /// Deletes the column of this stored name.
    Delete(String),
}

impl Write {
    /// Returns whether it changes a live column.
    pub(crate) fn is_update(&self) -> bool {
        matches!(self, Self::Rename(_) | Self::Fix(_))
    }

    /// Returns what it does, without the column.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::CreateTable => "create the table",
            Self::Rename(_) => "rename to",
            Self::Add(_) => "add",
            Self::Fix(_) => "fix",
            Self::Delete(_) => "delete",
        }
    }

    /// Returns the name of the column; `None` for the table.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::CreateTable => None,
            Self::Rename(column) | Self::Add(column) | Self::Fix(column) | Self::Delete(column) => {
                Some(column)
            }
        }
    }

    /// Returns whether it deletes a column, which cannot be undone.
    pub(crate) fn is_delete(&self) -> bool {
        matches!(self, Self::Delete(_))
    }
}

impl fmt::Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb())?;
        match self.column() {
            Some(column) => write!(f, " {}", quoted(column)),
            None => Ok(()),
        }
    }
}

/// One request of a plan.
#[derive(Clone, Debug)]
pub(crate) enum WriteRequest<'p, 'a> {
    CreateTable,
    Rename(&'p ColumnChange<'a>),
    /// Adds all the columns in one request.
    Add(Vec<ColumnRequest<'a>>),
    Fix(&'p ColumnChange<'a>),
    Delete(&'p str),
}

impl<'a> WriteRequest<'_, 'a> {
    /// Returns the kinds of drift that must be gone after the request, by column.
    pub(crate) fn targeted_drift(&self) -> Vec<(Cow<'a, str>, DriftKinds)> {
        let fixed = |change: &ColumnChange<'_>| {
            // An update must not lose the column.
            let kinds = change.fixes.iter().map(|drift| drift.kind);
            kinds.chain([DriftKind::Missing]).collect()
        };
        let added: DriftKinds = DriftKind::RESOLVED_BY_ADD.into_iter().collect();
        match self {
            Self::CreateTable => Vec::new(),
            Self::Add(columns) => columns
                .iter()
                .map(|column| (Cow::Borrowed(column.name), added))
                .collect(),
            Self::Rename(change) | Self::Fix(change) => {
                vec![(Cow::Borrowed(change.column.name), fixed(change))]
            }
            Self::Delete(column) => {
                let kinds = [DriftKind::Unmanaged].into_iter().collect();
                vec![(Cow::Owned((*column).to_owned()), kinds)]
            }
        }
    }
}

impl<'a> Plan<'a> {
    /// Returns all writes of the plan, in the order in which they are sent.
    pub(crate) fn writes(&self) -> Vec<Write> {
        if self.stored_table.is_none() {
            return if self.create_table {
                vec![Write::CreateTable]
            } else {
                Vec::new()
            };
        }
        let changed = |change: &ColumnChange<'_>| change.column.name.to_owned();
        let renames = self.to_rename.iter().map(changed).map(Write::Rename);
        let added = self.to_add.iter().map(|column| column.name.to_owned());
        let fixes = self.to_fix.iter().map(changed).map(Write::Fix);
        let deleted = self.to_delete.iter().map(|column| column.name.clone());
        renames
            .chain(added.map(Write::Add))
            .chain(fixes)
            .chain(deleted.map(Write::Delete))
            .collect()
    }

    /// Returns the requests for some of the [writes](Self::writes), each with the writes that it carries, in the order
    /// in which they are sent.
    ///
    /// `chosen` must have the order of the writes, so that one pass finds them all.
    pub(crate) fn requests(&self, chosen: Vec<Write>) -> Vec<(WriteRequest<'_, 'a>, Vec<Write>)> {
        let batch = self.spec.max_batch.unwrap_or(usize::MAX).max(1);
        let mut to_rename = self.to_rename.iter();
        let mut to_add = self.to_add.iter();
        let mut to_fix = self.to_fix.iter();
        let mut to_delete = self.to_delete.iter();
        let mut requests = Vec::new();
        let mut chosen = chosen.into_iter();
        while let Some(write) = chosen.next() {
            let request = match &write {
                Write::CreateTable => Some(WriteRequest::CreateTable),
                Write::Rename(name) => to_rename
                    .find(|change| change.column.name == name)
                    .map(WriteRequest::Rename),
                Write::Add(name) => {
                    let added = to_add.find(|column| column.name == name);
                    if let Some(column) = added {
                        let left = chosen.len();
                        add_to_batch(&mut requests, *column, write, batch, left);
                    }
                    continue;
                }
                Write::Fix(name) => to_fix
                    .find(|change| change.column.name == name)
                    .map(WriteRequest::Fix),
                Write::Delete(name) => to_delete
                    .find(|column| column.name == *name)
                    .map(|column| WriteRequest::Delete(&column.name)),
            };
            requests.extend(request.map(|request| (request, vec![write])));
        }
        requests
    }
}

/// Adds a column to the last request, or to a new one if that adds no columns or is full.
///
/// `left` is the largest number of columns that follow.
fn add_to_batch<'a>(
    requests: &mut Vec<(WriteRequest<'_, 'a>, Vec<Write>)>,
    column: ColumnRequest<'a>,
    write: Write,
    batch: usize,
    left: usize,
) {
    if let Some((WriteRequest::Add(columns), writes)) = requests.last_mut() {
        if columns.len() < batch {
            columns.push(column);
            writes.push(write);
            return;
        }
    }
    let capacity = batch.min(left + 1);
    let mut columns = Vec::with_capacity(capacity);
    let mut writes = Vec::with_capacity(capacity);
    columns.push(column);
    writes.push(write);
    requests.push((WriteRequest::Add(columns), writes));
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::plan::Policy;
    use crate::plan::SyncSpec;
    use crate::schema::{DataType, LiveTable};

    const COLUMNS: [ColumnRequest<'static>; 5] = [
        ColumnRequest::new("a", DataType::Bigint),
        ColumnRequest::new("b", DataType::Bigint).renamed_from(&["old"]),
        ColumnRequest::new("c", DataType::Bigint),
        ColumnRequest::new("d", DataType::Bigint).unique(),
        ColumnRequest::new("e", DataType::Bigint),
    ];

    fn spec() -> SyncSpec<'static> {
        let mut spec = SyncSpec::new("t", &COLUMNS);
        spec.policy = Policy::new().create_table(true).fix_drift(true);
        spec.columns_to_delete = vec!["x".to_owned()];
        spec.max_batch = Some(2);
        spec
    }

    fn live() -> LiveTable {
        LiveTable {
            name: "t".to_owned(),
            columns: from_value(json!([
                {"name": "d", "dataType": "bigint", "isUnique": false},
                {"name": "old", "dataType": "bigint"},
                {"name": "x"},
            ]))
            .unwrap(),
        }
    }

    fn requests<'p>(
        plan: &'p Plan<'static>,
        is_chosen: impl Fn(&Write) -> bool,
    ) -> Vec<(WriteRequest<'p, 'static>, Vec<Write>)> {
        let mut chosen = plan.writes();
        chosen.retain(is_chosen);
        plan.requests(chosen)
    }

    /// Returns the writes of each request.
    fn texts(requests: &[(WriteRequest<'_, '_>, Vec<Write>)]) -> Vec<Vec<String>> {
        let texts = |(request, writes): &(WriteRequest<'_, '_>, Vec<Write>)| {
            if let WriteRequest::Add(columns) = request {
                let names = columns.iter().map(|column| Some(column.name));
                assert!(names.eq(writes.iter().map(Write::column)), "{request:?}");
            }
            writes.iter().map(ToString::to_string).collect()
        };
        requests.iter().map(texts).collect()
    }

    #[test]
    fn requests_are_sent_in_order_and_adds_in_batches() {
        let plan = spec().plan(Some(&live()));
        assert_eq!(
            texts(&requests(&plan, |_| true)),
            [
                &["rename to `b`"][..],
                &["add `a`", "add `c`"],
                &["add `e`"],
                &["fix `d`"],
                &["delete `x`"],
            ]
        );
        let writes = plan.writes();
        assert_eq!(
            to_value(&writes[..2]).unwrap(),
            json!([{"write": "rename", "column": "b"}, {"write": "add", "column": "a"}])
        );
        let count = |is: fn(&Write) -> bool| writes.iter().filter(|write| is(write)).count();
        assert_eq!(writes.len(), 6);
        assert_eq!((count(Write::is_update), count(Write::is_delete)), (2, 1));
    }

    #[test]
    fn only_chosen_writes_are_requested() {
        let plan = spec().plan(Some(&live()));
        let chosen = ["b", "c", "d"].map(str::to_owned);
        let requests = requests(&plan, |write| match write {
            Write::Add(column) | Write::Rename(column) => chosen.contains(column),
            _ => false,
        });
        assert_eq!(texts(&requests), [["rename to `b`"], ["add `c`"]]);
    }

    #[test]
    fn batch_of_zero_columns_is_one_column() {
        let mut spec = spec();
        spec.max_batch = Some(0);
        let plan = spec.plan(Some(&live()));
        let adds = requests(&plan, |write| matches!(write, Write::Add(_)));
        assert_eq!(texts(&adds), [["add `a`"], ["add `c`"], ["add `e`"]]);
    }

    #[test]
    fn table_that_does_not_exist_is_only_created() {
        let mut spec = spec();
        assert_eq!(spec.plan(None).writes(), [Write::CreateTable]);
        assert_eq!(Write::CreateTable.to_string(), "create the table");
        spec.policy = spec.policy.create_table(false);
        assert_eq!(spec.plan(None).writes(), []);
    }

    #[test]
    fn request_targets_the_drift_that_it_removes() {
        let plan = spec().plan(Some(&live()));
        let targeted = |is_chosen: fn(&Write) -> bool| {
            let requests = requests(&plan, is_chosen);
            let requests = requests.iter().map(|(request, _)| request);
            let drift = requests.flat_map(WriteRequest::targeted_drift);
            drift.collect::<Vec<_>>()
        };
        let of = |column: &str, kinds: &[DriftKind]| {
            let kinds: DriftKinds = kinds.iter().copied().collect();
            (Cow::from(column.to_owned()), kinds)
        };
        assert_eq!(
            targeted(|write| *write == Write::Add("e".to_owned())),
            [of("e", &DriftKind::RESOLVED_BY_ADD)]
        );
        assert_eq!(
            targeted(Write::is_update),
            [
                of("b", &[DriftKind::Missing]),
                of("d", &[DriftKind::Unique, DriftKind::Missing]),
            ]
        );
        assert_eq!(
            targeted(Write::is_delete),
            [of("x", &[DriftKind::Unmanaged])]
        );
        assert_eq!(WriteRequest::CreateTable.targeted_drift(), []);
    }
}
