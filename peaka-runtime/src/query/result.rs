//! Reads the rows in the body of a response.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::client::ReadError;
use crate::row::{BiRow, Cell, RowColumns, RowError, RowReader};

#[derive(Deserialize)]
struct ResultBody<'b> {
    columns: Vec<ResultColumn>,
    /// The rows. They are parsed one after the other, so that cells take up memory for one row only.
    #[serde(borrow)]
    data: Vec<&'b RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultColumn {
    column_name: Option<String>,
}

/// A row in the format SIMPLE, in the order of its fields.
struct Fields<'b>(Vec<(String, &'b RawValue)>);

/// A cell in the format CELL_TYPED.
#[derive(Deserialize)]
struct TypedCell<'b> {
    #[serde(borrow)]
    value: &'b RawValue,
}

/// Reads all rows of a result, in any of the three documented formats.
///
/// The outer error is one of the response, and the inner one of a value in it.
pub(super) fn read_rows<T: BiRow>(body: &[u8]) -> Result<Result<Vec<T>, RowError>, ReadError> {
    let body: ResultBody<'_> = serde_json::from_slice(body)?;
    let names = body.columns.into_iter().map(|column| column.column_name);
    let names: Vec<_> = names.map(Option::unwrap_or_default).collect();
    let mut columns = RowColumns::default();
    T::columns(&mut columns);
    let positions = match columns.positions(&names) {
        Ok(positions) => positions,
        Err(error) => return Ok(Err(error)),
    };
    let mut rows = Vec::with_capacity(body.data.len());
    let mut cells = Vec::with_capacity(names.len());
    for (index, row) in body.data.into_iter().enumerate() {
        cells.clear();
        read_cells(row, &names, &mut cells)?;
        if cells.len() != names.len() {
            return Err(ReadError {
                detail: format!(
                    "row {} has {} values for {} columns",
                    index + 1,
                    cells.len(),
                    names.len()
                ),
                is_malformed: false,
            });
        }
        match T::from_row(&mut RowReader::new(index + 1, &names, &cells, &positions)) {
            Ok(row) => rows.push(row),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(rows))
}

fn read_cells<'b>(
    row: &'b RawValue,
    names: &[String],
    cells: &mut Vec<Cell<'b>>,
) -> Result<(), ReadError> {
    if row.get().starts_with('{') {
        let Fields(fields) = serde_json::from_str(row.get())?;
        for name in names {
            let value = fields.iter().find(|(field, _)| field == name);
            let (_, value) = value.ok_or_else(|| ReadError {
                detail: "a row does not have all columns".to_owned(),
                is_malformed: false,
            })?;
            cells.push(cell(value)?);
        }
        return Ok(());
    }
    let values: Vec<&RawValue> = serde_json::from_str(row.get())?;
    for value in values {
        let typed = Some(value.get()).filter(|value| value.starts_with('{'));
        let typed = typed.and_then(|value| serde_json::from_str::<TypedCell<'_>>(value).ok());
        cells.push(cell(typed.map_or(value, |typed| typed.value))?);
    }
    Ok(())
}

fn cell(value: &RawValue) -> Result<Cell<'_>, ReadError> {
    let text = value.get();
    Ok(match text.as_bytes().first() {
        Some(b'n') => Cell::Null,
        Some(b't') => Cell::Boolean(true),
        Some(b'f') => Cell::Boolean(false),
        Some(b'[' | b'{') => Cell::Json(text),
        Some(b'"') => Cell::Text(if text.contains('\\') {
            Cow::Owned(serde_json::from_str(text)?)
        } else {
            Cow::Borrowed(text.trim_matches('"'))
        }),
        _ => Cell::Number(text),
    })
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl<'de> Visitor<'de> for Shape {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Shape)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::row::Row;

    fn read<T: BiRow>(data: &str) -> Result<Vec<T>, String> {
        let columns = r#"[{"columnName":"id"},{"columnName":"note"}]"#;
        let body = format!(r#"{{"columns":{columns},"data":{data}}}"#);
        let rows = read_rows(body.as_bytes()).map_err(|error| error.detail)?;
        rows.map_err(|error| error.to_string())
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
            let _ = read_rows::<Row>(&bytes);
        }

        #[test]
        fn text_is_unescaped(text: String) {
            let data = serde_json::json!([[1, text]]).to_string();
            prop_assert_eq!(read::<(u8, String)>(&data), Ok(vec![(1, text)]));
        }
    }
}
