//! The writes of a plan, and the requests that carry them.

use std::fmt;

use crate::plan::change::Change;
use crate::plan::drift::DriftKind;
use crate::plan::table_plan::Plan;
use crate::schema::column_request::ColumnRequest;
use crate::text::quoted;

/// One write on one table, by what it is to achieve. Columns go by their declared names, those to
/// delete by their stored ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Write {
    CreateTable,
    Rename(String),
    Add(String),
    Fix(String),
    Delete(String),
}

impl Write {
    /// Whether it changes a column that is there.
    pub(crate) fn is_update(&self) -> bool {
        matches!(self, Self::Rename(_) | Self::Fix(_))
    }

    /// Whether it cannot be undone.
    pub(crate) fn is_delete(&self) -> bool {
        matches!(self, Self::Delete(_))
    }
}

impl fmt::Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateTable => f.write_str("create the table"),
            Self::Rename(column) => write!(f, "rename to {}", quoted(column)),
            Self::Add(column) => write!(f, "add {}", quoted(column)),
            Self::Fix(column) => write!(f, "fix {}", quoted(column)),
            Self::Delete(column) => write!(f, "delete {}", quoted(column)),
        }
    }
}

/// One request of a plan.
#[derive(Clone, Debug)]
pub(crate) enum Step<'p> {
    CreateTable,
    Rename(&'p Change<'p>),
    /// All of them in one request.
    Add(Vec<ColumnRequest<'p>>),
    Fix(&'p Change<'p>),
    Delete(&'p str),
}

impl Step<'_> {
    /// What the request is to achieve.
    pub(crate) fn writes(&self) -> Vec<Write> {
        let name = |change: &Change<'_>| change.column.name.to_owned();
        match self {
            Self::CreateTable => vec![Write::CreateTable],
            Self::Rename(change) => vec![Write::Rename(name(change))],
            Self::Add(columns) => columns
                .iter()
                .map(|column| Write::Add(column.name.to_owned()))
                .collect(),
            Self::Fix(change) => vec![Write::Fix(name(change))],
            Self::Delete(column) => vec![Write::Delete((*column).to_owned())],
        }
    }

    /// Which differences there are not to be after the request, by column and kind.
    pub(crate) fn settles(&self) -> Vec<(String, DriftKind)> {
        let mends = |change: &Change<'_>| {
            let kinds = change.mends.iter().map(|drift| drift.kind);
            kinds.chain([DriftKind::Missing]).collect()
        };
        let (columns, kinds): (Vec<&str>, Vec<_>) = match self {
            Self::CreateTable => (Vec::new(), Vec::new()),
            Self::Add(columns) => (
                columns.iter().map(|column| column.name).collect(),
                DriftKind::OF_AN_ADD.to_vec(),
            ),
            Self::Rename(change) | Self::Fix(change) => (vec![change.column.name], mends(change)),
            Self::Delete(column) => (vec![column], vec![DriftKind::Unmanaged]),
        };
        let of = |column: &str| {
            kinds
                .iter()
                .map(|kind| (column.to_owned(), *kind))
                .collect()
        };
        columns.into_iter().flat_map::<Vec<_>, _>(of).collect()
    }
}

impl Plan<'_> {
    /// All that it writes, in the order of writing.
    pub(crate) fn writes(&self) -> Vec<Write> {
        let all = self.steps(|_| true);
        all.iter().flat_map(Step::writes).collect()
    }

    /// The requests for some of its writes, in the order of writing. Nothing can be done to a table
    /// that is not there but to create it.
    pub(crate) fn steps(&self, chosen: impl Fn(&Write) -> bool) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        if self.stored_table.is_some() {
            let is_chosen =
                |column: &&ColumnRequest<'_>| chosen(&Write::Add(column.name.to_owned()));
            let to_add: Vec<_> = self.to_add.iter().filter(is_chosen).copied().collect();
            let batch = self.wanted.max_batch.unwrap_or(usize::MAX).max(1);
            steps.extend(self.to_rename.iter().map(Step::Rename));
            steps.extend(to_add.chunks(batch).map(|batch| Step::Add(batch.to_vec())));
            steps.extend(self.to_fix.iter().map(Step::Fix));
            let to_delete = self.to_delete.iter();
            steps.extend(to_delete.map(|column| Step::Delete(&column.name)));
        } else if self.create_table {
            steps.push(Step::CreateTable);
        }
        steps.retain(|step| step.writes().iter().all(&chosen));
        steps
    }
}
