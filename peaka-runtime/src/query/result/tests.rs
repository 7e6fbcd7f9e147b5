//! Tests of reading results.

use proptest::prelude::*;

use super::*;
use crate::row::Row;

fn read<T: BiRow>(data: &str) -> Result<Vec<T>, String> {
    let columns = r#"[{"columnName":"id"},{"columnName":"note"}]"#;
    let body = format!(r#"{{"columns":{columns},"data":{data}}}"#);
    let rows = read_rows(body.as_bytes(), Selection::default()).map_err(|error| error.detail)?;
    rows.map(|page| page.rows)
        .map_err(|error| error.to_string())
}

#[test]
fn rows_are_equal_in_all_formats() {
    let expected = vec![
        (9_007_199_254_740_993_i64, Some("a\"b".to_owned())),
        (2, None),
    ];
    for data in [
        r#"[[9007199254740993,"a\"b"],["2",null]]"#,
        r#"[{"id":"9007199254740993","note":"a\"b"},{"note":null,"id":2}]"#,
        r#"[[{"name":"id","value":9007199254740993},{"value":"a\"b"}],[{"value":"2"},{"value":null}]]"#,
    ] {
        assert_eq!(read(data), Ok(expected.clone()), "{data}");
    }
}

#[test]
fn error_names_the_row_and_the_column() {
    assert_eq!(
        read::<(i64, String)>(r#"[[1,"a"],["x","b"]]"#).unwrap_err(),
        format!(
            "row 2, column `id`: expected an integer from {} to {}, found `x`",
            i64::MIN,
            i64::MAX
        )
    );
    assert_eq!(
        read::<(i64, String)>("[[1,null]]").unwrap_err(),
        "row 1, column `note`: expected text, found NULL"
    );
    assert_eq!(
        read::<(i64,)>("[]").unwrap_err(),
        "the result has 2 columns, expected 1"
    );
}

#[test]
fn row_of_another_length_is_an_error() {
    for data in ["[[1]]", "[[1,2,3]]", "[[]]"] {
        assert!(
            read::<Row>(data).unwrap_err().contains("for 2 columns"),
            "{data}"
        );
    }
    assert!(read::<Row>(r#"[{"id":1}]"#).is_err());
    assert!(read::<Row>("[1]").is_err());
}

#[test]
fn dynamic_row_keeps_every_value_as_it_is_spelled() {
    let rows = read::<Row>(r#"[["1.50",{"a":[1]}],[1.50,true]]"#).unwrap();
    assert_eq!(
        serde_json::to_string(&rows).unwrap(),
        r#"[{"id":"1.50","note":"{\"a\":[1]}"},{"id":"1.50","note":true}]"#
    );
    assert_eq!(rows[0].get::<String>("ID"), Ok("1.50".to_owned()));
    assert_eq!(rows[0].get::<f64>("id"), Ok(1.5));
    let error = rows[1].get::<i64>("note").unwrap_err();
    assert_eq!((error.row(), error.column()), (Some(2), Some("note")));
    assert!(rows[0].get::<i64>("x").is_err());
}

proptest! {
    #[test]
    fn any_response_is_read_without_a_panic(data in "[\\[\\]{}\",:a-z0-9\\\\]{0,40}", bytes: Vec<u8>) {
        let _ = read::<Row>(&data);
        let _ = read::<(i64, Option<String>)>(&data);
        let _ = read_rows::<Row>(&bytes, Selection::default());
    }

    #[test]
    fn text_is_unescaped(text: String) {
        let data = serde_json::json!([[1, text]]).to_string();
        prop_assert_eq!(read::<(u8, String)>(&data), Ok(vec![(1, text)]));
    }
}
