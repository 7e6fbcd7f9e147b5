//! Reads the rows of a table from CSV text.

use std::collections::HashSet;

use super::csv::{Record, records};
use super::data_type::DataType;
use super::profile::Profile;
use super::table::{Row, Table};

/// The largest number of characters of a value in a message.
const MAX_VALUE: usize = 60;

/// Finds what a file refers to by its declared or stored name. A snapshot has the names that Peaka stored, which are not
/// always those that the profile would store.
pub(crate) fn find_by_name<T>(
    name: &str,
    profile: Profile,
    find: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let stored = |profile: Profile| (profile.rules().stored_name)(name);
    find(name)
        .or_else(|| find(&stored(profile)))
        .or_else(|| find(&stored(Profile::Observed)))
}

impl Table {
    /// Appends rows, and returns how many. The first line of the text has the names of columns, as they are declared or
    /// stored. An empty value is NULL, and `""` an empty text. A column without a value in the file gets its default.
    ///
    /// # Errors
    ///
    /// Fails with the line, the column and the reason if the text is not valid. No row is added then.
    pub(crate) fn load_rows(&mut self, text: &str, profile: Profile) -> Result<usize, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut records = records(text)?.into_iter();
        let header = records
            .next()
            .ok_or("it is empty; expected a line with the names of columns")?;
        let columns = self.header_columns(header, profile)?;
        let rows = records.enumerate().map(|(index, record)| {
            let row = self.record_row(record, &columns)?;
            let given = columns.iter().map(|&at| &self.columns()[at].id).collect();
            Ok(self.completed(row, &given, index))
        });
        let rows = rows.collect::<Result<Vec<_>, String>>()?;
        let count = rows.len();
        self.append(rows);
        Ok(count)
    }

    /// Returns the positions of the columns that the first line names.
    fn header_columns(&self, header: Record, profile: Profile) -> Result<Vec<usize>, String> {
        let mut known = HashSet::new();
        let columns = header.values.into_iter().map(|name| {
            let name = name.ok_or("line 1: a column has no name")?;
            let position =
                |name: &str| self.columns().iter().position(|column| column.name == name);
            let Some(at) = find_by_name(&name, profile, position) else {
                let columns = self.columns().iter().map(|column| column.name.as_str());
                return Err(format!(
                    "line 1: the table has no column `{}`; its columns are {}",
                    shown(&name),
                    columns.collect::<Vec<_>>().join(", ").escape_debug()
                ));
            };
            if !known.insert(at) {
                return Err(format!("line 1: column `{}` is there twice", shown(&name)));
            }
            Ok(at)
        });
        columns.collect()
    }

    fn record_row(&self, record: Record, columns: &[usize]) -> Result<Row, String> {
        let Record { line, values } = record;
        if values.len() != columns.len() {
            return Err(format!(
                "line {line}: expected {} values as in the first line, found {}",
                columns.len(),
                values.len()
            ));
        }
        let mut row = Row::new();
        for (value, &at) in values.into_iter().zip(columns) {
            let Some(value) = value else { continue };
            let column = &self.columns()[at];
            let stored = stored_text(column.data_type, &value).ok_or_else(|| {
                format!(
                    "line {line}, column `{}`: `{}` is not a valid {}",
                    shown(&column.name),
                    shown(&value),
                    column.data_type.name()
                )
            })?;
            row.insert(column.id.clone(), stored);
        }
        Ok(row)
    }
}

/// Returns the form in which a value is stored. A timestamp may be spelled as in a result.
fn stored_text(data_type: DataType, value: &str) -> Option<String> {
    let value = match data_type {
        DataType::Timestamp => value.strip_suffix(" UTC").unwrap_or(value),
        _ => value,
    };
    data_type.stored_text(value)
}

/// Returns a text for a message.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_VALUE).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(profile: Profile) -> Table {
        let snapshot = json!({"version": 1, "storedTable": "events", "columns": [
            {"name": "id", "dataType": "bigint"},
            {"name": "userid", "dataType": "varchar", "defaultValue": "none"},
            {"name": "price", "dataType": "decimal(38,18)"},
            {"name": "paid", "dataType": "boolean"},
            {"name": "seen", "dataType": "timestamp(6)"},
        ]});
        Table::from_snapshot(&snapshot.to_string(), profile).unwrap()
    }

    /// Returns the values of the rows, without those of system columns.
    fn rows(table: &Table) -> Vec<Vec<Option<&str>>> {
        let columns = || table.columns().iter().filter(|column| !column.is_system);
        table
            .rows()
            .map(|row| {
                columns()
                    .map(|column| row.get(&column.id).map(String::as_str))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn values_have_the_types_of_their_columns() {
        let mut table = table(Profile::Observed);
        let text = "\u{feff}user_id,id,price,paid,seen\r\n\
                    \"\",+7,-0.50,TRUE,2024-01-31 08:30:00.5 UTC\r\n\
                    ,,,,\r\n\
                    \"a \"\"b\"\",\nc\",9007199254740993,1,false,2024-01-31T08:30:00Z\r\n";
        assert_eq!(table.load_rows(text, Profile::Observed), Ok(3));
        assert_eq!(table.load_rows("id\n8\n", Profile::Observed), Ok(1));
        assert_eq!(
            rows(&table),
            [
                [
                    Some("7"),
                    Some(""),
                    Some("-0.50"),
                    Some("true"),
                    Some("2024-01-31 08:30:00.500000")
                ],
                [None; 5],
                [
                    Some("9007199254740993"),
                    Some("a \"b\",\nc"),
                    Some("1"),
                    Some("false"),
                    Some("2024-01-31 08:30:00.000000")
                ],
                [Some("8"), Some("none"), None, None, None],
            ]
        );
        let ids: Vec<_> = table
            .rows()
            .map(|row| row[&table.columns()[0].id].as_str())
            .collect();
        assert_eq!(ids, ["1", "2", "3", "4"]);
    }

    #[test]
    fn invalid_value_is_an_error_with_its_line_and_column() {
        for (text, message) in [
            ("", "it is empty; expected a line with the names of columns"),
            ("id,\n", "line 1: a column has no name"),
            (
                "id,users\n",
                "line 1: the table has no column `users`; its columns are id, userid, price, paid, seen",
            ),
            ("id,id\n", "line 1: column `id` is there twice"),
            (
                "id,paid\n1,true\n2\n",
                "line 3: expected 2 values as in the first line, found 1",
            ),
            (
                "userid,id\n\"a\nb\",1\nx,1.5\n",
                "line 4, column `id`: `1.5` is not a valid bigint",
            ),
            (
                "paid\n\"\"\n",
                "line 2, column `paid`: `` is not a valid boolean",
            ),
            (
                "seen\n2024-02-30\u{1b}\n",
                "line 2, column `seen`: `2024-02-30\\u{1b}` is not a valid timestamp",
            ),
        ] {
            let mut table = table(Profile::Documented);
            let result = table.load_rows(text, Profile::Documented);
            assert_eq!(result, Err(message.to_owned()), "{text:?}");
            assert_eq!(table.rows().count(), 0);
        }
    }
}
