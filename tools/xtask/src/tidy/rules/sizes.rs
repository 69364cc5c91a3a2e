//! A file that does not fit into one reading is two files under one name.

use crate::tidy::{Source, Violation};

const LINES_MAX: usize = 400;
/// A service's `main` only composes: settings, telemetry, adapters, build, run.
const MAIN_LINES_MAX: usize = 60;

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let is_main = source.is_service() && source.path.ends_with("/src/main.rs");
    let limit = if is_main { MAIN_LINES_MAX } else { LINES_MAX };
    let lines = source.line_count();
    if lines <= limit {
        return Vec::new();
    }
    vec![Violation {
        path: source.path.clone(),
        line: lines,
        rule: "file size",
        found: format!("{lines} lines, of at most {limit}"),
        mend: "split the file where its subject changes, and give each part the name of its subject",
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_400_lines_is_the_longest() {
        assert!(check(&Source::new("crates/a/src/b.rs", &"x\n".repeat(400))).is_empty());
        assert_eq!(check(&Source::new("crates/a/src/b.rs", &"x\n".repeat(401))).len(), 1);
    }

    #[test]
    fn the_main_of_a_service_is_shorter() {
        assert_eq!(check(&Source::new("services/a/src/main.rs", &"x\n".repeat(61))).len(), 1);
        assert!(check(&Source::new("tools/xtask/src/main.rs", &"x\n".repeat(61))).is_empty());
    }
}
