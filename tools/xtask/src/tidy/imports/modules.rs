//! The modules of a crate as a tree of files, and where a path in one of them leads.

use std::collections::BTreeMap;

use super::uses::{Scope, Use};
use crate::tidy::Source;

/// `use` may lead to `use`, as often as this.
const STEPS_MAX: u32 = 16;

pub(super) struct Module<'s> {
    pub(super) file: &'s str,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    scope: Scope,
}

/// All modules below one root, such as `lib.rs`.
pub(super) struct Modules<'s>(Vec<Module<'s>>);

/// Where a path leads: to an item of a module, or to the module as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Item(usize),
    Module(usize),
}

impl<'s> Modules<'s> {
    pub(super) fn below(root: &'s Source, sources: &BTreeMap<&str, &'s Source>) -> Self {
        let mut modules = Self(Vec::new());
        let folder = root.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        modules.add(root, folder, None, sources);
        modules
    }

    fn add(
        &mut self,
        source: &'s Source,
        folder: &str,
        parent: Option<usize>,
        sources: &BTreeMap<&str, &'s Source>,
    ) -> usize {
        let at = self.0.len();
        let mut scope = Scope::of(&source.product_tokens());
        let names = std::mem::take(&mut scope.modules);
        self.0.push(Module { file: &source.path, parent, children: BTreeMap::new(), scope });
        for name in names {
            let inside = format!("{folder}/{name}");
            let paths = [format!("{inside}.rs"), format!("{inside}/mod.rs")];
            let Some(source) = paths.iter().find_map(|path| sources.get(path.as_str())) else { continue };
            let child = self.add(source, &inside, Some(at), sources);
            if let Some(module) = self.0.get_mut(at) {
                module.children.insert(name, child);
            }
        }
        at
    }

    /// Each file with every other file of which it uses an item. A module that only passes on what its children have does not use them.
    pub(super) fn edges(&self) -> Vec<(&'s str, &'s str)> {
        let file = |at: usize| self.0.get(at).map(|module| module.file);
        let of = |at| self.used_by(at).into_iter().filter_map(move |used| Some((file(at)?, file(used)?)));
        (0..self.0.len()).flat_map(of).filter(|(from, to)| from != to).collect()
    }

    fn used_by(&self, at: usize) -> Vec<usize> {
        let Some(Module { scope, .. }) = self.0.get(at) else { return Vec::new() };
        let mentioned = scope.mentioned.iter().filter_map(|path| match self.resolve(at, path, 0)? {
            // A name alone is a variable that is called like a module.
            Target::Module(_) if path.len() == 1 => None,
            Target::Module(used) | Target::Item(used) => Some(used),
        });
        // Such as a trait whose methods are called.
        let is_mentioned = |one: &Use| scope.mentioned.iter().any(|path| path.first() == Some(&one.name));
        let silent = scope.uses.iter().filter(|one| !one.is_public && one.name != "*" && !is_mentioned(one));
        let silent = silent.filter_map(|one| match self.resolve(at, &one.path, 0)? {
            Target::Item(used) if !self.is_below(used, at) => Some(used),
            Target::Item(_) | Target::Module(_) => None,
        });
        mentioned.chain(silent).collect()
    }

    fn is_below(&self, at: usize, above: usize) -> bool {
        let parent = self.0.get(at).and_then(|module| module.parent);
        parent.is_some_and(|parent| parent == above || self.is_below(parent, above))
    }

    /// None where the path leads out of the crate.
    fn resolve(&self, at: usize, path: &[String], steps: u32) -> Option<Target> {
        let module = self.0.get(at).filter(|_| steps < STEPS_MAX)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.descend(0, rest, steps),
            "self" => self.descend(at, rest, steps),
            "super" if rest.first() == path.first() => self.resolve(module.parent?, rest, steps),
            "super" => self.descend(module.parent?, rest, steps),
            name => self.named(at, name, rest, steps),
        }
    }

    fn descend(&self, at: usize, path: &[String], steps: u32) -> Option<Target> {
        match path.split_first() {
            None => Some(Target::Module(at)),
            // Something that a macro makes is where the macro is.
            Some((name, rest)) => self.named(at, name, rest, steps).or(Some(Target::Item(at))),
        }
    }

    /// A name in the scope of a module, and what follows it.
    fn named(&self, at: usize, name: &str, rest: &[String], steps: u32) -> Option<Target> {
        let Module { children, scope, .. } = self.0.get(at)?;
        if let Some(child) = children.get(name) {
            return self.descend(*child, rest, steps);
        }
        if scope.items.iter().any(|item| item == name) {
            return Some(Target::Item(at));
        }
        let is_meant = |one: &&Use| one.name == name && one.path.first().is_some_and(|first| first != name);
        if let Some(one) = scope.uses.iter().find(is_meant) {
            return self.resolve(at, &[one.path.as_slice(), rest].concat(), steps + 1);
        }
        // What a glob is of is not itself looked for behind globs: two of them in one module would look for each other without end.
        let is_found_without_globs = |first: &String| {
            matches!(first.as_str(), "crate" | "self" | "super")
                || children.contains_key(first.as_str())
                || scope.uses.iter().any(|other| other.name == *first)
        };
        let globs = scope.uses.iter().filter(|one| one.name == "*");
        globs.filter(|one| one.path.first().is_some_and(is_found_without_globs)).find_map(|one| {
            match self.resolve(at, &one.path, steps + 1)? {
                Target::Module(other) if other != at => self.named(other, name, rest, steps + 1),
                Target::Module(_) | Target::Item(_) => None,
            }
        })
    }
}
