//! Durations are measured with a clock that nothing sets: the time of day may jump by hours, forward and back, and what waits for it then
//! waits for as long.

use crate::tidy::source::positions;
use crate::tidy::{Source, Violation};

/// Everything here waits, retries or gives up, and needs no time of day for it.
const WITHOUT_TIME_OF_DAY: [&str; 3] =
    ["crates/service-client/src/", "crates/lifecycle/src/", "crates/server/src/"];
/// Tokens are checked by other processes, against the time of day.
const EXCEPT: [&str; 1] = ["crates/access/src/service_tokens.rs"];
const MEND: &str = "measure durations with tokio::time::Instant; a Timestamp is for records and messages";

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let is_shipped = ["crates/", "services/"].iter().any(|folder| source.path.starts_with(folder));
    if !is_shipped || !source.path.contains("/src/") || EXCEPT.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let lines = if WITHOUT_TIME_OF_DAY.iter().any(|folder| source.path.starts_with(folder)) {
        source.lines_with("Timestamp")
    } else {
        shared_timestamps(source)
    };
    let lines = lines.into_iter().filter(|line| !source.is_test(*line));
    lines
        .map(|line| source.violation(line, "clocks", "a time of day decides how long to wait", MEND))
        .collect()
}

/// What a process remembers between calls, it remembers to compare with a later time.
fn shared_timestamps(source: &Source) -> Vec<usize> {
    let tokens = source.tokens();
    let shared =
        ["Mutex", "RwLock"].into_iter().flat_map(|lock| positions(&tokens, &[lock, "<"]).collect::<Vec<_>>());
    let in_lock = shared.filter(|at| {
        let mut depth = 0_i32;
        let inside = tokens.iter().skip(at + 1).take_while(|token| {
            depth += i32::from(**token == "<") - i32::from(**token == ">");
            depth > 0
        });
        inside.into_iter().any(|token| *token == "Timestamp")
    });
    in_lock.map(|at| source.token_line(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text)).iter().map(|found| found.line).collect()
    }

    #[test]
    fn what_waits_has_no_time_of_day() {
        let text = "use tokio::time::Instant;\nfn allows(&self, now: Timestamp) {}\n";
        assert_eq!(found("crates/service-client/src/breaker.rs", text), [2]);
        assert_eq!(found("crates/bus/src/message.rs", text), Vec::<usize>::new());
        assert_eq!(found("crates/service-client/tests/it/main.rs", text), Vec::<usize>::new());
    }

    #[test]
    fn what_is_remembered_between_calls_is_no_time_of_day() {
        let text =
            "struct A(\n    Mutex<HashMap<OrderId, Timestamp>>,\n);\nfn f(at: Timestamp, a: Mutex<u8>) {}\n";
        assert_eq!(found("services/order/src/app/a.rs", text), [2]);
        assert_eq!(found("crates/access/src/service_tokens.rs", text), Vec::<usize>::new());
    }
}
