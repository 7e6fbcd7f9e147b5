//! Remarks on columns that a sync would change.

use peaka_emulator::Emulator;
use peaka_runtime::{BiTable, Client, ColumnRequest, DataType, DeclaredTable};

use super::super::{Comparison, DEFAULT_TITLE, Dictionary, Entry, MetadataNotes};

#[derive(BiTable)]
#[bitable(table = "orders")]
#[expect(dead_code, reason = "no value is constructed")]
struct Order {
    #[bitable(default = 3)]
    parts: i64,
    #[bitable(renamed_from = "agent", display_name = "Browser")]
    browser: Option<String>,
}

#[tokio::test]
async fn fixes_renames_and_deletes_have_remarks() {
    let emulator = Emulator::builder().start().await.unwrap();
    let peaka = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .build()
        .unwrap();
    peaka.create_table("orders").await.unwrap();
    let columns = [
        ColumnRequest::new("parts", DataType::Bigint),
        ColumnRequest::new("agent", DataType::Varchar),
        ColumnRequest::new("gone", DataType::Date),
    ];
    peaka.add_columns("orders", &columns).await.unwrap();
    let plan = Order::sync_columns(&peaka)
        .fix_drift(true)
        .delete_columns(["gone"])
        .plan()
        .await
        .unwrap();
    let declared = DeclaredTable::of::<Order>();
    let live = Comparison::Planned(&plan);
    let entries = vec![Entry {
        declared: &declared,
        live,
        notes: MetadataNotes::none(),
    }];
    let page = Dictionary {
        title: DEFAULT_TITLE,
        entries,
    }
    .markdown();
    let remarks: Vec<_> = page.lines().filter(|line| line.contains("**to ")).collect();
    assert_eq!(
        remarks,
        [
            "| `\"parts\"` |  | `BIGINT` |  | `3` | **to fix**: column `parts`: declared default `3`, live column has \
             no default |",
            "| `\"agent\"` (declared as `browser`) | Browser | `VARCHAR` |  |  | **to rename**: the live column is \
             `agent` until a sync renames it<br>**to fix**: column `browser`: declared display name `Browser`, \
             live display name `agent` |",
            "| `\"gone\"` | `date` | **to delete**: a sync deletes this column with its data |",
        ]
    );
    for line in [
        "**1 to delete, 1 to rename, 2 to fix**\n",
        "SELECT \"parts\", \"agent\" FROM \"peaka\".\"bitable\".\"orders\"\n",
    ] {
        assert_eq!(page.matches(line).count(), 1, "{line}");
    }
}
