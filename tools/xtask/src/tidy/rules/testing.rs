//! Tests wait for a condition or a signal, always run, and show what they expect.

use crate::tidy::{Source, Violation};

const BANNED: [(&str, &str); 3] = [
    ("sleep(", "wait for the condition with `testkit::eventually`, for a signal, or move a fake clock"),
    ("#[ignore", "a test that does not run proves nothing: mend it or delete it"),
    ("#[should_panic", "return a Result from the code, and assert on the error"),
];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let banned = BANNED.iter().flat_map(|(code, mend)| {
        let lines = source.lines_with(code).into_iter().filter(|line| source.is_test(*line));
        let found = format!("a test with `{}`", code.trim_matches(['#', '[', '(']));
        lines.map(move |line| source.violation(line, "tests", found.as_str(), mend))
    });
    banned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_does_not_sleep_and_is_not_skipped() {
        let found = |path: &str, text: &str| check(&Source::new(path, text)).len();
        assert_eq!(found("services/order/tests/it/a.rs", "tokio::time::sleep(ONE).await;"), 1);
        assert_eq!(found("services/order/tests/it/a.rs", "#[ignore = \"slow\"]\n#[should_panic]"), 2);
        assert_eq!(found("tools/testkit/src/eventually.rs", "tokio::time::sleep(ONE).await;"), 0);
    }
}
