//! Checks the syncs after the faults and edits: the first one of each program makes the metadata as declared, the second
//! one sends no write, and no duplicates that programs made are left.

use std::collections::BTreeSet;

use peaka_runtime::{Error, Level};

use crate::check::rule::{Checker, Rule};
use crate::run::{Cause, Phase};
use crate::scenario::Metadata;
use crate::table::{Content, FoundMetadata, Item};

pub(super) fn check(checker: &mut Checker<'_, Metadata>, id: usize) {
    let (scenario, record) = (checker.scenario, checker.record);
    let sync = &record.syncs[id];
    let Some((_, outcome)) = &sync.finished else {
        return;
    };
    if sync.phase == Phase::WithFaults {
        return;
    }
    let declaration = &scenario.programs[sync.program].declaration;
    let initial = sync.initial_version;
    let last = record
        .last_version_of(id, record.versions.len() - 1)
        .unwrap_or(initial);
    let live = &record.versions[last].live;
    let report = match outcome {
        Ok(report) => report,
        Err(Error::MetadataDrift { report, .. }) => {
            let is_fixable = report.denied.iter().any(|drift| {
                let mut values = declaration.values().iter();
                let value = values.find(|value| value.is_meant_by(drift));
                value.is_none_or(|value| {
                    declaration.fix_drift
                        || declaration.level(value.kind()) != Level::Deny
                        || value.find_in(live) != FoundMetadata::Different
                })
            });
            if is_fixable {
                let detail = format!("sync {id} denies {:?} without a reason", report.denied);
                checker.report(Rule::Converges, detail);
            }
            report
        }
        Err(error) => {
            let detail = format!("sync {id} failed without faults: {error}");
            return checker.report(Rule::Converges, detail);
        }
    };
    if !report.not_persisted.is_empty() {
        let detail = format!(
            "sync {id} reports {:?} as not persisted",
            report.not_persisted
        );
        checker.report(Rule::Converges, detail);
    }
    let is_done = |value: &&_| outcome.is_err() || declaration.level_of(value) == Level::Allow;
    for value in declaration.values().iter().filter(|value| !is_done(value)) {
        let found = value.find_in(live);
        let is_left_to_people = found == FoundMetadata::Different && !declaration.fix_drift;
        if found != FoundMetadata::Same && !is_left_to_people {
            let detail = format!("sync {id} succeeded without faults, but `{value}` is {found:?}");
            checker.report(Rule::Converges, detail);
        }
    }
    if sync.phase == Phase::SecondSync {
        let mut exchanges = record.exchanges_of(id);
        if let Some((index, exchange)) = exchanges.find(|(_, exchange)| exchange.request.is_write())
        {
            let detail = format!(
                "sync {id} is a second sync, but sent #{index} `{}`",
                exchange.request
            );
            checker.report(Rule::Converges, detail);
        }
    }
}

/// Checks that no relation and no golden SQL that programs made exists twice, if a program declares it and has
/// succeeded after the faults.
pub(super) fn check_duplicates(checker: &mut Checker<'_, Metadata>) {
    let (scenario, record) = (checker.scenario, checker.record);
    let Some(end) = record.versions.last() else {
        return;
    };
    let made: BTreeSet<Item> = record
        .versions
        .windows(2)
        .filter(|pair| matches!(pair[1].cause, Cause::Request(_)))
        .flat_map(|pair| {
            let added = pair[1].live.0.keys();
            added.filter(|item| pair[0].live.get(item).is_none())
        })
        .cloned()
        .collect();
    let is_managed = |item: &Item, content: &Content| {
        let succeeded = record.syncs.iter().filter(|sync| {
            sync.phase == Phase::SecondSync && matches!(sync.finished, Some((_, Ok(_))))
        });
        succeeded.into_iter().any(|sync| {
            let declaration = &scenario.programs[sync.program].declaration;
            declaration.values().iter().any(|value| {
                value.is_about(item, content)
                    && value.is_declared(content)
                    && declaration.level_of(value) != Level::Allow
            })
        })
    };
    let listed: Vec<_> = end
        .live
        .0
        .iter()
        .filter(|(item, _)| {
            let is_listed = matches!(item, Item::Relation(_) | Item::GoldenSql(_));
            is_listed && made.contains(item)
        })
        .collect();
    for (nth, (item, content)) in listed.iter().enumerate() {
        if !is_managed(item, content) {
            continue;
        }
        let other = listed[..nth].iter().find(|(_, other)| other == content);
        if let Some((other, _)) = other {
            let detail = format!("{item} and {other} are both {content}");
            checker.report(Rule::Converges, detail);
        }
    }
}
