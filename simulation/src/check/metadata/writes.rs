//! Checks that every write of a sync follows from what the sync had read before.

use peaka_runtime::{DriftKind, Level};

use super::reads::Reads;
use crate::check::rule::{Checker, Rule};
use crate::scenario::Metadata;
use crate::table::{
    Content, DeclaredValue, FoundMetadata, Item, LiveMetadata, MetadataDeclaration, MetadataRequest,
};

pub(super) fn check(checker: &mut Checker<'_, Metadata>, id: usize) {
    let record = checker.record;
    let declaration = &checker.scenario.programs[record.syncs[id].program].declaration;
    for (index, exchange) in record.exchanges_of(id) {
        let Some(request) = exchange.request.metadata() else {
            let detail = format!("#{index} `{}` is not for metadata", exchange.request);
            checker.report(Rule::Justified, detail);
            continue;
        };
        if !request.is_write() {
            continue;
        }
        let reads = Reads::before(record, id, index);
        if let Some(reason) = why_unjustified(declaration, request, &reads) {
            checker.report(Rule::Justified, format!("#{index} `{request}` {reason}"));
        }
    }
}

/// Returns the reason why the last lists do not justify a write, or `None` if they do.
fn why_unjustified(
    declaration: &MetadataDeclaration,
    request: &MetadataRequest,
    reads: &Reads<'_>,
) -> Option<String> {
    match request {
        MetadataRequest::UpdateTable(values) => why_not_updatable(declaration, values, reads),
        MetadataRequest::AddRelation(relation) => {
            let added = Content::Relation(relation.clone());
            why_not_addable(declaration, &added, reads)
        }
        MetadataRequest::AddGoldenSql { question, sql } => {
            let added = Content::GoldenSql {
                question: question.clone(),
                sql: sql.clone(),
            };
            why_not_addable(declaration, &added, reads)
        }
        MetadataRequest::UpdateRelation { id, .. } => {
            let item = Item::Relation(id.clone());
            let is_fixable = declaration.values().iter().any(|value| {
                let list = reads.list_of(DriftKind::Relation);
                let content = list.and_then(|(_, list)| list.get(&item));
                declaration.may_overwrite(value.kind())
                    && content.is_some_and(|content| {
                        value.is_about(&item, content) && !value.is_declared(content)
                    })
            });
            (!is_fixable).then(|| "changes a relation that it may not fix".to_owned())
        }
        MetadataRequest::DeleteRelation(id) => {
            why_not_deletable(declaration, &Item::Relation(id.clone()), reads)
        }
        MetadataRequest::DeleteGoldenSql(id) => {
            why_not_deletable(declaration, &Item::GoldenSql(id.clone()), reads)
        }
        _ => None,
    }
}

/// An update sends back what was read, except for declared values.
fn why_not_updatable(
    declaration: &MetadataDeclaration,
    sent: &LiveMetadata,
    reads: &Reads<'_>,
) -> Option<String> {
    let Some((_, list)) = reads.tables else {
        return Some("is sent before any list was read".to_owned());
    };
    let is_in_update = |item: &Item| match item {
        Item::Description(table) | Item::AiUsage(table) | Item::Field { table, .. } => {
            table == "weborders"
        }
        Item::Relation(_) | Item::GoldenSql(_) => false,
    };
    let mut read = list.clone();
    read.0.retain(|item, _| is_in_update(item));
    let changed = read.changed_items(sent);
    if changed.is_empty() {
        return Some("changes nothing".to_owned());
    }
    let is_justified = |item: &Item| {
        let mut values = declaration.values().iter();
        let declared = values.find(|value| value.item().as_ref() == Some(item));
        declared.is_some_and(|value| {
            let is_unset = read.get(item).is_none();
            let was_new = reads.is_new_table(item) && read.get(item) == reads.discovered(item);
            declaration.level(value.kind()) != Level::Allow
                && sent
                    .get(item)
                    .is_some_and(|content| value.is_declared(content))
                && (is_unset || was_new || declaration.may_overwrite(value.kind()))
        })
    };
    let unjustified = changed.iter().find(|item| !is_justified(item));
    unjustified.map(|item| format!("changes {item}"))
}

fn why_not_addable(
    declaration: &MetadataDeclaration,
    added: &Content,
    reads: &Reads<'_>,
) -> Option<String> {
    let is_justified = |value: &DeclaredValue| {
        let found = reads.find(value);
        let may_overwrite = declaration.may_overwrite(value.kind());
        value.is_declared(added)
            && match found {
                Some(FoundMetadata::Unset) => declaration.level(value.kind()) != Level::Allow,
                Some(FoundMetadata::Different) => {
                    may_overwrite && value.kind() == DriftKind::GoldenSql
                }
                Some(FoundMetadata::Same) | None => false,
            }
    };
    let is_any = declaration.values().iter().any(is_justified);
    (!is_any).then(|| "is not declared, or the last list shows it".to_owned())
}

/// Only what another item replaces is deleted: an equal one, or the declared one.
fn why_not_deletable(
    declaration: &MetadataDeclaration,
    item: &Item,
    reads: &Reads<'_>,
) -> Option<String> {
    let kind = match item {
        Item::Relation(_) => DriftKind::Relation,
        _ => DriftKind::GoldenSql,
    };
    let list = reads.list_of(kind).map(|(_, list)| list);
    let Some((list, content)) = list.and_then(|list| Some((list, list.get(item)?))) else {
        return Some("is not in the last list".to_owned());
    };
    let mut values = declaration.values().iter();
    let Some(value) = values.find(|value| value.is_about(item, content)) else {
        return Some("is not declared".to_owned());
    };
    let others = list.0.iter().filter(|(other, _)| *other != item);
    let is_replaced = others.into_iter().any(|(other, replacement)| {
        replacement == content
            || (declaration.may_overwrite(value.kind())
                && value.is_about(other, replacement)
                && value.is_declared(replacement))
    });
    (!is_replaced).then(|| "has no replacement in the last list".to_owned())
}
