//! Finds imports against the order of the rooms, and circles.

use std::collections::BTreeSet;

use crate::imports::Imports;

/// Returns the imports of a room by one that does not stand above it.
pub(crate) fn forbidden_imports(rooms: &[&str], imports: &Imports) -> Vec<String> {
    let floor = |room: &str| rooms.iter().position(|known| *known == room);
    let mut faults = BTreeSet::new();
    for (module, imported) in imports {
        let room = module[0].as_str();
        let Some(own) = floor(room) else {
            faults.insert(format!("`{room}` is in no list of rooms"));
            continue;
        };
        for imported in imported {
            let Some(other) = imported.first() else {
                faults.insert(format!("`{room}` imports from the root of the crate"));
                continue;
            };
            if floor(other).is_some_and(|floor| floor > own) {
                faults.insert(format!("`{room}` imports `{other}`, which is above it"));
            }
        }
    }
    faults.into_iter().collect()
}

/// Returns the sets of modules that import each other, directly or through others.
pub(crate) fn circles(imports: &Imports) -> Vec<String> {
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
    let mut circles = BTreeSet::new();
    for (module, found) in &reached {
        if !found.contains(*module) {
            continue;
        }
        let members: Vec<_> = reached
            .iter()
            .filter(|(other, back)| found.contains(*other) && back.contains(*module))
            .map(|(other, _)| format!("`{}`", other.join("::")))
            .collect();
        circles.insert(format!("circle: {}", members.join(", ")));
    }
    circles.into_iter().collect()
}
