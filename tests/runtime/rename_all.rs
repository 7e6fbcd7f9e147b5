//! `rename_all` produces the same names as serde for the same rule.

use peaka_runtime::{BiTable, ColumnType};
use serde::Serialize;

/// Returns the texts of the variants of an enum.
fn variants<T: ColumnType>() -> Vec<&'static str> {
    #[derive(BiTable)]
    struct Row<T: ColumnType> {
        #[allow(dead_code)]
        kind: T,
    }
    let variants = Row::<T>::COLUMNS[0].variants.iter();
    variants.map(|variant| variant.text).collect()
}

macro_rules! same_as_serde {
    ($($test:ident: $rule:literal)+) => {$(
        #[test]
        fn $test() {
            #[derive(BiTable, Serialize, Default)]
            #[bitable(rename_all = $rule)]
            #[serde(rename_all = $rule)]
            #[allow(non_snake_case)]
            struct Event {
                id: i64,
                user_id: i64,
                page_view_2: i64,
                x_: i64,
                a__b: i64,
                alreadyCamel: i64,
                HTTPStatus: i64,
                größe_in_cm: i64,
                r#type: i64,
                #[bitable(name = "As_Is")]
                #[serde(rename = "As_Is")]
                other: i64,
            }

            #[derive(ColumnType, Serialize)]
            #[bitable(rename_all = $rule)]
            #[serde(rename_all = $rule)]
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Kind {
                Click,
                PageView2,
                EUR,
                Under_Score,
                Größe,
                #[bitable(name = "As_Is")]
                #[serde(rename = "As_Is")]
                Other,
            }

            let kinds = [
                Kind::Click, Kind::PageView2, Kind::EUR, Kind::Under_Score, Kind::Größe, Kind::Other,
            ];
            assert_eq!(
                serde_json::to_value(kinds).expect("the value serializes"),
                serde_json::json!(variants::<Kind>())
            );

            let serde = serde_json::to_string(&Event::default()).expect("the value serializes");
            let columns = Event::COLUMNS.iter().map(|column| format!("\"{}\":0", column.name));
            assert_eq!(format!("{{{}}}", columns.collect::<Vec<_>>().join(",")), serde);
        }
    )+};
}

same_as_serde! {
    lower_case: "lowercase"
    upper_case: "UPPERCASE"
    pascal_case: "PascalCase"
    camel_case: "camelCase"
    snake_case: "snake_case"
    screaming_snake_case: "SCREAMING_SNAKE_CASE"
    kebab_case: "kebab-case"
    screaming_kebab_case: "SCREAMING-KEBAB-CASE"
}
