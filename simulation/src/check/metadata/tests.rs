//! Each rule of metadata fails for a record that violates it.

use std::collections::BTreeSet;

use peaka_runtime::Level;

use crate::check::{Rule, check};
use crate::run::{Cause, Exchange, Phase, Received, Record, Version, run};
use crate::scenario::{FaultPlan, Metadata, MetadataEdit, Scenario, Subject};
use crate::table::{Content, Item, MetadataRequest, Request};

/// Returns a scenario without faults, in which one program declares several values and does not overwrite, and a person
/// has described a column that the program does not declare.
fn scenario() -> Scenario<Metadata> {
    let scenarios = (0..).map(Metadata::generate);
    let suitable = scenarios.into_iter().find(|scenario| {
        let program = &scenario.programs[0];
        let declaration = &program.declaration;
        let kinds: BTreeSet<_> = declaration
            .values()
            .iter()
            .map(|value| format!("{:?}", value.kind()))
            .collect();
        kinds.len() == 5
            && !declaration.fix_drift
            && declaration.levels() == [Level::Warn; 5]
            && program.plan_delay.is_none()
            && program.kill.is_none()
    });
    let mut scenario = suitable.expect("some seed has such a program");
    scenario.programs.truncate(1);
    scenario.external_edits.clear();
    scenario.subject.initial_edits = vec![
        MetadataEdit::Refresh,
        MetadataEdit::DescribeColumn(("customers", "email"), Some("By hand.")),
    ];
    scenario.faults = FaultPlan::none();
    scenario
}

/// Runs the scenario, changes the record, and returns the rules that it then violates.
fn violated(change: impl FnOnce(&mut Record<Metadata>)) -> BTreeSet<Rule> {
    let scenario = scenario();
    let mut record = run(&scenario, &BTreeSet::new());
    change(&mut record);
    let violations = check(&scenario, &record).violations;
    violations
        .into_iter()
        .map(|violation| violation.rule)
        .collect()
}

fn index_of(record: &Record<Metadata>, is: impl Fn(&MetadataRequest) -> bool) -> usize {
    let mut exchanges = record.exchanges.iter();
    exchanges
        .position(|exchange| exchange.request.metadata().is_some_and(&is))
        .expect("the program sends such a request")
}

fn update_of(record: &Record<Metadata>) -> usize {
    index_of(record, |request| {
        matches!(request, MetadataRequest::UpdateTable(_))
    })
}

/// Adds a version in which the update of the program changed this item.
fn change_by_update(record: &mut Record<Metadata>, item: Item) {
    let cause = Cause::Request(update_of(record));
    let mut live = record.versions.last().expect("a version").live.clone();
    assert!(live.get(&item).is_some(), "{item} is not set");
    live.0.insert(item, Content::Value("Other.".into()));
    record.versions.push(Version { cause, live });
}

/// Adds a copy of the last item of a kind.
fn duplicate(record: &mut Record<Metadata>, is: impl Fn(&Item) -> bool, copy: Item) {
    let added = index_of(record, |request| {
        matches!(request, MetadataRequest::AddGoldenSql { .. })
    });
    let mut live = record.versions.last().expect("a version").live.clone();
    let (_, content) = live.0.iter().rfind(|(item, _)| is(item)).expect("an item");
    live.0.insert(copy, content.clone());
    let cause = Cause::Request(added);
    record.versions.push(Version { cause, live });
}

/// Returns the report of the first sync.
fn report(record: &mut Record<Metadata>) -> &mut peaka_runtime::MetadataReport {
    match &mut record.syncs[0].finished {
        Some((_, Ok(report))) => report,
        other => panic!("the sync succeeds: {other:?}"),
    }
}

#[test]
fn untouched_record_violates_no_rule() {
    assert_eq!(violated(|_| {}), BTreeSet::new());
}

#[test]
fn success_without_a_read_after_the_last_write_is_not_verified() {
    let rules = violated(|record| {
        let last_write = update_of(record);
        for exchange in &mut record.exchanges[last_write..] {
            if exchange.sync == Some(0) && !exchange.request.is_write() {
                exchange.received = None;
            }
        }
    });
    assert!(rules.contains(&Rule::Verified), "{rules:?}");
}

#[test]
fn overwritten_text_of_a_person_is_lost() {
    let rules = violated(|record| {
        let item = Item::Field {
            table: "customers".to_owned(),
            column: "email".to_owned(),
            field: "columnDescription".to_owned(),
        };
        change_by_update(record, item);
    });
    assert!(rules.contains(&Rule::NothingLost), "{rules:?}");
}

#[test]
fn overwritten_text_of_a_program_is_ping_pong() {
    let rules =
        violated(|record| change_by_update(record, Item::Description("weborders".to_owned())));
    assert!(rules.contains(&Rule::NoPingPong), "{rules:?}");
}

#[test]
fn second_sync_that_writes_does_not_converge() {
    let rules = violated(|record| {
        let second = record
            .syncs
            .iter()
            .position(|sync| sync.phase == Phase::SecondSync);
        let request = Request::Metadata(MetadataRequest::Refresh);
        let last = record.exchanges.last().expect("an exchange");
        let exchange = Exchange {
            program: 0,
            nth: last.nth + 1,
            sync: second,
            request,
            fault: None,
            sent: last.sent,
            version: last.version,
            received: Some((last.sent, Received::Lost)),
        };
        record.exchanges.push(exchange);
    });
    assert!(rules.contains(&Rule::Converges), "{rules:?}");
}

#[test]
fn duplicates_that_are_left_do_not_converge() {
    for (is, copy) in [
        (
            (|item: &Item| matches!(item, Item::Relation(_))) as fn(&Item) -> bool,
            Item::Relation("99".to_owned()),
        ),
        (
            |item: &Item| matches!(item, Item::GoldenSql(_)),
            Item::GoldenSql("99".to_owned()),
        ),
    ] {
        let rules = violated(|record| duplicate(record, is, copy));
        assert!(rules.contains(&Rule::Converges), "{rules:?}");
    }
}

#[test]
fn report_that_lacks_a_change_is_not_complete() {
    for change in [
        (|report| report.sent.clear()) as fn(&mut peaka_runtime::MetadataReport),
        |report| report.written.clear(),
        |report| report.not_persisted.clone_from(&report.sent),
        |report| report.requests += 1,
    ] {
        let rules = violated(|record| change(report(record)));
        assert!(rules.contains(&Rule::CompleteReport), "{rules:?}");
    }
}

#[test]
fn update_that_changes_more_than_is_declared_is_not_justified() {
    let rules = violated(|record| {
        let update = update_of(record);
        let Request::Metadata(MetadataRequest::UpdateTable(sent)) =
            &mut record.exchanges[update].request
        else {
            unreachable!();
        };
        let item = Item::Field {
            table: "weborders".to_owned(),
            column: "note".to_owned(),
            field: "sampleValues".to_owned(),
        };
        sent.0.insert(item, Content::Value(["a"].as_slice().into()));
    });
    assert_eq!(rules, BTreeSet::from([Rule::Justified]));
}
