//! Pulls one table.

use std::path::Path;

use peaka_runtime::__private::{check_table_name, quoted};
use serde::Serialize;

use super::generated::{Force, WrittenFiles, source, write};
use super::style::Pull;
use crate::commands::program::live_table::find_live_table;
use crate::output::{Document, Error, Outcome, WriteResult, Written};
use crate::pull::{Located, OmittedColumn, add_relations, struct_name_of};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pulled<'a> {
    table: &'a str,
    stored_table: &'a str,
    #[serde(rename = "struct")]
    name: &'a str,
    /// The Rust code.
    source: &'a str,
    omitted: &'a [OmittedColumn],
    file: Option<&'a Path>,
    result: Option<WriteResult>,
    snapshot: Option<&'a Written>,
}

impl Pull<'_> {
    pub(super) async fn one(
        &self,
        table: &str,
        name: Option<String>,
        out: Option<&Path>,
    ) -> Result<Outcome, Error> {
        let live = find_live_table(self.client, table).await?;
        if let Err(error) = check_table_name(table) {
            return Err(peaka_runtime::Error::Name(error).into());
        }
        let has_chosen_name = name.is_some();
        let name = name.unwrap_or_else(|| struct_name_of(table));
        let mut generated = self
            .generate_struct(table, name, &live, out)?
            .ok_or_else(|| {
                Error::new(
                    format!(
                        "table {} has no column that a struct can declare",
                        quoted(table)
                    ),
                    "add a column first",
                )
            })?;
        let mut structs = [Located {
            stored_table: &live.name,
            path: out,
            declaration: &mut generated,
        }];
        let own = self
            .relations
            .iter()
            .filter(|relation| relation.source_table == live.name);
        let own: Vec<_> = own.cloned().collect();
        for relation in add_relations(&mut structs, &own) {
            self.output.print_note(format_args!("omitted a {relation}"));
        }
        let omitted = &generated.fields.omitted;
        for omitted in omitted {
            self.output
                .print_note(format_args!("omitted column {omitted}"));
        }
        let source = source(&generated, self.style, has_chosen_name);
        let written = match out {
            Some(path) => {
                let force = Force::One(self.force);
                Some(write(path, &source, &generated, &live, force)?)
            }
            None => None,
        };
        let text = match &written {
            Some(written) => written.describe(),
            None => source.clone(),
        };
        let snapshot = written.as_ref();
        let document = Document::new(Pulled {
            table,
            stored_table: &live.name,
            name: &generated.name,
            source: &source,
            omitted,
            file: out,
            result: written.as_ref().map(|written| written.source.result),
            snapshot: snapshot.and_then(|written: &WrittenFiles| written.snapshot.as_ref()),
        });
        self.output.print_result(&text, &document)?;
        Ok(Outcome::Success)
    }
}
