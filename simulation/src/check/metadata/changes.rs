//! Checks every change of the metadata: nothing that a person or another program wrote is lost, except with `fix_drift`
//! and in the window that the API leaves open.
//!
//! The API replaces the metadata of a table as a whole, and has no version. So an edit is lost if it is saved after the
//! state that the last list of a program showed, and before the update that the program sent after that list is applied.
//! In that window, and only there, an update may restore what the list showed, or set what the list showed as unset. A
//! sync that began before the table was discovered may set the flag for AI; for that flag, the window begins with the
//! first list of the sync. For the deletion of a duplicate, the window is that of the relation or golden SQL that the
//! duplicate is equal to.

use std::collections::BTreeMap;

use peaka_runtime::Level;

use super::reads::Reads;
use crate::check::rule::{Checker, Rule};
use crate::run::Cause;
use crate::scenario::{Metadata, MetadataEdit};
use crate::table::{Content, DeclaredValue, Item, LiveMetadata, MetadataDeclaration};

/// Who wrote a value last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Person,
    Program,
}

/// What a change by a request is.
#[derive(Debug, PartialEq, Eq)]
enum Judgement {
    Declared,
    /// It lost a value that was saved between the read and the write.
    InWindow,
    Forbidden,
}

/// A change of one item by a request.
struct Change<'r> {
    item: &'r Item,
    before: Option<&'r Content>,
    after: Option<&'r Content>,
    owner: Option<Owner>,
    /// All metadata before and after the request.
    live: [&'r LiveMetadata; 2],
}

pub(super) fn check(checker: &mut Checker<'_, Metadata>) {
    let record = checker.record;
    let mut owners = initial_owners(
        checker.scenario.subject.initial_edits.iter(),
        record.versions.first().map(|version| &version.live),
    );
    let mut edits = record.edits.iter().peekable();
    for (version, pair) in (1..).zip(record.versions.windows(2)) {
        let [before, after] = pair else { continue };
        while let Some(edit) = edits.next_if(|edit| edit.version < version) {
            own(&mut owners, &edit.edit, &before.live);
        }
        for item in before.live.changed_items(&after.live) {
            let change = Change {
                item: &item,
                before: before.live.get(&item),
                after: after.live.get(&item),
                owner: owners.get(&item).copied(),
                live: [&before.live, &after.live],
            };
            let new_owner = match after.cause {
                Cause::Request(exchange) => {
                    check_change(checker, version, &change, exchange);
                    Owner::Program
                }
                Cause::Initial | Cause::External => Owner::Person,
            };
            let is_discovered = matches!(item, Item::AiUsage(_)) && change.before.is_none();
            if change.after.is_some() && !is_discovered {
                owners.insert(item, new_owner);
            } else {
                owners.remove(&item);
            }
        }
    }
}

/// Returns the owners of what is set at the start. A flag that nobody has set has no owner.
fn initial_owners<'e>(
    edits: impl Iterator<Item = &'e MetadataEdit>,
    live: Option<&LiveMetadata>,
) -> BTreeMap<Item, Owner> {
    let mut owners = BTreeMap::new();
    let Some(live) = live else { return owners };
    let items = live.0.keys();
    for item in items.filter(|item| !matches!(item, Item::AiUsage(_))) {
        owners.insert(item.clone(), Owner::Person);
    }
    for edit in edits {
        own(&mut owners, edit, live);
    }
    owners
}

/// Makes a person the owner of what an edit set, even if it had the same value before.
fn own(owners: &mut BTreeMap<Item, Owner>, edit: &MetadataEdit, live: &LiveMetadata) {
    if let Some(item) = edit.item().filter(|item| live.get(item).is_some()) {
        owners.insert(item, Owner::Person);
    }
}

fn check_change(
    checker: &mut Checker<'_, Metadata>,
    version: usize,
    change: &Change<'_>,
    sent: usize,
) {
    let (scenario, record) = (checker.scenario, checker.record);
    let exchange = &record.exchanges[sent];
    if !exchange.request.is_write() && change.before.is_none() {
        // A refresh has discovered it.
        return;
    }
    let declaration = &scenario.programs[exchange.program].declaration;
    let reads = exchange
        .sync
        .map(|sync| Reads::before(record, sync, sent))
        .unwrap_or_default();
    let judgement = match change.item {
        Item::Relation(_) | Item::GoldenSql(_) => judge_listed(declaration, &reads, change),
        _ => {
            let is_discovered = matches!(change.item, Item::AiUsage(_)) && change.before.is_none();
            if is_discovered {
                Judgement::Declared
            } else {
                judge_value(declaration, &reads, change)
            }
        }
    };
    match judgement {
        Judgement::Declared => {}
        Judgement::InWindow => {
            checker.findings.lost_edits += u64::from(change.owner == Some(Owner::Person));
        }
        Judgement::Forbidden => {
            let rule = match change.owner {
                Some(Owner::Person) => Rule::NothingLost,
                Some(Owner::Program) => Rule::NoPingPong,
                None => Rule::OnlyDeclaredChanges,
            };
            let text = |content: Option<&Content>| {
                content.map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            let detail = format!(
                "v{version}: `{}` of program {} changed {} from {} to {}",
                exchange.request,
                exchange.program,
                change.item,
                text(change.before),
                text(change.after)
            );
            checker.report(rule, detail);
        }
    }
}

/// Judges the change of a value of a table or a column.
fn judge_value(
    declaration: &MetadataDeclaration,
    reads: &Reads<'_>,
    change: &Change<'_>,
) -> Judgement {
    let mut values = declaration.values().iter();
    let declared = values.find(|value| value.item().as_ref() == Some(change.item));
    let is_declared = |content: &Content| declared.is_some_and(|value| value.is_declared(content));
    let is_set_as_declared = change.after.is_some_and(is_declared)
        && declared.is_some_and(|value| declaration.level(value.kind()) != Level::Allow);
    let may_overwrite = declared.is_some_and(|value| declaration.may_overwrite(value.kind()));
    if is_set_as_declared && (change.before.is_none() || may_overwrite) {
        return Judgement::Declared;
    }
    let read = reads.tables.and_then(|(_, list)| list.get(change.item));
    // Nobody has decided about the flag with which a table was discovered, so the sync may set it.
    let is_undecided = reads.is_new_table(change.item) && read == reads.discovered(change.item);
    if is_undecided && is_set_as_declared {
        return match change.owner {
            None => Judgement::Declared,
            Some(_) => Judgement::InWindow,
        };
    }
    let restores_read = change.after == read || (read.is_none() && is_set_as_declared);
    if reads.tables.is_some() && change.before != read && restores_read {
        Judgement::InWindow
    } else {
        Judgement::Forbidden
    }
}

/// Judges the change of a relation or a golden SQL.
fn judge_listed(
    declaration: &MetadataDeclaration,
    reads: &Reads<'_>,
    change: &Change<'_>,
) -> Judgement {
    let is_about = |content: &Content| {
        let mut values = declaration.values().iter();
        values.find(|value| {
            value.is_about(change.item, content) && declaration.level(value.kind()) != Level::Allow
        })
    };
    let may_overwrite = |value: &DeclaredValue| declaration.may_overwrite(value.kind());
    let is_allowed =
        match (change.before, change.after) {
            (None, Some(after)) => is_about(after).is_some_and(|value| value.is_declared(after)),
            (Some(before), Some(after)) => is_about(before)
                .is_some_and(|value| may_overwrite(value) && value.is_declared(after)),
            (Some(before), None) => is_about(before)
                .is_some_and(|value| may_overwrite(value) && !value.is_declared(before)),
            (None, None) => true,
        };
    if is_allowed {
        return Judgement::Declared;
    }
    let (Some(removed), None) = (change.before, change.after) else {
        return Judgement::Forbidden;
    };
    let [before, after] = change.live;
    let is_equal = |(item, content): (&Item, &Content)| item != change.item && content == removed;
    if after.0.iter().any(is_equal) {
        return Judgement::Declared;
    }
    // The equal one that the program had seen was deleted or changed in the meantime.
    let list = is_about(removed).and_then(|value| reads.list_of(value.kind()));
    let was_shown = list.is_some_and(|(_, list)| {
        let mut items = list.0.iter();
        items.any(|(item, content)| is_equal((item, content)) && before.get(item) != Some(content))
    });
    if was_shown {
        Judgement::InWindow
    } else {
        Judgement::Forbidden
    }
}
