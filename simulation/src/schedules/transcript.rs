//! The text of a run.

use std::fmt;

use crate::check::Violation;
use crate::run::{Event, Received, Record};
use crate::scenario::Scenario;
use crate::table::LiveTable;

/// A run, one line per event: the time, the replica and the event.
pub(crate) struct Transcript<'r> {
    pub(crate) scenario: &'r Scenario,
    pub(crate) record: &'r Record,
    pub(crate) violations: &'r [Violation],
}

impl fmt::Display for Transcript<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scenario {
            seed,
            profile,
            echo,
            match_requested_names,
            table,
            live,
            ..
        } = self.scenario;
        writeln!(
            f,
            "seed {seed}: {profile}, echo {echo}, match_requested_names {match_requested_names}, table {table}"
        )?;
        match live {
            Some((stored, _)) => writeln!(f, "the table exists as {stored}")?,
            None => writeln!(f, "the table does not exist")?,
        }
        for (nth, replica) in self.scenario.replicas.iter().enumerate() {
            if replica.is_disabled {
                continue;
            }
            let declaration = &replica.declaration;
            writeln!(
                f,
                "replica {nth}: starts at {:?}, request timeout {:?}, timeout {:?}, create_table {}, \
                 fix_drift {}, delete {:?}, max_batch {:?}, levels {:?}",
                replica.start,
                replica.request_timeout,
                declaration.timeout,
                declaration.create_table,
                declaration.fix_drift,
                declaration.delete,
                declaration.max_batch,
                declaration.levels,
            )?;
            for column in &declaration.columns {
                write!(f, "  {} {}", column.name, column.data_type)?;
                if let Some(default) = column.default_value {
                    write!(f, " default {:?}", default.to_string())?;
                }
                for (flag, word) in [
                    (column.is_not_null, " not null"),
                    (column.is_unique, " unique"),
                ] {
                    f.write_str(if flag { word } else { "" })?;
                }
                if column.display_name != column.name {
                    write!(f, " shown as {:?}", column.display_name)?;
                }
                if let Some(old) = column.renamed_from {
                    write!(f, " renamed from {old}")?;
                }
                writeln!(f)?;
            }
        }
        if let Some(first) = self.record.versions.first() {
            writeln!(f, "     0.000     v0 {}", Table(&first.live))?;
        }
        for (at, event) in &self.record.events {
            write!(f, "{:10.3} ", at.as_secs_f64())?;
            self.event(f, event)?;
            writeln!(f)?;
        }
        for violation in self.violations {
            writeln!(f, "VIOLATION {violation}")?;
        }
        Ok(())
    }
}

impl Transcript<'_> {
    fn event(&self, f: &mut fmt::Formatter<'_>, event: &Event) -> fmt::Result {
        let message = |id: &usize| &self.record.messages[*id];
        match event {
            Event::Started(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] starts ({:?})", sync.replica, sync.phase)
            }
            Event::Sent(id) => {
                let sent = message(id);
                write!(f, "[{}] #{id} sends {}", sent.replica, sent.request)?;
                match &sent.fault {
                    Some(fault) => {
                        write!(f, "   !! {:?}({})", fault.kind, fault.detail)?;
                        match fault.retry_after {
                            Some(value) => write!(f, " retry-after {value}"),
                            None => Ok(()),
                        }
                    }
                    None => Ok(()),
                }
            }
            Event::Arrived(id) => {
                let arrived = message(id);
                write!(
                    f,
                    "[{}] #{id} arrives: {}",
                    arrived.replica, arrived.request
                )
            }
            Event::Received(id) => {
                write!(f, "[{}] #{id} ", message(id).replica)?;
                match &message(id).received {
                    None => f.write_str("receives nothing"),
                    Some((_, Received::NotSent)) => f.write_str("is not sent"),
                    Some((_, Received::Lost)) => f.write_str("is lost"),
                    Some((_, Received::Response { status, list, .. })) => {
                        write!(f, "receives {status}")?;
                        match list {
                            Some(list) => write!(f, " {list}"),
                            None => Ok(()),
                        }
                    }
                }
            }
            Event::Changed(id) => {
                write!(f, "    v{id} {}", Table(&self.record.versions[*id].live))
            }
            Event::External(edit) => write!(f, "[external] {edit}"),
            Event::Finished(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] ends: ", sync.replica)?;
                match &sync.finished {
                    None if sync.is_killed => f.write_str("killed"),
                    None => f.write_str("not at all"),
                    Some((_, Ok(report))) => write!(f, "Ok, {} requests", report.requests),
                    Some((_, Err(error))) => write!(f, "{error}"),
                }
            }
        }
    }
}

struct Table<'l>(&'l Option<LiveTable>);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(live) => live.fmt(f),
            None => f.write_str("no table"),
        }
    }
}
