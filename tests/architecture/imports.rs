//! Finds which module imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Path, UseTree};

/// A source file.
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    /// The names of the modules from the crate's root; empty for the root itself.
    pub(crate) path: Vec<String>,
    pub(crate) source: String,
}

/// Each module with the modules that it imports. The root is left out, because it declares and
/// re-exports all others.
pub(crate) type Imports = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

pub(crate) fn imports_of(modules: &[Module]) -> Imports {
    let known: BTreeSet<_> = modules.iter().map(|module| module.path.clone()).collect();
    modules
        .iter()
        .filter(|module| !module.path.is_empty())
        .map(|module| {
            let file = syn::parse_file(&module.source)
                .unwrap_or_else(|error| panic!("{}: {error}", module.file.display()));
            let mut collector = Collector {
                module: &module.path,
                known: &known,
                imports: BTreeSet::new(),
            };
            collector.visit_file(&file);
            (module.path.clone(), collector.imports)
        })
        .collect()
}

struct Collector<'m> {
    module: &'m [String],
    known: &'m BTreeSet<Vec<String>>,
    imports: BTreeSet<Vec<String>>,
}

impl Collector<'_> {
    /// Adds the module that a path names, if it is one of this crate.
    fn add(&mut self, segments: &[String]) {
        let Some(absolute) = self.absolute(segments) else {
            return;
        };
        let named = (0..=absolute.len())
            .rev()
            .map(|length| absolute[..length].to_vec())
            .find(|module| self.known.contains(module));
        self.imports
            .extend(named.filter(|named| named != self.module));
    }

    fn absolute(&self, segments: &[String]) -> Option<Vec<String>> {
        let mut base = match segments.first()?.as_str() {
            "crate" => return Some(segments[1..].to_vec()),
            "self" | "super" => self.module.to_vec(),
            // A child module is in scope by its bare name.
            name => {
                let mut child = self.module.to_vec();
                child.push(name.to_owned());
                return self
                    .known
                    .contains(&child)
                    .then(|| [self.module, segments].concat());
            }
        };
        let mut rest = segments;
        while let [first, tail @ ..] = rest {
            match first.as_str() {
                "self" => {}
                "super" => {
                    base.pop()?;
                }
                _ => break,
            }
            rest = tail;
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    fn add_tree(&mut self, prefix: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.add(&with(&name.ident)),
            UseTree::Rename(name) => self.add(&with(&name.ident)),
            UseTree::Glob(_) => self.add(prefix),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(prefix, tree);
                }
            }
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        // A module in the same file has the same imports as its file, apart from one more `super`.
        if let Some((_, items)) = &item.content {
            for item in items {
                self.visit_item(item);
            }
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if segments.len() > 1 {
            self.add(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}
