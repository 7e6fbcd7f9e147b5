//! The transcript of a run.

use std::fmt;

use super::describe::Describe;
use crate::check::Violation;
use crate::run::{Event, Received, Record};
use crate::scenario::{Program, Scenario};

/// Formats a run as text. Each event is a line with its time, its program and a description.
pub(crate) struct Transcript<'r, S: Describe> {
    pub(crate) scenario: &'r Scenario<S>,
    pub(crate) record: &'r Record<S>,
    pub(crate) violations: &'r [Violation],
}

impl<S: Describe> fmt::Display for Transcript<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scenario { seed, subject, .. } = self.scenario;
        write!(f, "seed {seed}: ")?;
        subject.write(f)?;
        for (index, program) in self.scenario.programs.iter().enumerate() {
            if !program.is_disabled {
                write_program(f, index, program)?;
            }
        }
        if let Some(first) = self.record.versions.first() {
            writeln!(f, "     0.000     v0 {}", S::live_text(&first.live))?;
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

impl<S: Describe> Transcript<'_, S> {
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
                        match list.as_ref().and_then(S::list_text) {
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
                    S::live_text(&self.record.versions[*id].live)
                )
            }
            Event::External(edit) => write!(f, "[external] {edit}"),
            Event::Finished(id) => {
                let sync = &self.record.syncs[*id];
                write!(f, "[{}] ends: ", sync.program)?;
                match &sync.finished {
                    None if sync.is_killed => f.write_str("killed"),
                    None => f.write_str("did not end"),
                    Some((_, Ok(report))) => write!(f, "Ok, {} requests", S::requests(report)),
                    Some((_, Err(error))) => write!(f, "{error}"),
                }
            }
        }
    }
}

fn write_program<S: Describe>(
    f: &mut fmt::Formatter<'_>,
    index: usize,
    program: &Program<S>,
) -> fmt::Result {
    write!(
        f,
        "program {index}: starts at {:?}, request timeout {:?}, ",
        program.start, program.request_timeout
    )?;
    S::write_declaration(f, &program.declaration)
}
