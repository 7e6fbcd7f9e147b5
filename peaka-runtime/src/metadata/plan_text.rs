//! The text of a plan of metadata.

use std::fmt;

use super::plan::MetadataPlan;
use super::write::MetadataWrite;
use crate::plan::{DriftValue, MetadataDrift, ValueText};
use crate::text::{counted, listed, table_label};

impl fmt::Display for MetadataPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = table_label(
            self.table,
            self.stored_table.as_deref().unwrap_or(self.table),
        );
        let count = match self.changes.len() {
            0 if self.undiscovered.is_empty() => "no changes".to_owned(),
            changes => counted(changes, "change"),
        };
        write!(f, "metadata of {label}: {count}")?;
        if !self.undiscovered.is_empty() {
            write!(
                f,
                "\n  ? not discovered by the service yet: {}",
                listed(&self.undiscovered)
            )?;
        }
        for change in &self.changes {
            write_change(f, change)?;
        }
        for planned in &self.writes {
            match &planned.write {
                MetadataWrite::DeleteRelation(id) => write!(f, "\n  - relation {id}")?,
                MetadataWrite::DeleteGoldenSql(id) => write!(f, "\n  - golden SQL {id}")?,
                _ => {}
            }
        }
        for (sign, drift) in [("!", &self.denied), ("*", &self.warned)] {
            for drift in drift {
                write!(f, "\n  {sign} {drift}")?;
            }
        }
        Ok(())
    }
}

/// Writes a change with its old and its new value.
fn write_change(f: &mut fmt::Formatter<'_>, change: &MetadataDrift) -> fmt::Result {
    let MetadataDrift {
        kind,
        declared,
        live,
        ..
    } = change;
    let subject = change.subject();
    match live {
        DriftValue::None => write!(f, "\n  + {subject}: {kind} {}", ValueText(declared)),
        live => write!(
            f,
            "\n  ~ {subject}: {kind} {} -> {}",
            ValueText(live),
            ValueText(declared)
        ),
    }
}
