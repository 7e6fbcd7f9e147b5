//! A plan as a value: what a sync writes, and the drift that remains.

use serde::{Serialize, Serializer};

use super::change::ColumnChange;
use super::drift::Drift;
use super::policy::Policy;
use super::rename_candidate::{RenameCandidate, rename_candidates};
use super::sync_spec::SyncSpec;
use super::without_value::is_not_null_without_default;
use crate::schema::{ColumnDetail, ColumnRequest};

/// The writes that make a live table match its declaration, and the drift that they leave.
///
/// [`plan`](crate::plan()) compares without a connection; with the feature `client`,
/// `SyncColumns::plan` reads the live table first and `Plan::apply` sends the writes. The `Display`
/// of a plan is a human-readable table without colors; [`display_on`](Self::display_on) adds them on a
/// terminal.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, LiveTable, plan};
///
/// #[derive(BiTable)]
/// struct Order {
///     id: i64,
///     #[bitable(not_null)]
///     note: String,
/// }
///
/// let live = LiveTable { name: "order".to_owned(), columns: Vec::new() };
/// let plan = plan(Order::TABLE, Order::COLUMNS, Some(&live));
/// assert_eq!(plan.to_add.len(), 2);
/// assert_eq!(plan.not_null_without_default(), ["note"]);
/// ```
///
/// # JSON
///
/// A plan serializes as an object with `"version": 1`. Within a version, fields may be added, but
/// none is removed or changes its meaning.
///
/// ```
/// use peaka_runtime::{ColumnRequest, DataType, DefaultValue, plan};
/// use serde_json::json;
///
/// let clicks = ColumnRequest::new("clicks", DataType::Bigint).default_value(DefaultValue::Bigint(0));
/// let columns = [clicks];
/// assert_eq!(
///     serde_json::to_value(plan("events", &columns, None)).unwrap(),
///     json!({
///         "version": 1,
///         "table": "events",    // the declared name
///         "storedTable": null,  // the stored name; null if the table does not exist
///         "createTable": false, // whether the table will be created
///         "isEmpty": false,     // whether the table exists and needs no write
///         "present": [],        // ColumnRequests
///         "toRename": [],       // {"column": ColumnRequest, "live": ColumnDetail, "fixes": [Drift]}
///         "toFix": [],          // the same
///         "toAdd": [{           // ColumnRequests
///             "name": "clicks", "dataType": "BIGINT", "displayName": "clicks",
///             "defaultValue": 0, "isNotNull": false, "isUnique": false,
///         }],
///         "toDelete": [],       // ColumnDetails
///         "unmanaged": [],      // ColumnDetails
///         "notNullWithoutDefault": [], // declared names, of the columns to add to a table that exists
///         "renameCandidates": [], // {"column": declared name, "live": [stored names]}
///         "denied": [],         // Drifts
///         "warned": [],         // Drifts
///         "allowed": [],        // Drifts
///     })
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan<'a> {
    /// The table's declared name.
    pub table: &'a str,
    /// The table's stored name; `None` if it does not exist.
    pub stored_table: Option<String>,
    /// Whether the table will be created.
    pub create_table: bool,
    /// The declared columns that are live, in the order of their declaration.
    pub present: Vec<ColumnRequest<'a>>,
    /// The declared columns that are live only under their old names.
    pub to_rename: Vec<ColumnChange<'a>>,
    /// The present columns whose attributes will be updated.
    pub to_fix: Vec<ColumnChange<'a>>,
    /// The declared columns that are not live, in the order of their declaration.
    pub to_add: Vec<ColumnRequest<'a>>,
    /// The undeclared columns that will be deleted.
    pub to_delete: Vec<ColumnDetail>,
    /// The undeclared columns that stay.
    pub unmanaged: Vec<ColumnDetail>,
    /// The remaining drift that the policy denies. While there is any, nothing is written.
    pub denied: Vec<Drift>,
    /// The remaining drift that the policy warns about.
    pub warned: Vec<Drift>,
    /// The remaining drift that the policy allows.
    pub allowed: Vec<Drift>,
    /// The columns that the sync added, and that the list does not show yet, but only columns that look like them. They
    /// are in no other list of the plan.
    pub(crate) awaited: Vec<ColumnRequest<'a>>,
    pub(crate) spec: SyncSpec<'a>,
}

impl Plan<'_> {
    /// Returns whether the table exists and needs no write.
    ///
    /// Drift can remain even if this is true, including drift that [fails](Self::is_denied) the sync.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored_table.is_some()
            && self.to_rename.is_empty()
            && self.to_fix.is_empty()
            && self.to_add.is_empty()
            && self.to_delete.is_empty()
    }

    /// Returns whether applying the plan writes nothing and fails: because of denied drift, or
    /// because the table does not exist and will not be created.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        !self.denied.is_empty() || self.lacks_table()
    }

    /// Returns whether the table does not exist, and will not be created.
    #[doc(hidden)]
    #[must_use]
    pub fn lacks_table(&self) -> bool {
        self.stored_table.is_none() && !self.create_table
    }

    /// Returns the columns to add that may have been renamed in the declaration, with the live columns that they may
    /// be.
    ///
    /// A sync adds such a column, empty, and keeps the live one. To rename the live column instead, declare its name
    /// with `#[bitable(renamed_from = "…")]`.
    #[must_use]
    pub fn rename_candidates(&self) -> Vec<RenameCandidate<'_>> {
        rename_candidates(&self.to_add, &self.unmanaged)
    }

    /// Returns the declared names of the columns to add that are NOT NULL without a default, if the table exists.
    ///
    /// The rows that the table may have, which the API does not tell, have no value for such a column.
    #[must_use]
    pub fn not_null_without_default(&self) -> Vec<&str> {
        let exists = self.stored_table.is_some();
        let added = self.to_add.iter().filter(|_| exists);
        added
            .filter(|column| is_not_null_without_default(column))
            .map(|column| column.name)
            .collect()
    }

    /// Returns the policy that the plan was made with.
    pub fn policy(&self) -> &Policy {
        &self.spec.policy
    }

    /// Returns all reported drift, whether the plan fixes it or not.
    pub(crate) fn drift(&self) -> impl Iterator<Item = &Drift> {
        let changes = self.to_fix.iter().chain(&self.to_rename);
        let fixed = changes.flat_map(|change| &change.fixes);
        fixed.chain(&self.denied).chain(&self.warned)
    }
}

impl Serialize for Plan<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Version1<'p, 'a> {
            version: u8,
            table: &'a str,
            stored_table: Option<&'p str>,
            create_table: bool,
            is_empty: bool,
            present: &'p [ColumnRequest<'a>],
            to_rename: &'p [ColumnChange<'a>],
            to_fix: &'p [ColumnChange<'a>],
            to_add: &'p [ColumnRequest<'a>],
            to_delete: &'p [ColumnDetail],
            unmanaged: &'p [ColumnDetail],
            not_null_without_default: Vec<&'p str>,
            rename_candidates: Vec<RenameCandidate<'p>>,
            denied: &'p [Drift],
            warned: &'p [Drift],
            allowed: &'p [Drift],
        }

        let version1 = Version1 {
            version: 1,
            table: self.table,
            stored_table: self.stored_table.as_deref(),
            create_table: self.create_table,
            is_empty: self.is_empty(),
            present: &self.present,
            to_rename: &self.to_rename,
            to_fix: &self.to_fix,
            to_add: &self.to_add,
            to_delete: &self.to_delete,
            unmanaged: &self.unmanaged,
            not_null_without_default: self.not_null_without_default(),
            rename_candidates: self.rename_candidates(),
            denied: &self.denied,
            warned: &self.warned,
            allowed: &self.allowed,
        };
        version1.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::plan::{DriftSource, missing, plan};
    use crate::schema::{DataType, LiveTable};

    const ID: ColumnRequest<'static> = ColumnRequest::new("id", DataType::Bigint);

    fn matching() -> Plan<'static> {
        let live = LiveTable {
            name: "t".to_owned(),
            columns: from_value(json!([{"name": "id", "dataType": "bigint"}])).unwrap(),
        };
        plan("t", &[ID], Some(&live))
    }

    fn detail() -> ColumnDetail {
        from_value(json!({"name": "id"})).unwrap()
    }

    fn change() -> ColumnChange<'static> {
        ColumnChange {
            column: ID,
            live: detail(),
            fixes: Vec::new(),
        }
    }

    #[test]
    fn plan_is_empty_if_the_table_exists_and_needs_no_write() {
        assert!(matching().is_empty());
        let edits: [fn(&mut Plan<'static>); 5] = [
            |plan| plan.stored_table = None,
            |plan| plan.to_rename.push(change()),
            |plan| plan.to_fix.push(change()),
            |plan| plan.to_add.push(ID),
            |plan| plan.to_delete.push(detail()),
        ];
        for (i, edit) in edits.iter().enumerate() {
            let mut plan = matching();
            edit(&mut plan);
            assert!(!plan.is_empty(), "{i}");
        }
        let mut plan = matching();
        plan.unmanaged.push(detail());
        assert!(plan.is_empty());
    }

    #[test]
    fn plan_is_denied_by_drift_or_without_a_table() {
        let mut plan = matching();
        assert!(!plan.is_denied());
        plan.stored_table = None;
        assert!(plan.is_denied());
        plan.create_table = true;
        assert!(!plan.is_denied());
        plan.denied.push(missing(&ID, DriftSource::List));
        assert!(plan.is_denied());
        plan.stored_table = Some("t".to_owned());
        assert!(plan.is_denied());
    }
}
