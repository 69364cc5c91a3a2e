//! What the text of a file brings into scope and which names it mentions.

use crate::tidy::words::{head, is_name};

/// One name that a `use` brings into scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) path: Vec<String>,
    /// `*` where everything is brought in.
    pub(super) name: String,
    pub(super) is_public: bool,
}

/// All `use` declarations, and the code without them.
pub(super) fn split(code: &str) -> (Vec<Use>, String) {
    let (mut uses, mut rest, mut at) = (Vec::new(), code.to_owned(), 0);
    while let Some(start) = code.get(at..).and_then(next_use).map(|found| at + found) {
        let tree = code.get(start + 4..).unwrap_or_default();
        let Some(length) = tree.find(';') else { break };
        let before = code.get(..start).unwrap_or_default().lines().next_back().unwrap_or_default();
        let found = uses.len();
        expand(tree.get(..length).unwrap_or_default(), &[], &mut uses);
        uses.iter_mut().skip(found).for_each(|one| one.is_public = before.trim_start().starts_with("pub"));
        at = start + 4 + length;
        rest.replace_range(start..at, &" ".repeat(at - start));
    }
    (uses, rest)
}

/// Where `use ` begins a declaration.
fn next_use(code: &str) -> Option<usize> {
    let is_declaration = |at: &usize| {
        let line = code.get(..*at).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim();
        line.is_empty() || line.starts_with("pub") || line.ends_with(['{', ';'])
    };
    code.match_indices("use ").map(|(at, _)| at).find(is_declaration)
}

/// `a::{b, c as d, e::*}` is `a::b`, `a::c` by the name of `d`, and all of `a::e`.
fn expand(tree: &str, prefix: &[String], uses: &mut Vec<Use>) {
    let tree = tree.trim();
    if let Some((path, group)) = tree.split_once('{') {
        let prefix = [prefix, &segments(path)].concat();
        let group = group.trim_end().strip_suffix('}').unwrap_or(group);
        branches(group).into_iter().for_each(|branch| expand(branch, &prefix, uses));
        return;
    }
    let (path, alias) =
        tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path = [prefix, &segments(path)].concat();
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let name = if tree.ends_with('*') { Some("*") } else { alias.or(path.last().map(String::as_str)) };
    if let Some(name) = name.map(str::to_owned).filter(|_| !tree.is_empty()) {
        uses.push(Use { path, name, is_public: false });
    }
}

/// A leading `::` stays as an empty segment: such a path begins with a crate.
fn segments(path: &str) -> Vec<String> {
    let path = path.trim().trim_end_matches("::*").trim_end_matches("::");
    if path.is_empty() || path == "*" {
        Vec::new()
    } else {
        path.split("::").map(|part| part.trim().to_owned()).collect()
    }
}

/// Splits at the commas that are in no inner group.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut branches) = (0_u32, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                branches.extend(group.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    branches.extend(group.get(start..));
    branches
}

/// Every path that the code mentions, from names of one segment to `a::b::C`. Fields, methods and `$crate` are none.
pub(super) fn mentioned(code: &str) -> Vec<Vec<String>> {
    let (mut paths, mut at) = (Vec::new(), 0);
    while let Some(start) = code.get(at..).and_then(|rest| rest.find(is_name)).map(|found| at + found) {
        let before = code.get(..start).unwrap_or_default().trim_end();
        let is_path = !before.ends_with(['.', '$', '\'']) || before.ends_with("..");
        let mut path = if before.ends_with("::") { vec![String::new()] } else { Vec::new() };
        at = start;
        loop {
            let name = head(code.get(at..).unwrap_or_default());
            path.push(name.to_owned());
            at += name.len();
            match code.get(at..).and_then(|rest| rest.strip_prefix("::")) {
                Some(rest) if rest.starts_with(is_name) => at += 2,
                _ => break,
            }
        }
        if is_path {
            paths.push(path);
        }
    }
    paths
}

/// The names of items at the top level of a file, and of the modules that have files of their own.
pub(super) fn declared(code: &str) -> (Vec<String>, Vec<String>) {
    const KINDS: [&str; 10] =
        ["struct", "enum", "union", "trait", "type", "fn", "const", "static", "mod", "macro_rules!"];
    let (mut items, mut modules, mut depth) = (Vec::new(), Vec::new(), 0_i32);
    for line in code.lines() {
        if depth == 0 {
            let mut words = line.split_whitespace().skip_while(|word| !KINDS.contains(word)).peekable();
            while words.next_if(|word| KINDS.contains(word) && *word != "mod").is_some() {}
            let is_module = words.next_if(|word| *word == "mod").is_some();
            let name = words.next().unwrap_or_default();
            if is_module && name.ends_with(';') {
                modules.push(head(name).to_owned());
            } else if !name.is_empty() {
                items.push(head(name).to_owned());
            }
        }
        let braces =
            |open: char, close: char| line.matches(open).count() as i32 - line.matches(close).count() as i32;
        depth += braces('{', '}') + braces('(', ')');
    }
    (items, modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(uses: &[Use]) -> Vec<String> {
        uses.iter().map(|one| format!("{} = {}", one.name, one.path.join("::"))).collect()
    }

    #[test]
    fn a_tree_of_uses_becomes_names() {
        let code = "pub(crate) use crate::{\n    app::{self, B as C},\n    domain,\n};\nfn f() {\n    use super::x::*;\n    g();\n}\n";
        let (uses, rest) = split(code);
        assert_eq!(
            paths(&uses),
            ["app = crate::app", "C = crate::app::B", "domain = crate::domain", "* = super::x"]
        );
        assert_eq!(uses.iter().map(|one| one.is_public).collect::<Vec<_>>(), [true, true, true, false]);
        assert!(!rest.contains("use") && rest.contains("g();") && rest.len() == code.len(), "{rest}");
        assert_eq!(paths(&split("use ::sql::Database;").0), ["Database = ::sql::Database"]);
    }

    #[test]
    fn paths_are_mentioned_and_fields_and_macros_of_others_are_not() {
        let paths: Vec<String> = mentioned("$crate::a::b(); c::d::<E>(self.f, ..g); ::h::i")
            .iter()
            .map(|path| path.join("::"))
            .collect();
        assert_eq!(paths, ["c::d", "E", "self", "g", "::h::i"]);
    }

    #[test]
    fn items_and_modules_at_the_top_are_declared() {
        let code = "mod a;\npub(crate) struct B {\n    c: u8,\n}\npub const fn d(\n) {}\nimpl B {\n    fn e() {}\n}\nmacro_rules! f {}\n";
        let (items, modules) = declared(code);
        assert_eq!(items, ["B", "d", "f"]);
        assert_eq!(modules, ["a"]);
    }
}
