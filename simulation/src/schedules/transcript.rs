//! The transcript of a run.

use std::fmt;

use crate::check::Violation;
use crate::run::{Event, Received, Record};
use crate::scenario::{Program, Scenario};
use crate::table::{LiveTable, write_attributes};

/// Formats a run as text. Each event is a line with its time, its program and a description.
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
            initial_table,
            ..
        } = self.scenario;
        writeln!(
            f,
            "seed {seed}: {profile}, echo {echo}, match_requested_names {match_requested_names}, table {table}"
        )?;
        match initial_table {
            Some((stored, _)) => writeln!(f, "the table exists as {stored}")?,
            None => writeln!(f, "the table does not exist")?,
        }
        for (index, program) in self.scenario.programs.iter().enumerate() {
            if !program.is_disabled {
                write_program(f, index, program)?;
            }
        }
        if let Some(first) = self.record.versions.first() {
            writeln!(f, "     0.000     v0 {}", OptionalTable(&first.live))?;
        }
        for (time, event) in &self.record.events {
            write!(f, "{:10.3} ", time.as_secs_f64())?;
            self.write_event(f, event)?;
            writeln!(f)?;
        }
        for violation in self.violations {
            writeln!(f, "VIOLATION {violation}")?;
        }
        Ok(())
    }
}

impl Transcript<'_> {
    fn write_event(&self, f: &mut fmt::Formatter<'_>, event: &Event) -> fmt::Result {
        let exchange = |id: &usize| &self.record.exchanges[*id];
        match event {
            Event::Started(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] starts ({:?})", sync.program, sync.phase)
            }
            Event::Sent(id) => {
                let sent = exchange(id);
                write!(f, "[{}] #{id} sends {}", sent.program, sent.request)?;
                match &sent.fault {
                    Some(fault) => {
                        write!(f, "   !! {:?}({})", fault.kind, fault.parameter)?;
                        match fault.retry_after {
                            Some(value) => write!(f, " retry-after {value}"),
                            None => Ok(()),
                        }
                    }
                    None => Ok(()),
                }
            }
            Event::Arrived(id) => {
                let arrived = exchange(id);
                write!(
                    f,
                    "[{}] #{id} arrives: {}",
                    arrived.program, arrived.request
                )
            }
            Event::Received(id) => {
                write!(f, "[{}] #{id} ", exchange(id).program)?;
                match &exchange(id).received {
                    None => f.write_str("gets no response"),
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
                write!(
                    f,
                    "    v{id} {}",
                    OptionalTable(&self.record.versions[*id].live)
                )
            }
            Event::External(edit) => write!(f, "[external] {edit}"),
            Event::Finished(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] ends: ", sync.program)?;
                match &sync.finished {
                    None if sync.is_killed => f.write_str("killed"),
                    None => f.write_str("did not end"),
                    Some((_, Ok(report))) => write!(f, "Ok, {} requests", report.requests),
                    Some((_, Err(error))) => write!(f, "{error}"),
                }
            }
        }
    }
}

fn write_program(f: &mut fmt::Formatter<'_>, index: usize, program: &Program) -> fmt::Result {
    let declaration = &program.declaration;
    writeln!(
        f,
        "program {index}: starts at {:?}, request timeout {:?}, timeout {:?}, create_table {}, \
         fix_drift {}, delete {:?}, max_batch {:?}, levels {:?}",
        program.start,
        program.request_timeout,
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

struct OptionalTable<'l>(&'l Option<LiveTable>);

impl fmt::Display for OptionalTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(live) => live.fmt(f),
            None => f.write_str("no table"),
        }
    }
}
