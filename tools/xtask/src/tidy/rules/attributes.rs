//! A lint is never switched off in silence: `expect` says why, and complains when the reason is gone.

use crate::tidy::{Source, Violation};

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (name, needs_reason) in [("[allow(", false), ("[expect(", true)] {
        for (at, _) in source.code.match_indices(name) {
            let is_attribute = source.code.get(..at).is_some_and(|before| before.ends_with(['#', '!']));
            let inside = source.code.get(at..).and_then(|rest| rest.split(']').next()).unwrap_or_default();
            if !is_attribute || (needs_reason && inside.contains("reason")) {
                continue;
            }
            let found = if needs_reason { "an `expect` without a reason" } else { "an `allow`" };
            violations.push(Violation {
                path: source.path.clone(),
                line: source.line_of(at),
                rule: "attributes",
                found: found.to_owned(),
                mend: "mend what the lint says, or write `#[expect(lint, reason = \"..\")]`",
            });
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allow_is_forbidden_and_expect_has_a_reason() {
        let found = |text: &str| check(&Source::new("crates/a/src/b.rs", text)).len();
        assert_eq!(found("#[allow(dead_code)]\nfn f() {}"), 1);
        assert_eq!(found("#![allow(dead_code)]"), 1);
        assert_eq!(found("#[expect(dead_code)]\nfn f() {}"), 1);
        assert_eq!(found("#[expect(\n  dead_code,\n  reason = \"used by the next issue\"\n)]\nfn f() {}"), 0);
        assert_eq!(found("// #[allow(x)]\nlet a = \"#[allow(y)]\";"), 0);
    }
}
