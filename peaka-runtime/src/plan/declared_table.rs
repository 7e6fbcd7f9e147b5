//! A declared table as a value, so that a list can hold the tables of different structs.

use std::fmt;

use serde::{Serialize, Serializer};

use super::drift::DriftKind;
use super::policy::Level;
use crate::declare::{Snapshot, SnapshotLocation};
use crate::schema::{ColumnRequest, GoldenSql, Reference, ReferenceTarget, Variant};

/// The table that a struct declares.
///
/// It serializes as an object with `table`, `struct`, `description`, `levels`, `columns`, `useWithAi` and `goldenSqls`. In
/// addition to the fields of a request, a column has `description`, `variants` and `references`.
///
/// # Examples
///
/// ```
/// use peaka_runtime::{BiTable, DeclaredTable};
///
/// /// Events of visitors.
/// #[derive(BiTable)]
/// struct Event {
///     id: i64,
/// }
///
/// let declared = DeclaredTable::of::<Event>();
/// assert_eq!(declared.table, "event");
/// assert_eq!(declared.description, Some("Events of visitors."));
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DeclaredTable {
    /// The declared name.
    pub table: &'static str,
    /// The doc comment of the struct.
    pub description: Option<&'static str>,
    /// The columns, in the order of the fields.
    pub columns: &'static [ColumnRequest<'static>],
    /// Where the snapshot of the table is stored.
    pub snapshot_location: Option<&'static SnapshotLocation>,
    /// The snapshot against which the struct was checked at compile time.
    pub snapshot: Option<&'static Snapshot>,
    /// The levels of drift that the struct declares.
    pub levels: &'static [(DriftKind, Level)],
    /// Whether Peaka's AI may use the table. `None` leaves it as it is.
    pub use_with_ai: Option<bool>,
    /// The golden SQLs for Peaka's AI.
    pub golden_sqls: &'static [GoldenSql],
    // `type_name` is not a constant function yet.
    pub(crate) struct_name: fn() -> &'static str,
}

impl DeclaredTable {
    /// Returns the path of the struct, for display.
    ///
    /// It comes from [`type_name`](std::any::type_name), so its format may change with the compiler.
    #[must_use]
    pub fn struct_name(&self) -> &'static str {
        (self.struct_name)()
    }

    /// Returns the name of the crate that declares the struct, for display.
    #[must_use]
    pub fn crate_name(&self) -> &'static str {
        let path = self.struct_name();
        path.split_once("::").map_or(path, |(name, _)| name)
    }
}

impl fmt::Debug for DeclaredTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredTable")
            .field("table", &self.table)
            .field("struct_name", &self.struct_name())
            .finish_non_exhaustive()
    }
}

impl Serialize for DeclaredTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Declared {
            table: &'static str,
            r#struct: &'static str,
            description: Option<&'static str>,
            levels: Vec<DeclaredLevel>,
            columns: Vec<DeclaredColumn>,
            use_with_ai: Option<bool>,
            golden_sqls: Vec<DeclaredGoldenSql>,
        }

        #[derive(Serialize)]
        struct DeclaredLevel {
            kind: DriftKind,
            level: Level,
        }

        #[derive(Serialize)]
        struct DeclaredColumn {
            #[serde(flatten)]
            request: &'static ColumnRequest<'static>,
            description: Option<&'static str>,
            variants: &'static [Variant<'static>],
            references: Option<ReferenceTarget>,
        }

        #[derive(Serialize)]
        struct DeclaredGoldenSql {
            question: &'static str,
            sql: String,
        }

        let levels = self.levels.iter();
        let columns = self.columns.iter();
        let golden_sqls = self.golden_sqls.iter();
        let declared = Declared {
            table: self.table,
            r#struct: self.struct_name(),
            description: self.description,
            levels: levels
                .map(|(kind, level)| DeclaredLevel {
                    kind: *kind,
                    level: *level,
                })
                .collect(),
            columns: columns
                .map(|column| DeclaredColumn {
                    request: column,
                    description: column.description,
                    variants: column.variants,
                    references: column.references.map(Reference::target),
                })
                .collect(),
            use_with_ai: self.use_with_ai,
            golden_sqls: golden_sqls
                .map(|golden| DeclaredGoldenSql {
                    question: golden.question(),
                    sql: golden.sql(),
                })
                .collect(),
        };
        declared.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::schema::{DataType, SqlPart};

    const STATES: [Variant<'static>; 2] = [
        Variant::new("new").description("Not sent yet."),
        Variant::new("sent"),
    ];

    const COLUMNS: [ColumnRequest<'static>; 2] = {
        let mut state = ColumnRequest::new("state", DataType::Varchar);
        state.variants = &STATES;
        let id = ColumnRequest::new("id", DataType::Bigint)
            .description("The key.")
            .references(Reference::new(|| {
                ReferenceTarget::new("visits", "event_id")
            }));
        [id, state]
    };

    const GOLDEN_SQLS: [GoldenSql; 1] = [GoldenSql::new(
        "How many?",
        &[
            SqlPart::Text("SELECT COUNT(*) FROM "),
            SqlPart::Table("page_views"),
        ],
    )];

    const EVENTS: DeclaredTable = DeclaredTable {
        table: "events",
        description: Some("Page views."),
        columns: &COLUMNS,
        levels: &[(DriftKind::NotNull, Level::Deny)],
        use_with_ai: Some(false),
        golden_sqls: &GOLDEN_SQLS,
        snapshot_location: None,
        snapshot: None,
        struct_name: || "app::Event",
    };

    #[test]
    fn table_serializes_with_its_struct_and_columns() {
        assert_eq!(
            to_value(EVENTS).unwrap(),
            json!({
                "table": "events",
                "struct": "app::Event",
                "description": "Page views.",
                "levels": [{"kind": "NotNull", "level": "deny"}],
                "columns": [
                    {
                        "name": "id", "dataType": "BIGINT", "displayName": "id",
                        "defaultValue": null, "isNotNull": false, "isUnique": false,
                        "description": "The key.", "variants": [],
                        "references": {"table": "visits", "column": "event_id"},
                    },
                    {
                        "name": "state", "dataType": "VARCHAR", "displayName": "state",
                        "defaultValue": null, "isNotNull": false, "isUnique": false,
                        "description": null,
                        "variants": [
                            {"text": "new", "description": "Not sent yet."},
                            {"text": "sent", "description": null},
                        ],
                        "references": null,
                    },
                ],
                "useWithAi": false,
                "goldenSqls": [{
                    "question": "How many?",
                    "sql": "SELECT COUNT(*) FROM \"peaka\".\"bitable\".\"pageviews\"",
                }],
            })
        );
    }

    #[test]
    fn crate_is_the_first_part_of_the_path() {
        assert_eq!(EVENTS.crate_name(), "app");
        let table = DeclaredTable {
            struct_name: || "Event",
            ..EVENTS
        };
        assert_eq!(table.crate_name(), "Event");
    }

    #[test]
    fn debug_names_the_table_and_the_struct() {
        assert_eq!(
            format!("{EVENTS:?}"),
            r#"DeclaredTable { table: "events", struct_name: "app::Event", .. }"#
        );
    }
}
