//! SELECTs of a struct over HTTP: names, filters, bindings, order and pages, in both profiles.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use futures_util::{Stream, StreamExt};
use peaka_emulator::{Builder, CellSpelling, Emulator, Fault, LoggedRequest, Operation, Profile};
use peaka_runtime::{
    BiRow, BiTable, BindingsKey, Client, ColumnRequest, ColumnType, DataType, Error, FromCell,
    Select,
};
use serde_json::{Value, json};
use tests::start_emulator;

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
#[bitable(table = "page_views")]
struct View {
    #[bitable(unique, not_null)]
    view_id: i64,
    #[bitable(name = "userName")]
    user: Option<String>,
    #[bitable(flatten)]
    time: Time,
    #[bitable(skip)]
    cache: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
struct Time {
    seen_at: Option<SystemTime>,
}

fn view(view_id: i64, user: Option<&str>, seconds: Option<u64>) -> View {
    let seen_at = seconds.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    View {
        view_id,
        user: user.map(ToOwned::to_owned),
        time: Time { seen_at },
        cache: Vec::new(),
    }
}

/// Starts an emulator with the table, and inserts rows under the names that the profile stores.
async fn start(builder: Builder, profile: Profile, rows: Value) -> (Emulator, Client) {
    let (emulator, peaka) = start_emulator(builder.profile(profile)).await;
    View::sync_columns(&peaka).create_table(true).await.unwrap();
    let Value::Array(rows) = rows else {
        panic!("an array of rows");
    };
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| match (row, profile) {
            (Value::Object(row), Profile::Observed) => {
                let fields = row.into_iter();
                let stored = |name: String| name.replace('_', "");
                Value::Object(fields.map(|(name, value)| (stored(name), value)).collect())
            }
            (row, _) => row,
        })
        .collect();
    let table = match profile {
        Profile::Observed => "pageviews",
        Profile::Documented => "page_views",
        _ => panic!("{profile}"),
    };
    emulator.insert_rows("emulator", table, &rows).unwrap();
    emulator.take_requests();
    (emulator, peaka)
}

async fn four(profile: Profile) -> (Emulator, Client) {
    let rows = json!([
        {"view_id": 3, "userName": "ada", "seen_at": "1970-01-01 00:00:30"},
        {"view_id": 1, "userName": "ben", "seen_at": "1970-01-01 00:00:10"},
        {"view_id": 4, "seen_at": null},
        {"view_id": 2, "userName": "ada", "seen_at": "1970-01-01 00:00:20"},
    ]);
    start(Emulator::builder(), profile, rows).await
}

/// Returns `count` rows with the ids from 1.
fn rows(count: i64) -> Value {
    (1..=count).map(|id| json!({"view_id": id})).collect()
}

/// Returns the statements of the queries that were sent.
///
/// # Panics
///
/// Panics if a write was sent, because a select never writes.
fn statements(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.take_requests();
    assert!(
        !requests.iter().any(LoggedRequest::is_write),
        "{requests:?}"
    );
    requests
        .into_iter()
        .filter(|request| request.operation == Some(Operation::ExecuteQuery))
        .map(|request| {
            request.body.unwrap()["statement"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

async fn ids(select: Select<'_, View>) -> Vec<i64> {
    let views = select.fetch_all().await.unwrap();
    views.into_iter().map(|view| view.view_id).collect()
}

#[tokio::test]
async fn columns_of_the_struct_are_selected_by_their_stored_names() {
    for (profile, statement) in [
        (
            Profile::Documented,
            r#"SELECT "view_id", "userName", "seen_at" FROM "peaka"."bitable"."page_views" WHERE ("userName" = ? AND seen_at < CAST(? AS TIMESTAMP(9))) ORDER BY "view_id" DESC LIMIT 1"#,
        ),
        (
            Profile::Observed,
            r#"SELECT "viewid", "userName", "seenat" FROM "peaka"."bitable"."pageviews" WHERE ("userName" = ? AND "seenat" < CAST(? AS TIMESTAMP(9))) ORDER BY "viewid" DESC LIMIT 1"#,
        ),
    ] {
        let (emulator, peaka) = four(profile).await;
        let views = View::select(&peaka)
            .filter(r#""userName" = ? AND seen_at < ?"#)
            .bind("ada")
            .bind(SystemTime::UNIX_EPOCH + Duration::from_secs(31))
            .order_by_desc("view_id")
            .limit(1);
        let views = views.fetch_all().await.unwrap();
        assert_eq!(views, [view(3, Some("ada"), Some(30))], "{profile}");
        let requests = emulator.requests();
        let body = requests.last().unwrap().body.clone().unwrap();
        assert_eq!(
            body["bindings"],
            json!(["ada", "1970-01-01 00:00:31.000000000"])
        );
        assert_eq!(statements(&emulator), [statement], "{profile}");
    }
}

#[tokio::test]
async fn filters_are_all_applied_and_rows_are_sorted() {
    for profile in [Profile::Documented, Profile::Observed] {
        let (_emulator, peaka) = four(profile).await;
        let all = || View::select(&peaka);
        assert_eq!(ids(all().order_by("view_id")).await, [1, 2, 3, 4]);
        assert_eq!(ids(all().order_by("seen_at")).await, [1, 2, 3, 4]);
        assert_eq!(ids(all().order_by_desc("seen_at")).await, [3, 2, 1, 4]);
        let by_user = all().order_by_desc("userName").order_by("view_id");
        assert_eq!(ids(by_user).await, [1, 2, 3, 4]);
        let two = all()
            .filter("view_id > ? OR view_id = 1")
            .filter("view_id < ?");
        assert_eq!(ids(two.bind(2).bind(4).order_by("view_id")).await, [1, 3]);
        assert_eq!(ids(all().limit(0)).await, [0_i64; 0]);
    }
}

#[tokio::test]
async fn one_row_is_fetched_without_the_others() {
    let (emulator, peaka) = four(Profile::Observed).await;
    let by_id = |id: i64| View::select(&peaka).filter("view_id >= ?").bind(id);
    assert_eq!(by_id(4).fetch_one().await.unwrap(), view(4, None, None));
    assert_eq!(by_id(5).fetch_optional().await.unwrap(), None);
    let none = by_id(5).fetch_one().await.unwrap_err();
    assert_eq!(none.message(), "the query returned no row");
    emulator.take_requests();
    let many = by_id(1).fetch_one().await.unwrap_err();
    assert_eq!(many.message(), "the query returned more than one row");
    let [statement] = &statements(&emulator)[..] else {
        panic!("one statement");
    };
    assert!(statement.ends_with(" LIMIT 2"), "{statement}");
}

#[tokio::test]
async fn null_is_bound_like_any_value() {
    let (_emulator, peaka) = four(Profile::Documented).await;
    let by_user = |user: Option<&str>| {
        let select = View::select(&peaka).filter(r#""userName" IS NOT DISTINCT FROM ?"#);
        select.bind(user).order_by("view_id")
    };
    assert_eq!(ids(by_user(Some("ada"))).await, [2, 3]);
    assert_eq!(ids(by_user(None)).await, [4]);
    let equal = View::select(&peaka)
        .filter(r#""userName" = ?"#)
        .bind(None::<String>);
    assert_eq!(ids(equal).await, [0_i64; 0]);
}

#[tokio::test]
async fn values_are_sent_as_literals_only_if_asked() {
    let rows = json!([{"view_id": 1, "userName": "it's; -- ?"}, {"view_id": 2, "userName": "x"}]);
    let (emulator, peaka) = start(Emulator::builder(), Profile::Documented, rows).await;
    let select = || {
        let select = View::select(&peaka).filter(r#""userName" = ? AND view_id < ?"#);
        select.bind("it's; -- ?").bind(u128::MAX >> 8)
    };
    for key in [
        BindingsKey::Bindings,
        BindingsKey::BindArgs,
        BindingsKey::Literals,
    ] {
        assert_eq!(ids(select().bindings_key(key)).await, [1], "{key:?}");
    }
    let statements = statements(&emulator);
    assert!(statements[0].contains(r#"("userName" = ? AND view_id < CAST(? AS DECIMAL(37, 0)))"#));
    assert_eq!(statements[0], statements[1]);
    assert!(statements[2].contains(
        r#"("userName" = 'it''s; -- ?' AND view_id < CAST('1329227995784915872903807060280344575' AS DECIMAL(37, 0)))"#
    ));
}

#[tokio::test]
async fn invalid_select_sends_no_query() {
    let (emulator, peaka) = four(Profile::Documented).await;
    let select = || View::select(&peaka);
    for (select, message) in [
        (
            select().filter("view_id = 1; DROP TABLE x"),
            "invalid filter: it has a semicolon",
        ),
        (
            select().filter("view_id = 1 -- x"),
            "invalid filter: it has a comment",
        ),
        (
            select().filter("view_id = 1) OR (1 = 1"),
            "invalid filter: it closes a parenthesis that it did not open",
        ),
        (
            select().filter("\"userName\" = '"),
            "invalid filter: it has a quote without an end",
        ),
        (
            select().filter("view_id = ?"),
            "invalid query: it has 1 placeholder for 0 values",
        ),
        (
            select().filter("view_id = ?").bind(1).bind(2),
            "invalid query: it has 1 placeholder for 2 values",
        ),
        (
            select().filter("view_id = ?").bind(u128::MAX),
            "invalid query: value 1 cannot be sent: it has more than 38 digits",
        ),
        (
            select().order_by("user"),
            "invalid query: table `page_views` declares no column `user`",
        ),
        (
            select().page_by("seen_at"),
            "invalid query: pages cannot be read by column `seen_at`: it is not declared UNIQUE",
        ),
        (
            select().page_by("view_id").order_by("seen_at"),
            "invalid query: pages are read in the order of `page_by`, so `order_by` has no effect",
        ),
        (
            select().page_by("view_id").page_size(0),
            "invalid query: a page of 0 rows",
        ),
    ] {
        let error = select.fetch_all().await.unwrap_err();
        assert_eq!(error.message(), message);
        assert!(matches!(error, Error::Config(_)), "{message}");
    }
    let error = select().stream().try_next().await.unwrap_err();
    assert_eq!(
        error.message(),
        "invalid query: a stream needs a column to read pages by"
    );
    assert_eq!(emulator.requests(), []);
}

#[tokio::test]
async fn missing_table_or_column_is_a_clear_error() {
    let (emulator, peaka) = start_emulator(Emulator::builder().table("page_views")).await;
    let error = View::select(&peaka).fetch_all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `page_views` does not have the columns of the struct: `view_id`, `userName`, \
         `seen_at` missing; help: sync the struct first, which adds missing columns"
    );
    assert_eq!(statements(&emulator), [""; 0]);
    peaka.delete_table("page_views").await.unwrap();
    emulator.take_requests();
    let error = View::select(&peaka).fetch_all().await.unwrap_err();
    assert!(matches!(error, Error::UnknownTable { .. }), "{error}");
    assert_eq!(statements(&emulator), [""; 0]);
}

#[tokio::test]
async fn pages_have_every_row_once_whatever_their_size() {
    for profile in [Profile::Documented, Profile::Observed] {
        for cells in [CellSpelling::Strings, CellSpelling::Numbers] {
            let builder = Emulator::builder().cells(cells).max_result_rows(5);
            let (emulator, peaka) = start(builder, profile, rows(12)).await;
            let all: Vec<_> = (1..=12).collect();
            for size in 1..=4 {
                let paged = View::select(&peaka).page_by("view_id").page_size(size);
                assert_eq!(ids(paged).await, all, "{size}");
            }
            let error = View::select(&peaka).fetch_all().await.unwrap_err();
            assert!(matches!(error, Error::UnreadableResult { .. }), "{error}");
            emulator.take_requests();
            let paged = View::select(&peaka).page_by("view_id").page_size(4);
            assert_eq!(ids(paged.filter("view_id <> ?").bind(4)).await.len(), 11);
            let statements = statements(&emulator);
            assert_eq!(statements.len(), 3);
            let name = ["\"view_id\"", "\"viewid\""][usize::from(profile == Profile::Observed)];
            assert!(
                statements[1].ends_with(&format!(
                    "AND {name} >= CAST(? AS BIGINT) ORDER BY {name} ASC NULLS FIRST LIMIT 5"
                )),
                "{statements:?}"
            );
        }
    }
}

#[tokio::test]
async fn limit_counts_the_rows_of_all_pages() {
    let (emulator, peaka) = start(Emulator::builder(), Profile::Documented, rows(9)).await;
    for (limit, queries) in [(0, 0), (2, 1), (3, 1), (4, 2), (9, 3), (10, 4)] {
        let select = View::select(&peaka)
            .page_by("view_id")
            .page_size(3)
            .limit(limit);
        let expected: Vec<_> = (1..=9).take(limit).collect();
        assert_eq!(ids(select).await, expected);
        assert_eq!(statements(&emulator).len(), queries, "{limit}");
    }
}

#[tokio::test]
async fn row_with_null_or_the_same_key_is_an_error_and_not_left_out() {
    let null = json!([{"view_id": 1}, {"view_id": null}, {"view_id": 2}]);
    let (_emulator, peaka) = start(Emulator::builder(), Profile::Observed, null).await;
    let paged = View::select(&peaka).page_by("view_id").page_size(2);
    let error = paged.fetch_all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 1: pages cannot be read by column `viewid`: found NULL; help: read pages by a column \
         whose values are unique and not NULL, or filter such rows out"
    );
    // The same value at the end of a page, at the start of one, and within one.
    let same = json!([{"view_id": 1}, {"view_id": 2}, {"view_id": 2}, {"view_id": 3}]);
    let (_emulator, peaka) = start(Emulator::builder(), Profile::Observed, same).await;
    for size in 1..=4 {
        let paged = View::select(&peaka).page_by("view_id").page_size(size);
        let error = paged.fetch_all().await.unwrap_err();
        assert_eq!(
            error.message(),
            "row 3: pages cannot be read by column `viewid`: found `2` more than once",
            "{size}"
        );
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(
            (&json["row"], &json["column"], &json["found"]),
            (&json!(3), &json!("viewid"), &json!("2"))
        );
    }
}

#[tokio::test]
async fn every_type_of_key_pages_through_all_rows() {
    #[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
    #[bitable(table = "keys")]
    struct Keys {
        #[bitable(unique, not_null)]
        note: String,
        #[bitable(unique, not_null)]
        price: bigdecimal::BigDecimal,
        #[bitable(unique, not_null)]
        day: chrono::NaiveDate,
        #[bitable(unique, not_null)]
        hour: time::Time,
        #[bitable(unique, not_null)]
        seen: jiff::Timestamp,
        #[bitable(unique, not_null)]
        code: uuid::Uuid,
        #[bitable(unique)]
        flag: bool,
    }

    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    Keys::sync_columns(&peaka).create_table(true).await.unwrap();
    let rows: Vec<_> = (1..=7)
        .map(|number| {
            json!({
                "note": format!("it's {number}"),
                "price": format!("{number}.000000000000000001"),
                "day": format!("2024-01-0{number}"),
                "hour": format!("0{number}:00:00.000001"),
                "seen": format!("196{number}-12-31 23:59:59.999999"),
                "code": format!("00000000-0000-0000-0000-00000000000{number}"),
                "flag": true,
            })
        })
        .collect();
    emulator.insert_rows("emulator", "keys", &rows).unwrap();
    let all = Keys::select(&peaka)
        .order_by("day")
        .fetch_all()
        .await
        .unwrap();
    assert_eq!(all.len(), 7);
    for key in ["note", "price", "day", "hour", "seen", "code"] {
        let paged = Keys::select(&peaka).page_by(key).page_size(3);
        assert_eq!(paged.fetch_all().await.unwrap(), all, "{key}");
    }
    let error = Keys::select(&peaka)
        .page_by("flag")
        .fetch_all()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "invalid query: pages cannot be read by column `flag`: it is a BOOLEAN"
    );
}

#[tokio::test]
async fn stream_sends_the_next_request_when_its_rows_are_read() {
    let (emulator, peaka) = start(Emulator::builder(), Profile::Observed, rows(5)).await;
    let stream = || {
        View::select(&peaka)
            .page_by("view_id")
            .page_size(2)
            .stream()
    };
    let mut views = stream();
    assert_eq!(emulator.requests(), []);
    let mut queries = Vec::new();
    while let Some(view) = views.try_next().await.unwrap() {
        queries.push((view.view_id, statements(&emulator).len()));
    }
    assert_eq!(queries, [(1, 1), (2, 0), (3, 1), (4, 0), (5, 1)]);
    assert_eq!(views.try_next().await.unwrap(), None);

    fn generic(stream: impl Stream<Item = Result<View, Error>> + Send) -> impl Stream<Item = i64> {
        stream.map(|view| view.unwrap().view_id)
    }
    let ids: Vec<_> = pin!(generic(stream())).collect().await;
    assert_eq!(ids, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn stream_ends_after_an_error() {
    let (emulator, peaka) = start(Emulator::builder(), Profile::Documented, rows(5)).await;
    let mut views = View::select(&peaka)
        .page_by("view_id")
        .page_size(2)
        .stream();
    assert_eq!(views.try_next().await.unwrap().unwrap().view_id, 1);
    emulator.inject(
        Operation::ExecuteQuery,
        Fault::respond(400, "application/json", r#"{"message": "no"}"#),
    );
    assert_eq!(views.try_next().await.unwrap().unwrap().view_id, 2);
    assert!(matches!(
        views.try_next().await,
        Err(Error::Status { status: 400, .. })
    ));
    assert!(matches!(views.try_next().await, Ok(None)));
}

#[tokio::test]
async fn row_that_was_deleted_between_pages_is_not_needed() {
    let (emulator, peaka) = start(Emulator::builder(), Profile::Documented, rows(5)).await;
    let mut views = View::select(&peaka)
        .page_by("view_id")
        .page_size(2)
        .limit(4)
        .stream();
    assert_eq!(views.try_next().await.unwrap().unwrap().view_id, 1);
    // The next page would begin with row 2.
    emulator.inject(
        Operation::ExecuteQuery,
        Fault::respond(
            200,
            "application/json",
            r#"{"columns": [{"columnName": "view_id"}, {"columnName": "userName"}, {"columnName": "seen_at"}],
                "data": [[3, null, null], [4, null, null], [5, null, null]]}"#,
        ),
    );
    let mut ids = Vec::new();
    while let Some(view) = views.try_next().await.unwrap() {
        ids.push(view.view_id);
    }
    assert_eq!(ids, [2, 3, 4]);
}

#[tokio::test]
async fn enum_and_newtype_are_bound_as_they_are_read() {
    #[derive(Clone, Copy, Debug, PartialEq, ColumnType, FromCell)]
    #[bitable(rename_all = "kebab-case")]
    enum Kind {
        MouseClick,
        View,
    }

    #[derive(Clone, Debug, PartialEq, ColumnType, FromCell)]
    struct VisitorId(uuid::Uuid);

    #[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
    #[bitable(table = "kinds")]
    struct Kinds {
        kind: Kind,
        visitor: Option<VisitorId>,
    }

    let visitor = |number| VisitorId(uuid::Uuid::from_u128(number));
    let kinds = |kind, visitor| Kinds { kind, visitor };

    let (emulator, peaka) = start_emulator(Emulator::builder()).await;
    Kinds::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    let rows = [
        json!({"kind": "mouse-click", "visitor": "00000000-0000-0000-0000-000000000007"}),
        json!({"kind": "view"}),
    ];
    emulator.insert_rows("emulator", "kinds", &rows).unwrap();
    let click = kinds(Kind::MouseClick, Some(visitor(7)));
    let by_kind = |kind| Kinds::select(&peaka).filter("kind = ?").bind(kind);
    assert_eq!(by_kind(Some(&click.kind)).fetch_one().await.unwrap(), click);
    assert_eq!(by_kind(None).fetch_optional().await.unwrap(), None);
    let by_visitor = |visitor: &Option<VisitorId>| {
        let select = Kinds::select(&peaka).filter("visitor IS NOT DISTINCT FROM ?");
        select.bind(visitor)
    };
    let found = by_visitor(&click.visitor).fetch_one().await.unwrap();
    assert_eq!(found, click);
    let found = by_visitor(&None).fetch_one().await.unwrap();
    assert_eq!(found, kinds(Kind::View, None));
    let found = by_visitor(&Some(visitor(8)));
    assert_eq!(found.fetch_optional().await.unwrap(), None);
}

#[tokio::test]
async fn column_under_its_old_name_is_an_error_that_names_it() {
    #[derive(BiTable)]
    #[bitable(table = "visits")]
    #[allow(dead_code)]
    struct Before {
        visit_id: i64,
        agent: Option<String>,
    }

    #[derive(Debug, BiTable, BiRow)]
    #[bitable(table = "visits")]
    #[allow(dead_code)]
    struct After {
        visit_id: i64,
        #[bitable(renamed_from = ["agent", "ua"])]
        user_agent: Option<String>,
    }

    #[derive(Debug, BiTable, BiRow)]
    #[bitable(table = "visits")]
    #[allow(dead_code)]
    struct Outer {
        visit_id: i64,
        country: Option<String>,
        #[bitable(flatten(prefix = "user_"))]
        user: User,
    }

    #[derive(Debug, BiTable, BiRow)]
    #[allow(dead_code)]
    struct User {
        #[bitable(renamed_from = "ua")]
        agent: Option<String>,
    }

    for profile in [Profile::Documented, Profile::Observed] {
        let (emulator, peaka) = start_emulator(Emulator::builder().profile(profile)).await;
        Before::sync_columns(&peaka)
            .create_table(true)
            .await
            .unwrap();
        emulator.take_requests();
        let error = After::select(&peaka).fetch_all().await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
        assert_eq!(
            error.to_string(),
            "table `visits` does not have the columns of the struct: `user_agent` missing; \
             `user_agent` is live as `agent`; help: sync the struct first, which adds and renames \
             columns"
        );
        assert_eq!(statements(&emulator), [""; 0]);
    }

    // Once a sync has renamed the column, it is read.
    let (_emulator, peaka) = start_emulator(Emulator::builder()).await;
    Before::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    let renamed = After::sync_columns(&peaka).await.unwrap();
    assert_eq!(renamed.renamed.len(), 1);
    assert!(After::select(&peaka).fetch_all().await.unwrap().is_empty());

    let (_emulator, peaka) = start_emulator(Emulator::builder()).await;
    peaka.create_table("visits").await.unwrap();
    let columns = ["visit_id", "user_ua"];
    let columns = columns.map(|name| ColumnRequest::new(name, DataType::Varchar));
    peaka.add_columns("visits", &columns).await.unwrap();
    let error = Outer::select(&peaka).fetch_all().await.unwrap_err();
    assert_eq!(
        error.message(),
        "table `visits` does not have the columns of the struct: `country`, `user_agent` missing; \
         `user_agent` is live as `user_ua`"
    );
}

#[tokio::test]
async fn unresolved_column_that_was_renamed_is_explained() {
    #[derive(Debug, BiTable, BiRow)]
    #[bitable(table = "visits")]
    #[allow(dead_code)]
    struct Visit {
        visit_id: i64,
        #[bitable(renamed_from = ["agent", "ua"])]
        user_agent: Option<String>,
    }

    let (emulator, peaka) = start_emulator(Emulator::builder().profile(Profile::Observed)).await;
    Visit::sync_columns(&peaka)
        .create_table(true)
        .await
        .unwrap();
    for (filter, help) in [
        (
            "ua IS NULL",
            "use the name `user_agent` in the filter: `ua` is an old name of the column",
        ),
        (
            "visits.agent IS NULL",
            "use the name `user_agent` in the filter: `agent` is an old name of the column",
        ),
        ("country IS NULL", "change the query as the message says"),
    ] {
        let error = Visit::select(&peaka).filter(filter).fetch_all().await;
        let error = error.unwrap_err();
        assert!(
            matches!(error, Error::Status { status: 400, .. }),
            "{error}"
        );
        let text = error.to_string();
        assert!(text.contains("cannot be resolved; help: "), "{text}");
        assert!(text.ends_with(help), "{text}");
        assert_eq!(serde_json::to_value(&error).unwrap()["help"], json!(help));
    }
    // The engine may learn later than the list of columns that a column was renamed.
    for (column, help) in [
        (
            "useragent",
            "column `user_agent` was renamed from `agent`, and queries may not know its new name yet: \
             retry later, or check the column in Peaka Studio",
        ),
        ("visitid", "change the query as the message says"),
    ] {
        let body = json!({"message": format!("line 1:19: Column '{column}' cannot be resolved")});
        let fault = Fault::respond(400, "application/json", body.to_string());
        emulator.inject(Operation::ExecuteQuery, fault);
        let error = Visit::select(&peaka).fetch_all().await.unwrap_err();
        assert!(error.to_string().ends_with(help), "{error}");
    }
}

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
struct Address {
    city_name: String,
    #[bitable(name = "zipCode")]
    zip: Option<String>,
}

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
struct Geo {
    #[bitable(flatten(prefix = "home_"))]
    address: Box<Address>,
    lat: Option<bigdecimal::BigDecimal>,
}

/// A field that has no column.
#[derive(Clone, Debug, PartialEq)]
struct Cache(u32);

impl Default for Cache {
    fn default() -> Self {
        Self(7)
    }
}

#[derive(Clone, Debug, PartialEq, BiTable, BiRow)]
#[bitable(table = "orders", rename_all = "camelCase")]
struct Order {
    #[bitable(unique, not_null)]
    order_id: i64,
    #[bitable(name = "buyer")]
    customer: Option<Box<str>>,
    #[bitable(flatten(prefix = "billing_"))]
    billing: Address,
    #[bitable(flatten(prefix = "shipping_"))]
    shipping: Option<Box<Address>>,
    #[bitable(flatten)]
    geo: std::rc::Rc<Geo>,
    #[bitable(skip)]
    cache: Cache,
}

fn address(city: &str, zip: Option<&str>) -> Address {
    Address {
        city_name: city.to_owned(),
        zip: zip.map(ToOwned::to_owned),
    }
}

#[tokio::test]
async fn flattened_renamed_and_skipped_fields_are_selected() {
    let columns = [
        "order_id",
        "buyer",
        "billing_city_name",
        "billing_zipCode",
        "shipping_city_name",
        "shipping_zipCode",
        "home_city_name",
        "home_zipCode",
        "lat",
    ];
    for profile in [Profile::Documented, Profile::Observed] {
        let stored = |name: &str| match profile {
            Profile::Documented => name.to_owned(),
            Profile::Observed => name.replace('_', ""),
            _ => panic!("{profile}"),
        };
        // `rename_all` does not apply to the columns of flattened structs.
        let columns = columns.map(|name| stored(if name == "order_id" { "orderId" } else { name }));
        let (emulator, peaka) = start_emulator(Emulator::builder().profile(profile)).await;
        Order::sync_columns(&peaka)
            .create_table(true)
            .await
            .unwrap();
        let row =
            |values: [Value; 9]| Value::Object(columns.clone().into_iter().zip(values).collect());
        let rows = [
            row([
                json!(1),
                json!("ada"),
                json!("Rome"),
                json!("1"),
                json!("Oslo"),
                json!("2"),
                json!("Bonn"),
                json!("3"),
                json!("1.50"),
            ]),
            row([
                json!(2),
                json!(null),
                json!("Rome"),
                json!(null),
                json!(null),
                json!(null),
                json!("Bonn"),
                json!(null),
                json!(null),
            ]),
            row([
                json!(3),
                json!(""),
                json!(""),
                json!("1"),
                json!("Oslo"),
                json!(null),
                json!("Bonn"),
                json!("3"),
                json!("0"),
            ]),
        ];
        emulator.insert_rows("emulator", "orders", &rows).unwrap();
        emulator.take_requests();
        let order = |order_id,
                     customer: Option<&str>,
                     billing,
                     shipping: Option<Address>,
                     home,
                     lat: Option<&str>| Order {
            order_id,
            customer: customer.map(Into::into),
            billing,
            shipping: shipping.map(Box::new),
            geo: std::rc::Rc::new(Geo {
                address: Box::new(home),
                lat: lat.map(|lat| lat.parse().unwrap()),
            }),
            cache: Cache(7),
        };
        let expected = [
            order(
                1,
                Some("ada"),
                address("Rome", Some("1")),
                Some(address("Oslo", Some("2"))),
                address("Bonn", Some("3")),
                Some("1.50"),
            ),
            order(
                2,
                None,
                address("Rome", None),
                None,
                address("Bonn", None),
                None,
            ),
            order(
                3,
                Some(""),
                address("", Some("1")),
                Some(address("Oslo", None)),
                address("Bonn", Some("3")),
                Some("0"),
            ),
        ];
        let all = Order::select(&peaka).order_by("orderId").fetch_all().await;
        assert_eq!(all.unwrap(), expected, "{profile}");
        let [statement] = &statements(&emulator)[..] else {
            panic!("one statement");
        };
        let names: Vec<_> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let (names, key) = (names.join(", "), &names[0]);
        assert_eq!(
            *statement,
            format!(r#"SELECT {names} FROM "peaka"."bitable"."orders" ORDER BY {key} ASC"#)
        );
        let paged = Order::select(&peaka).page_by("orderId").page_size(1);
        assert_eq!(paged.fetch_all().await.unwrap(), expected, "{profile}");
        let in_oslo = Order::select(&peaka)
            .filter("shipping_city_name = ? AND buyer <> ?")
            .bind("Oslo")
            .bind("");
        assert_eq!(in_oslo.fetch_one().await.unwrap(), expected[0], "{profile}");
        // The row is read like that of any query, too.
        let sql = r#"SELECT * FROM "peaka"."bitable"."orders" WHERE lat IS NULL"#;
        let row: Order = peaka.query(sql).fetch_one().await.unwrap();
        assert_eq!(row, expected[1], "{profile}");
    }
}

#[tokio::test]
async fn optional_struct_is_none_only_if_all_its_columns_are_null() {
    #[derive(Debug, PartialEq, BiRow)]
    struct Inner {
        x: i64,
    }

    #[derive(Debug, PartialEq, BiRow)]
    struct Middle {
        #[bitable(flatten(prefix = "i_"))]
        inner: Option<Inner>,
        c: Option<i64>,
    }

    #[derive(Debug, PartialEq, BiRow)]
    struct Last {
        a: Option<i64>,
        b: i64,
    }

    #[derive(Debug, PartialEq, BiRow)]
    struct Outer {
        #[bitable(flatten)]
        middle: Option<Box<Middle>>,
        #[bitable(flatten(prefix = "last_"))]
        last: Option<Last>,
    }

    let (_emulator, peaka) = start_emulator(Emulator::builder()).await;
    let outer = async |values: [&str; 4]| {
        let [x, c, a, b] = values;
        let sql = format!("SELECT {x} AS i_x, {c} AS c, {a} AS last_a, {b} AS last_b");
        peaka.query(sql).fetch_one::<Outer>().await
    };
    let middle = |x: Option<i64>, c| {
        let inner = x.map(|x| Inner { x });
        Some(Box::new(Middle { inner, c }))
    };
    let last = |a, b| Some(Last { a, b });
    for (values, middle, last) in [
        (
            ["1", "2", "3", "4"],
            middle(Some(1), Some(2)),
            last(Some(3), 4),
        ),
        (
            ["1", "NULL", "NULL", "4"],
            middle(Some(1), None),
            last(None, 4),
        ),
        (["NULL", "2", "NULL", "NULL"], middle(None, Some(2)), None),
        (["NULL", "NULL", "NULL", "4"], None, last(None, 4)),
        (["NULL", "NULL", "NULL", "NULL"], None, None),
    ] {
        let expected = Outer { middle, last };
        assert_eq!(outer(values).await.unwrap(), expected, "{values:?}");
    }
    let error = outer(["NULL", "NULL", "3", "NULL"]).await.unwrap_err();
    assert_eq!(
        error.message(),
        format!(
            "row 1, column `last_b`: expected an integer from {} to {}, found NULL",
            i64::MIN,
            i64::MAX
        )
    );
    let pairs = peaka.query("SELECT NULL, NULL UNION ALL SELECT 1, 'a'");
    let pairs: Vec<Option<(i64, Option<String>)>> = pairs.fetch_all().await.unwrap();
    assert_eq!(pairs, [None, Some((1, Some("a".to_owned())))]);
}
