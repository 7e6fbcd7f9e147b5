//! `peaka tables`.

use peaka_emulator::{Emulator, Profile};
use serde_json::json;

use crate::support::{Service, success};

#[tokio::test]
async fn tables_are_listed_with_their_names_in_sql() {
    for (profile, text) in [
        (
            Profile::Documented,
            "NAME        SQL\n\
             page_views  \"peaka\".\"bitable\".\"page_views\"\n\
             größe       \"peaka\".\"bitable\".\"größe\"\n",
        ),
        (
            Profile::Observed,
            "NAME       SQL\n\
             pageviews  \"peaka\".\"bitable\".\"pageviews\"\n\
             größe      \"peaka\".\"bitable\".\"größe\"\n",
        ),
    ] {
        let emulator = Emulator::builder().profile(profile);
        let service = Service::start(emulator.table("page_views").table("größe")).await;
        assert_eq!(service.run(&["tables"]).await, success(text));
    }
}

#[tokio::test]
async fn quote_in_a_name_is_doubled_in_sql() {
    let service = Service::start(Emulator::builder().table("it's \"odd\"")).await;
    assert_eq!(
        service.json("TablesDocument", &["tables"]).await,
        json!({
            "version": 1,
            "tables": [{
                "name": "it's \"odd\"",
                "sql": r#""peaka"."bitable"."it's ""odd""""#,
            }],
            "errors": [],
        })
    );
}

#[tokio::test]
async fn json_is_indented() {
    let service = Service::start(Emulator::builder().table("t")).await;
    let text = r#"{
  "version": 1,
  "tables": [
    {
      "name": "t",
      "sql": "\"peaka\".\"bitable\".\"t\""
    }
  ],
  "errors": []
}
"#;
    assert_eq!(service.run(&["tables", "--json"]).await, success(text));
    assert_eq!(service.run(&["--json", "tables"]).await, success(text));
}

#[tokio::test]
async fn project_without_tables_prints_a_note() {
    let service = Service::start(Emulator::builder()).await;
    let output = service.run(&["tables"]).await;
    assert_eq!((output.code, &*output.stdout), (0, ""));
    assert_eq!(output.stderr, "note: the project has no BI tables\n");
    assert_eq!(
        service.json("TablesDocument", &["tables"]).await,
        json!({"version": 1, "tables": [], "errors": []})
    );
}
