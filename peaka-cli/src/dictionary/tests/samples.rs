//! Sample tables.

use peaka_runtime::__private::SqlPart;
use peaka_runtime::{
    BiTable, ColumnRequest, DataType, DeclaredTable, DefaultValue, DriftKind, GoldenSql, LiveTable,
    Plan, Reference, ReferenceTarget, Variant, plan,
};
use serde_json::{Value, from_value, json};

use super::super::{Comparison, DEFAULT_TITLE, Dictionary, Entry, MetadataNotes};

/// A `DeclaredTable` can only be created from a struct. The fields of this one are overwritten.
#[derive(BiTable)]
struct Any {
    #[expect(dead_code, reason = "a struct must have a column")]
    id: i64,
}

/// Tables to refer to.
mod targets {
    use peaka_runtime::BiTable;

    #[derive(BiTable)]
    #[bitable(table = "places")]
    #[expect(dead_code, reason = "only its columns are used")]
    pub(super) struct Place {
        id: i64,
    }

    #[derive(BiTable)]
    #[bitable(table = "page_visits")]
    #[expect(dead_code, reason = "only its columns are used")]
    pub(super) struct Visit {
        visit_id: i64,
    }

    #[derive(BiTable)]
    #[bitable(table = "orders")]
    #[expect(dead_code, reason = "only its columns are used")]
    pub(super) struct Order {
        number: i64,
    }

    /// A table that is not on the page.
    #[derive(BiTable)]
    #[bitable(table = "<b>people|`x`")]
    #[expect(dead_code, reason = "only its columns are used")]
    pub(super) struct Hostile {
        #[bitable(name = "<i>`\"|& key of a person with a name that is far too long")]
        key: i64,
    }
}

pub(super) const HOSTILE_REFERENCE: Reference =
    Reference::new(|| ReferenceTarget::of::<targets::Hostile>("key"));

pub(super) fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn declared(
    table: &'static str,
    description: Option<&'static str>,
    columns: Vec<ColumnRequest<'static>>,
) -> &'static DeclaredTable {
    let mut declared = DeclaredTable::of::<Any>();
    declared.table = table;
    declared.description = description;
    declared.columns = columns.leak();
    leak(declared)
}

/// Returns the plan of a sync against a live table with this name and these columns.
pub(super) fn planned(
    declared: &'static DeclaredTable,
    live: Option<(&str, Value)>,
) -> Plan<'static> {
    let live = live.map(|(name, columns)| LiveTable {
        name: name.to_owned(),
        columns: from_value(columns).unwrap(),
    });
    plan(declared.table, declared.columns, live.as_ref())
}

fn entry(declared: &'static DeclaredTable, plan: Plan<'static>) -> Entry<'static> {
    let live = Comparison::Planned(leak(plan));
    Entry {
        declared,
        live,
        notes: MetadataNotes::none(),
    }
}

/// Tables that were not compared with live ones.
pub(super) fn offline() -> Dictionary<'static> {
    let entries = [visits(), places()].map(|declared| Entry {
        declared,
        live: Comparison::NotRun,
        notes: MetadataNotes::none(),
    });
    Dictionary {
        title: DEFAULT_TITLE,
        entries: entries.into(),
    }
}

/// A single table, as stored by the service that was observed.
pub(super) fn single() -> Dictionary<'static> {
    let live = json!([
        {"name": "_id", "dataType": "bigint"},
        {"name": "visitid", "dataType": "uuid", "displayName": "visitid", "isNotNull": true, "isUnique": true},
        {"name": "userid", "dataType": "varchar", "displayName": "Visitor"},
        {"name": "day", "dataType": "date", "displayName": "day"},
        {"name": "startedat", "dataType": "timestamp(6)", "displayName": "startedat", "isNotNull": true},
        {"name": "localtime", "dataType": "time(3)", "displayName": "localtime"},
        {"name": "clicks", "dataType": "bigint", "displayName": "clicks", "defaultValue": "0"},
        {"name": "spent", "dataType": "decimal(38,18)", "displayName": "Spent (EUR)", "defaultValue": "0.00"},
        {"name": "isbot", "dataType": "boolean", "displayName": "isbot", "defaultValue": "false"},
    ]);
    let declared = visits();
    Dictionary {
        title: DEFAULT_TITLE,
        entries: vec![entry(
            declared,
            planned(declared, Some(("pagevisits", live))),
        )],
    }
}

/// Every state of a table, every kind of drift, and unusual names, defaults and comments.
pub(super) fn everything() -> Dictionary<'static> {
    let places = places();
    let as_declared = json!([
        {"name": "id", "dataType": "bigint", "displayName": "id", "isNotNull": true, "isUnique": true},
        {"name": "name", "dataType": "varchar", "displayName": "Place", "defaultValue": ""},
    ]);
    let absent = declared(
        "new_ideas",
        Some("What nobody has made yet."),
        vec![ColumnRequest::new("idea_text", DataType::Varchar).not_null()],
    );
    let unreadable = declared(
        "secrets",
        None,
        vec![ColumnRequest::new("id", DataType::Bigint)],
    );
    let mut created = planned(absent, None);
    created.create_table = true;
    Dictionary {
        title: DEFAULT_TITLE,
        entries: vec![
            single().entries[0],
            entry(places, planned(places, Some(("places", as_declared)))),
            orders(),
            entry(absent, planned(absent, None)),
            entry(absent, created),
            Entry {
                declared: unreadable,
                live: Comparison::Failed(
                    "the columns of the table `secrets` could not be listed: the service answered with \
                     403 Forbidden: <b>no</b>",
                ),
                notes: MetadataNotes::none(),
            },
            Entry {
                declared: hostile(),
                live: Comparison::NotRun,
                notes: MetadataNotes::none(),
            },
            Entry {
                declared: wide(),
                live: Comparison::NotRun,
                notes: MetadataNotes::none(),
            },
        ],
    }
}

/// A table with every data type.
fn visits() -> &'static DeclaredTable {
    let description = "One row for each visit of the shop, written when the visit ends.\n\n\
        A visit ends **30 minutes** after its last click; see [how we count](https://example.com/visits).\n\n\
        - Bots are in it, see `is_bot`.\n- Visits of staff are not.";
    let column = ColumnRequest::new;
    declared(
        "page_visits",
        Some(description),
        vec![
            column("visit_id", DataType::Uuid)
                .not_null()
                .unique()
                .description("The key of the visit, also in the log of the web server."),
            column("user_id", DataType::Varchar)
                .display_name("Visitor")
                .description(
                    "Who it was, as in [`User::id`]; empty for somebody who did not sign in.",
                ),
            column("day", DataType::Date).description("The day on which the visit began, in UTC."),
            column("started_at", DataType::Timestamp)
                .not_null()
                .description("When it began, in UTC."),
            column("local_time", DataType::Time).description("The time on the visitor's clock."),
            column("clicks", DataType::Bigint)
                .default_value(DefaultValue::Bigint(0))
                .description("How many pages were opened."),
            column("spent", DataType::Decimal)
                .display_name("Spent (EUR)")
                .default_value(DefaultValue::Text("0.00"))
                .description("What was paid during the visit, without what was sent back later."),
            column("is_bot", DataType::Boolean).default_value(DefaultValue::Boolean(false)),
        ],
    )
}

fn places() -> &'static DeclaredTable {
    declared(
        "places",
        Some("Where our shops are."),
        vec![
            ColumnRequest::new("id", DataType::Bigint)
                .not_null()
                .unique()
                .description("The number over the door."),
            ColumnRequest::new("name", DataType::Varchar)
                .display_name("Place")
                .default_value(DefaultValue::Text("")),
        ],
    )
}

/// A table with every kind of drift, none of which is to be changed.
fn orders() -> Entry<'static> {
    let column = ColumnRequest::new;
    let mut state = column("state", DataType::Varchar)
        .default_value(DefaultValue::Text("new"))
        .display_name("State")
        .description("How far the order is.");
    const STATES: [Variant<'static>; 3] = [
        Variant::new("new"),
        Variant::new("paid").description("The money arrived; see [`Invoice`]."),
        Variant::new("sent").description("It left:\n\n- by mail\n- or by *bicycle*"),
    ];
    state.variants = &STATES;
    let mut orders = *declared(
        "orders",
        Some("What was bought."),
        vec![
            column("number", DataType::Bigint)
                .not_null()
                .unique()
                .description("The number on the invoice."),
            column("total", DataType::Decimal).description("The sum, with taxes."),
            state,
            column("ship_to", DataType::Varchar)
                .description("The address.")
                .references(Reference::new(|| {
                    ReferenceTarget::of::<targets::Place>("id")
                })),
            column("browser", DataType::Varchar)
                .renamed_from(&["agent"])
                .references(Reference::new(|| {
                    ReferenceTarget::of::<targets::Visit>("visit_id")
                })),
            column("source", DataType::Varchar)
                .renamed_from(&["origin"])
                .references(Reference::new(|| {
                    ReferenceTarget::of::<targets::Order>("number")
                })),
            column("paid_at", DataType::Timestamp).description("When it was paid."),
        ],
    );
    orders.golden_sqls = const {
        &[
            GoldenSql::new(
                "Which places sold most?",
                &[
                    SqlPart::Text("SELECT "),
                    SqlPart::Column(|| ReferenceTarget::of::<targets::Order>("number")),
                    SqlPart::Text(", SUM(total)\nFROM "),
                    SqlPart::Table("orders"),
                    SqlPart::Text("\nGROUP BY 1"),
                ],
            ),
            GoldenSql::new(
                "How many orders?",
                &[SqlPart::Text("SELECT COUNT(*) FROM a")],
            ),
        ]
    };
    let orders = leak(orders);
    let live = json!([
        {"name": "number", "dataType": "bigint", "displayName": "number"},
        {"name": "total", "dataType": "varchar", "displayName": "total"},
        {"name": "state", "dataType": "varchar", "displayName": "state", "defaultValue": "paid`|<b>"},
        {"name": "shipto", "dataType": "varchar", "displayName": "shipto"},
        {"name": "agent", "dataType": "varchar", "displayName": "agent"},
        {"name": "source", "dataType": "varchar", "displayName": "source"},
        {"name": "origin", "dataType": "varchar", "displayName": "origin"},
        {"name": "imported", "dataType": "timestamp(6)"},
        {"name": "\"quoted\" | <i>", "dataType": "varchar"},
        {"name": "nothing"},
    ]);
    let mut plan = planned(orders, Some(("orders", live)));
    // As with the level `Deny` for undeclared columns.
    let is_quoted = |column: &str| column.contains("quoted");
    let (unmanaged, warned): (Vec<_>, Vec<_>) = plan
        .warned
        .into_iter()
        .partition(|drift| drift.kind == DriftKind::Unmanaged && is_quoted(&drift.column));
    plan.denied.extend(unmanaged);
    plan.warned = warned;
    entry(orders, plan)
}

/// Names, defaults and doc comments that could break a page.
fn hostile() -> &'static DeclaredTable {
    let column = ColumnRequest::new;
    let long = &*"VeryLongName".repeat(12).leak();
    let unbroken = &*format!("https://example.com/{}", "x".repeat(300)).leak();
    let mut ticks = column("tick`|", DataType::Varchar)
        .default_value(DefaultValue::Text(" "))
        .not_null()
        .unique();
    const HOSTILE: [Variant<'static>; 5] = [
        Variant::new(""),
        Variant::new("a|b").description("| a </dd></td> `b|c` \\| d"),
        Variant::new("`").description("\n\n# no heading\n\n<script>alert(1)</script>\n\n```\nopen"),
        Variant::new("</td>"),
        Variant::new("turned \u{202e}text"),
    ];
    ticks.variants = &HOSTILE;
    ticks.references = Some(HOSTILE_REFERENCE);
    let mut hostile = *declared(
        "<script>alert(1)</script> \"x\" | `y` & z",
        Some(
            "# A heading\n\n<script>alert(1)</script>\n\n<h1>Raw</h1> [x](javascript:alert(1)) \
             ![a cat](https://example.com/cat.png)\n\n1. one\n   1. deep\n\n> quoted | text\n\n\
             ```rust\nlet pipe = \"|\"; // `tick` and a line that is far too long to fit on the screen of any \
             phone that was ever made\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n</section></main>",
        ),
        vec![
            column("\"; DROP TABLE x; --", DataType::Varchar)
                .display_name("<img src=x onerror=alert(1)>")
                .default_value(DefaultValue::Text("'</code></td></tr></table>'"))
                .description("a | b \\| c `d|e` ``f`g`` </td>\n\n- item\n\n    code | block"),
            column("turned \u{202e}text\u{2066}", DataType::Varchar)
                .display_name("a\nb\tc\u{7}")
                .default_value(DefaultValue::Text("line\nbreak\\"))
                .description("Turned \u{202e}text, [`Broken`], [Broken](Broken), *open [and so"),
            column("עברית", DataType::Varchar)
                .display_name("العربية")
                .default_value(DefaultValue::Text("日本語")),
            column(long, DataType::Varchar)
                .display_name(long)
                .default_value(DefaultValue::Text(long))
                .description(unbroken),
            ticks,
        ],
    );
    hostile.golden_sqls = const {
        &[GoldenSql::new(
            "# Who <b>`x`|</b>\n![](https://example.com/a.png) \u{202e}?",
            &[SqlPart::Text(
                "SELECT '</code></pre><script>alert(1)</script>' --\n```\n# no heading\n| a |\t\u{202e}",
            )],
        )]
    };
    leak(hostile)
}

fn wide() -> &'static DeclaredTable {
    let columns = (0..60).map(|index| {
        let name = &*format!("measure_{index:02}").leak();
        let data_type = DataType::ALL[index % DataType::ALL.len()];
        ColumnRequest::new(name, data_type).description("One of many.")
    });
    declared("wide", None, columns.collect())
}
