//! The modules of a crate as a tree of files, and where a path in one of them leads.

use std::collections::BTreeMap;

use super::uses::{Use, declared, mentioned, split};
use crate::tidy::Source;

/// `use` may lead to `use`, as often as this.
const STEPS_MAX: u32 = 16;

pub(super) struct Module<'s> {
    pub(super) file: &'s str,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: Vec<String>,
    uses: Vec<Use>,
    mentioned: Vec<Vec<String>>,
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
        let code = if source.path.contains("/tests/") { source.code.clone() } else { source.product_code() };
        let (uses, code) = split(&code);
        let (items, names) = declared(&code);
        let at = self.0.len();
        let (file, children, mentioned) = (source.path.as_str(), BTreeMap::new(), mentioned(&code));
        self.0.push(Module { file, parent, children, items, uses, mentioned });
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
    pub(super) fn edges(&self) -> impl Iterator<Item = (&'s str, &'s str)> {
        let of = |at: usize| {
            self.used_by(at).into_iter().filter_map(move |used| Some((self.0.get(at)?, self.0.get(used)?)))
        };
        let edges: Vec<_> = (0..self.0.len()).flat_map(of).map(|(from, to)| (from.file, to.file)).collect();
        edges.into_iter().filter(|(from, to)| from != to)
    }

    fn used_by(&self, at: usize) -> Vec<usize> {
        let Some(module) = self.0.get(at) else { return Vec::new() };
        let mentioned = module.mentioned.iter().filter_map(|path| match self.resolve(at, path, 0)? {
            // A name alone is a variable that is called like a module.
            Target::Module(_) if path.len() == 1 => None,
            Target::Module(used) | Target::Item(used) => Some(used),
        });
        // Such as a trait whose methods are called.
        let is_silent = |one: &&Use| {
            !one.is_public && !module.mentioned.iter().any(|path| path.first() == Some(&one.name))
        };
        let silent =
            module.uses.iter().filter(is_silent).filter_map(|one| match self.resolve(at, &one.path, 0)? {
                Target::Item(used) if !self.is_below(used, at) && one.name != "*" => Some(used),
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
            "super" => self.resolve_above(module.parent?, rest, steps),
            name => self.named(at, name, rest, steps),
        }
    }

    /// Behind `super`, which may follow again.
    fn resolve_above(&self, at: usize, path: &[String], steps: u32) -> Option<Target> {
        match path.split_first() {
            Some((first, rest)) if first == "super" => {
                self.resolve_above(self.0.get(at)?.parent?, rest, steps)
            }
            _ => self.descend(at, path, steps),
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
        let module = self.0.get(at)?;
        if let Some(child) = module.children.get(name) {
            return self.descend(*child, rest, steps);
        }
        if module.items.iter().any(|item| item == name) {
            return Some(Target::Item(at));
        }
        let mut uses = module
            .uses
            .iter()
            .filter(|one| one.name == name && one.path.first().is_some_and(|first| first != name));
        if let Some(one) = uses.next() {
            return self.resolve(at, &[one.path.as_slice(), rest].concat(), steps + 1);
        }
        let globs = module.uses.iter().filter(|one| one.name == "*");
        globs
            .filter_map(|one| match self.resolve(at, &one.path, steps + 1)? {
                Target::Module(everything) if everything != at => {
                    self.named(everything, name, rest, steps + 1)
                }
                Target::Module(_) | Target::Item(_) => None,
            })
            .next()
    }
}
