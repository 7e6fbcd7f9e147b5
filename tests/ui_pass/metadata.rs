//! Descriptions, references, golden SQLs and the use of a table by AI.
#![allow(dead_code)]

use peaka_runtime::{BiTable, ColumnType, Reference, ReferenceTarget};

/// Who buys.
#[derive(BiTable)]
#[bitable(table = "customers", rename_all = "camelCase", ai = true)]
#[golden(
    question = "Who was recommended by whom?",
    sql = "SELECT a.{name}, b.{name} FROM {table} a JOIN {Self} b ON a.{recommended_by} = b.{Self::customer_id}"
)]
struct Customer<'a> {
    customer_id: i64,
    #[bitable(name = "display")]
    name: &'a str,
    #[bitable(references = Self::customer_id)]
    recommended_by: Option<i64>,
    #[bitable(references = Order::r#type)]
    first_order: Option<String>,
    r#type: Kind,
}

#[derive(ColumnType)]
#[bitable(rename_all = "lowercase")]
enum Kind {
    /// A person.
    ///
    /// Not a company.
    Private,
    #[doc = " A company. "]
    #[bitable(name = "B2B")]
    Business,
    Unknown,
}

mod sales {
    #[derive(peaka_runtime::BiTable)]
    #[bitable(crate = peaka_runtime, ai = false)]
    #[golden(
        question = "How many orders has each customer?",
        sql = "
            SELECT {crate::Customer::name}, COUNT(*)
            FROM {table} JOIN {crate::Customer<'static>} ON {customer} = {crate::Customer::customer_id}
            WHERE {Self::r#type} <> '{table} {{ it''s' AND regexp_like({type}, '^\\d{4}') -- {nothing};
            GROUP BY {customer} /* {{ */ ORDER BY {{2}}
        "
    )]
    #[golden(question = "Which places?", sql = "WITH a AS (SELECT {place_CITY} FROM {table}) SELECT * FROM a")]
    pub struct Order<'a, 'b> {
        pub r#type: &'a str,
        #[bitable(references = crate::Customer<'static>::customer_id)]
        pub customer: i64,
        #[bitable(references = <crate::Customer<'a>>::customer_id)]
        pub payer: Option<i64>,
        #[bitable(flatten(prefix = "place_"))]
        pub place: Option<Box<super::Place>>,
        #[bitable(skip)]
        pub cache: &'b [u8],
    }
}

use sales::Order;

#[derive(BiTable)]
#[bitable(rename_all = "UPPERCASE")]
struct Place {
    city: String,
    #[bitable(references = Customer::customer_id, not_null)]
    owner: i64,
}

#[derive(BiTable)]
#[golden(question = "Which city?", sql = "SELECT {Self::CITY} FROM {table}")]
#[golden(question = "Which place?", sql = "SELECT {id} FROM {Self}")]
struct Generic<'a, T: ColumnType, const N: usize> {
    #[bitable(references = Customer::customer_id)]
    id: T,
    #[bitable(references = Self::id)]
    other: Option<T>,
    #[bitable(references = Place::city)]
    note: &'a str,
    #[bitable(references = Order::place_OWNER)]
    place_owner: i64,
    #[bitable(references = Generic<'a, T, N>::id)]
    third: T,
    #[bitable(flatten)]
    place: Place,
}

macro_rules! tables {
    ($($struct:ident refers to $target:ident: $question:literal, $sql:literal)+) => {$(
        #[derive(BiTable)]
        #[golden(question = $question, sql = $sql)]
        struct $struct {
            id: i64,
            #[bitable(references = $target::id)]
            other: i64,
        }
    )+};
}

tables! {
    A refers to B: "a", "SELECT {B::id} FROM {B}"
    B refers to A: "b", "SELECT {A::id} FROM {A}"
}

/// The swapped names of two columns.
#[derive(BiTable)]
#[golden(question = "Which?", sql = "SELECT {a}, {b} FROM {table}")]
struct Swapped {
    #[bitable(name = "b")]
    a: i64,
    #[bitable(name = "a", references = Self::b)]
    b: String,
}

fn target<T: BiTable>(column: &str) -> Option<(&'static str, &'static str)> {
    let column = T::COLUMNS.iter().find(|known| known.name == column).unwrap();
    let ReferenceTarget { table, column, .. } = column.references.map(Reference::target)?;
    Some((table, column))
}

fn sql<T: BiTable>(index: usize) -> String {
    T::GOLDEN_SQLS[index].sql()
}

fn main() {
    assert_eq!(Customer::USE_WITH_AI, Some(true));
    assert_eq!(Order::USE_WITH_AI, Some(false));
    assert_eq!(Place::USE_WITH_AI, None);

    let variants: Vec<_> = Customer::COLUMNS[4]
        .variants
        .iter()
        .map(|variant| (variant.text, variant.description))
        .collect();
    assert_eq!(
        variants,
        [
            ("private", Some("A person.\n\nNot a company.")),
            ("B2B", Some("A company.")),
            ("unknown", None),
        ]
    );

    let customer = Some(("customers", "customerId"));
    assert_eq!(target::<Customer>("recommendedBy"), customer);
    assert_eq!(target::<Customer>("firstOrder"), Some(("order", "type")));
    assert_eq!(target::<Customer>("type"), None);
    assert_eq!(target::<Order>("customer"), customer);
    assert_eq!(target::<Order>("payer"), customer);
    assert_eq!(target::<Order>("place_OWNER"), customer);
    assert!(!Order::COLUMNS[4].is_not_null);
    assert_eq!(target::<A>("other"), Some(("b", "id")));
    assert_eq!(target::<B>("other"), Some(("a", "id")));
    assert_eq!(target::<Swapped>("a"), Some(("swapped", "a")));
    type G = Generic<'static, i64, 3>;
    assert_eq!(target::<G>("id"), customer);
    assert_eq!(target::<G>("other"), Some(("generic", "id")));
    assert_eq!(target::<G>("note"), Some(("place", "CITY")));
    assert_eq!(target::<G>("place_owner"), Some(("order", "place_OWNER")));
    assert_eq!(target::<G>("third"), Some(("generic", "id")));
    assert_eq!(target::<G>("OWNER"), customer);

    assert_eq!(Customer::GOLDEN_SQLS[0].question(), "Who was recommended by whom?");
    let customers = r#""peaka"."bitable"."customers""#;
    assert_eq!(
        sql::<Customer>(0),
        format!(
            r#"SELECT a."display", b."display" FROM {customers} a JOIN {customers} b ON a."recommendedBy" = b."customerId""#
        )
    );
    assert_eq!(
        sql::<Order>(0),
        format!(
            r#"SELECT "display", COUNT(*)
FROM "peaka"."bitable"."order" JOIN {customers} ON "customer" = "customerId"
WHERE "type" <> '{{table}} {{{{ it''s' AND regexp_like("type", '^\d{{4}}') -- {{nothing}};
GROUP BY "customer" /* {{{{ */ ORDER BY {{2}}"#
        )
    );
    assert_eq!(
        sql::<Order>(1),
        r#"WITH a AS (SELECT "placeCITY" FROM "peaka"."bitable"."order") SELECT * FROM a"#
    );
    assert_eq!(sql::<G>(0), r#"SELECT "CITY" FROM "peaka"."bitable"."generic""#);
    assert_eq!(sql::<G>(1), r#"SELECT "id" FROM "peaka"."bitable"."generic""#);
    assert_eq!(sql::<A>(0), r#"SELECT "id" FROM "peaka"."bitable"."b""#);
    assert_eq!(sql::<Swapped>(0), r#"SELECT "b", "a" FROM "peaka"."bitable"."swapped""#);
    assert!(Place::GOLDEN_SQLS.is_empty());
}
