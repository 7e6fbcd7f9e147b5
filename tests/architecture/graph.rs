//! Finds imports that violate the room order, and import cycles.

use std::collections::BTreeSet;

use crate::imports::Imports;

/// Returns the imports that point to a later room.
pub(crate) fn forbidden_imports(rooms: &[&str], imports: &Imports) -> Vec<String> {
    let position = |room: &str| rooms.iter().position(|known| *known == room);
    let mut faults = BTreeSet::new();
    for (module, imported) in imports {
        let room = module[0].as_str();
        let Some(own) = position(room) else {
            faults.insert(format!("`{room}` is in no list of rooms"));
            continue;
        };
        for imported in imported {
            let Some(other) = imported.first() else {
                faults.insert(format!("`{room}` imports from the root of the crate"));
                continue;
            };
            if position(other).is_some_and(|other| other > own) {
                faults.insert(format!("`{room}` imports `{other}`, which comes later"));
            }
        }
    }
    faults.into_iter().collect()
}

/// Returns the sets of modules that import each other, directly or through others.
pub(crate) fn import_cycles(imports: &Imports) -> Vec<String> {
    let reachable = |start: &Vec<String>| {
        let mut found = BTreeSet::new();
        let mut next = vec![start];
        while let Some(module) = next.pop() {
            for imported in imports.get(module).into_iter().flatten() {
                if found.insert(imported.clone()) {
                    next.push(imported);
                }
            }
        }
        found
    };
    let reached: Vec<_> = imports
        .keys()
        .map(|module| (module, reachable(module)))
        .collect();
    let mut cycles = BTreeSet::new();
    for (module, found) in &reached {
        if !found.contains(*module) {
            continue;
        }
        let members: Vec<_> = reached
            .iter()
            .filter(|(other, back)| found.contains(*other) && back.contains(*module))
            .map(|(other, _)| format!("`{}`", other.join("::")))
            .collect();
        cycles.insert(format!("import cycle: {}", members.join(", ")));
    }
    cycles.into_iter().collect()
}
