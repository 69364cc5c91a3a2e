//! What the tokens of a file bring into scope, declare and mention.

/// Paths are lists of segments; the empty one stands for whatever is in front of a leading `::`.
type Path = Vec<String>;

#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) uses: Vec<Use>,
    /// At the top level of the file.
    pub(super) items: Vec<String>,
    /// That have files of their own.
    pub(super) modules: Vec<String>,
    /// Everything from names of one segment to `a::b::C`, but fields, methods and what begins with `$crate`.
    pub(super) mentioned: Vec<Path>,
}

/// One name that a `use` brings into scope.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) path: Path,
    /// `*` where everything is brought in.
    pub(super) name: String,
    pub(super) is_public: bool,
}

const KINDS: [&str; 10] =
    ["struct", "enum", "union", "trait", "type", "fn", "const", "static", "mod", "macro_rules"];

impl Scope {
    pub(super) fn of(tokens: &[&str]) -> Self {
        let (mut scope, mut at, mut depth) = (Self::default(), 0, 0_i32);
        while let Some(token) = tokens.get(at) {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at)).copied().unwrap_or(";");
            let next = tokens.get(at + 1).copied().unwrap_or_default();
            match *token {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                "use" if matches!(before, ";" | "{" | "}" | "]" | "pub" | ")") => {
                    at += 1;
                    scope.tree(tokens, &mut at, Vec::new(), matches!(before, "pub" | ")"));
                }
                kind if depth == 0 && KINDS.contains(&kind) && !KINDS.contains(&next) => {
                    at += if next == "!" { 2 } else { 1 };
                    let is_module = kind == "mod" && tokens.get(at + 1) == Some(&";");
                    let names = if is_module { &mut scope.modules } else { &mut scope.items };
                    names.extend(tokens.get(at).map(|name| (*name).to_owned()));
                }
                name if name.starts_with(is_name) => {
                    let path = path(tokens, &mut at);
                    let is_range = at >= 2 && tokens.get(at - 2) == Some(&".");
                    if before != "$" && (before != "." || is_range) {
                        scope.mentioned.push(path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        scope
    }

    /// `a::{b, c as d, e::*}` is `a::b`, `a::c` by the name of `d`, and all of `a::e`.
    fn tree(&mut self, tokens: &[&str], at: &mut usize, mut path: Path, is_public: bool) {
        let (start, mut alias) = (*at, None);
        while let Some(token) = tokens.get(*at) {
            match *token {
                "," | "}" | ";" => break,
                "{" => {
                    while !matches!(tokens.get(*at), None | Some(&"}")) {
                        *at += 1;
                        self.tree(tokens, at, path.clone(), is_public);
                    }
                    *at += 1;
                    return;
                }
                "*" => alias = Some("*"),
                "as" => {
                    *at += 1;
                    alias = tokens.get(*at).copied();
                }
                ":" if path.is_empty() => path.push(String::new()),
                ":" => {}
                "self" if !path.is_empty() => {}
                name => path.push(name.to_owned()),
            }
            *at += 1;
        }
        // Nothing stands behind the last comma of a group.
        if let Some(name) = alias.map(str::to_owned).or_else(|| path.last().cloned()).filter(|_| *at > start)
        {
            self.uses.push(Use { path, name, is_public });
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The path that begins at a name; `at` becomes its last token.
fn path(tokens: &[&str], at: &mut usize) -> Path {
    let is_behind = at.checked_sub(2).and_then(|start| tokens.get(start..*at)) == Some(&[":", ":"]);
    let mut path = if is_behind { vec![String::new()] } else { Vec::new() };
    path.extend(tokens.get(*at).map(|name| (*name).to_owned()));
    while let Some([":", ":", name]) = tokens.get(*at + 1..*at + 4) {
        if !name.starts_with(is_name) {
            break;
        }
        path.push((*name).to_owned());
        *at += 3;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Source;

    fn scope(text: &str) -> Scope {
        Scope::of(&Source::new("crates/a/src/b.rs", text).product_tokens())
    }

    #[test]
    fn a_tree_of_uses_becomes_names() {
        let found = scope(
            "pub(crate) use crate::{app::{self, B as C,}, domain,};\nuse ::sql::Database;\nfn f() { use super::x::*; }",
        );
        let uses: Vec<String> =
            found.uses.iter().map(|one| format!("{} = {}", one.name, one.path.join("::"))).collect();
        assert_eq!(
            uses,
            [
                "app = crate::app",
                "C = crate::app::B",
                "domain = crate::domain",
                "Database = ::sql::Database",
                "* = super::x"
            ]
        );
        assert!(found.uses.iter().map(|one| one.is_public).eq([true, true, true, false, false]));
    }

    #[test]
    fn paths_are_mentioned_and_fields_and_macros_of_others_are_not() {
        let found = scope("$crate::a::b(); c::d::<E>(self.f, ..g); ::h::i");
        let paths: Vec<String> = found.mentioned.iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["c::d", "E", "self", "g", "::h::i"]);
    }

    #[test]
    fn items_and_modules_at_the_top_are_declared() {
        let found = scope(
            "mod a;\npub(crate) struct B { c: u8 }\npub const fn d(e: u8) {}\nimpl B { fn f() {} }\nmacro_rules! g {}\n",
        );
        assert_eq!(
            (found.items, found.modules),
            (["B", "d", "g"].map(str::to_owned).to_vec(), vec!["a".to_owned()])
        );
    }
}
