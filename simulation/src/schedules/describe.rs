//! The parts of a transcript that depend on the subject.

use std::fmt;

use crate::check::Check;
use crate::run::ColumnList;
use crate::scenario::{Columns, Metadata};
use crate::table::{Declaration, LiveMetadata, LiveTable, MetadataDeclaration, write_attributes};

/// A subject whose runs can be shown as transcripts.
pub(crate) trait Describe: Check {
    /// Writes the service and its initial state, in lines.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Writes the rest of the line of a program, and what it declares in further lines.
    fn write_declaration(
        f: &mut fmt::Formatter<'_>,
        declaration: &Self::Declaration,
    ) -> fmt::Result;

    fn live_text(live: &Self::Live) -> String;

    /// Returns the text of a list, if it is to be shown.
    fn list_text(list: &Self::List) -> Option<String>;

    /// Returns the number of requests in a report.
    fn requests(report: &Self::Report) -> usize;
}

impl Describe for Columns {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            profile,
            echo,
            match_requested_names,
            table,
            initial_table,
        } = self;
        writeln!(
            f,
            "{profile}, echo {echo}, match_requested_names {match_requested_names}, table {table}"
        )?;
        match initial_table {
            Some((stored, _)) => writeln!(f, "the table exists as {stored}"),
            None => writeln!(f, "the table does not exist"),
        }
    }

    fn write_declaration(f: &mut fmt::Formatter<'_>, declaration: &Declaration) -> fmt::Result {
        writeln!(
            f,
            "timeout {:?}, create_table {}, \
             fix_drift {}, delete {:?}, max_batch {:?}, levels {:?}",
            declaration.timeout,
            declaration.create_table,
            declaration.fix_drift,
            declaration.delete,
            declaration.max_batch,
            declaration.levels,
        )?;
        for column in &declaration.columns {
            write!(f, "  {} {}", column.name, column.data_type)?;
            let default = column.default_value.map(|default| default.to_string());
            write_attributes(
                f,
                default.as_deref(),
                [column.is_not_null, column.is_unique],
                Some(column.display_name).filter(|name| *name != column.name),
            )?;
            for old in column.renamed_from {
                write!(f, " renamed from {old}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }

    fn live_text(live: &Option<LiveTable>) -> String {
        match live {
            Some(live) => live.to_string(),
            None => "no table".to_owned(),
        }
    }

    fn list_text(list: &ColumnList) -> Option<String> {
        match list {
            ColumnList::Columns(columns) => Some(columns.to_string()),
            ColumnList::Tables(_) => None,
        }
    }

    fn requests(report: &Self::Report) -> usize {
        report.requests
    }
}

impl Describe for Metadata {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            profile,
            match_requested_names,
            options,
            discovered,
            initial_edits,
        } = self;
        writeln!(
            f,
            "metadata, {profile}, match_requested_names {match_requested_names}, {options:?}, \
             discovered {discovered:?}"
        )?;
        writeln!(f, "edited before: {initial_edits:?}")
    }

    fn write_declaration(
        f: &mut fmt::Formatter<'_>,
        declaration: &MetadataDeclaration,
    ) -> fmt::Result {
        writeln!(
            f,
            "timeout {:?}, fix_drift {}, levels {:?}",
            declaration.timeout,
            declaration.fix_drift,
            declaration.levels()
        )?;
        for value in declaration.values() {
            writeln!(f, "  {value}")?;
        }
        Ok(())
    }

    fn live_text(live: &LiveMetadata) -> String {
        live.to_string()
    }

    fn list_text(list: &LiveMetadata) -> Option<String> {
        Some(list.to_string())
    }

    fn requests(report: &Self::Report) -> usize {
        report.requests
    }
}
