//! A run in words.

use std::fmt;

use crate::judge::Violation;
use crate::record::{Event, Record, Told};
use crate::world::World;

/// A run, line by line: the time, who, and what.
pub(crate) struct Transcript<'r> {
    pub(crate) world: &'r World,
    pub(crate) record: &'r Record,
    pub(crate) violations: &'r [Violation],
}

impl fmt::Display for Transcript<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let World {
            seed,
            profile,
            echo,
            reach_unfolded,
            table,
            live,
            ..
        } = self.world;
        writeln!(
            f,
            "seed {seed}: {profile}, echo {echo}, reach_unfolded {reach_unfolded}, table {table}"
        )?;
        match live {
            Some((stored, _)) => writeln!(f, "the table is there as {stored}")?,
            None => writeln!(f, "the table is not there")?,
        }
        for (nth, replica) in self.world.replicas.iter().enumerate() {
            if replica.is_absent {
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
            Event::Begun(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] begins ({:?})", sync.replica, sync.phase)
            }
            Event::Sent(id) => {
                let sent = message(id);
                write!(f, "[{}] #{id} sends {}", sent.replica, sent.ask)?;
                match &sent.strike {
                    Some(strike) => {
                        write!(f, "   !! {:?}({})", strike.kind, strike.detail)?;
                        match strike.retry_after {
                            Some(value) => write!(f, " retry-after {value}"),
                            None => Ok(()),
                        }
                    }
                    None => Ok(()),
                }
            }
            Event::Arrived(id) => {
                let arrived = message(id);
                write!(f, "[{}] #{id} arrives: {}", arrived.replica, arrived.ask)
            }
            Event::Told(id) => {
                write!(f, "[{}] #{id} ", message(id).replica)?;
                match &message(id).told {
                    None => f.write_str("is told nothing"),
                    Some((_, Told::Unsent)) => f.write_str("was not sent"),
                    Some((_, Told::Lost)) => f.write_str("is lost"),
                    Some((_, Told::Answer { status, list, .. })) => {
                        write!(f, "is answered {status}")?;
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
            Event::Stranger(edit) => write!(f, "[stranger] {edit}"),
            Event::Ended(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] ends: ", sync.replica)?;
                match &sync.ended {
                    None => f.write_str("not at all"),
                    Some((_, Ok(report))) => write!(f, "Ok, {} requests", report.requests),
                    Some((_, Err(error))) => write!(f, "{error}"),
                }
            }
        }
    }
}

struct Table<'l>(&'l Option<crate::live::Live>);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(live) => live.fmt(f),
            None => f.write_str("no table"),
        }
    }
}
