//! Who may see whom: domain <- store <- app <- { http, api, messages, workers }; adapters implement ports; only `main.rs` and `lib.rs`
//! see adapters. A newcomer should be able to tell of any line in which layer it belongs.

use crate::tidy::{Source, Violation};

struct Layer {
    folders: &'static str,
    /// What may not be mentioned there.
    words: &'static str,
    mend: &'static str,
}

const LAYERS: [Layer; 4] = [
    Layer {
        folders: "domain",
        words: "async await tokio actix_web actix_http sqlx redis rdkafka serde serde_json utoipa contracts:: bus:: sql:: server:: telemetry:: \
                Clock IdSource crate::store crate::app crate::http crate::messages crate::workers crate::adapters",
        mend: "domain takes values and returns decisions: await, read clocks and convert in app/, http/ or messages/",
    },
    Layer {
        folders: "store",
        words: "actix_web actix_http redis rdkafka crate::app crate::http crate::messages crate::workers crate::adapters",
        mend: "store keeps domain values in SQL and knows nothing of who reads or writes them",
    },
    Layer {
        folders: "app",
        words: "actix_web actix_http sqlx redis rdkafka crate::http crate::messages crate::workers crate::adapters",
        mend: "app uses ports.rs, store/ and domain/ only; what it needs from outside becomes a method of a port",
    },
    Layer {
        folders: "http api messages workers",
        words: "sqlx redis rdkafka crate::store crate::adapters",
        mend: "call a use case in app/; only store/ and adapters/ know an engine",
    },
];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let Some(own) = source.layer().filter(|_| source.is_service()) else { return Vec::new() };
    let mut violations: Vec<Violation> = Vec::new();
    let mut rule_out = |code: &str, found: String, mend| {
        let lines = source.lines_with(code).into_iter().filter(|line| !source.is_test(*line));
        for line in lines {
            if violations.iter().all(|known| known.line != line) {
                violations.push(source.violation(line, "layers", found.as_str(), mend));
            }
        }
    };
    if let Some(layer) = LAYERS.iter().find(|layer| layer.folders.split(' ').any(|folder| folder == own)) {
        for word in layer.words.split_whitespace() {
            rule_out(word, format!("{own}/ mentions `{}`", word.trim_end_matches(':')), layer.mend);
        }
    }
    // `on_redis` is what lib.rs composes on one engine, in a file that a build without that engine leaves out.
    let composes = matches!(own, "lib" | "main" | "adapters" | "store" | "on_redis")
        || source.path.starts_with("services/holdfast/");
    if !composes {
        let mend = "take the port in `Deps`; lib.rs and main.rs choose the adapter";
        rule_out("adapters::", format!("{own} mentions adapters"), mend);
    }
    if !matches!(own, "app" | "store" | "adapters") {
        for commit in [".commit(", ".commit_lazily("] {
            let found = format!("{own} commits a transaction");
            rule_out(commit, found, "begin and commit in a use case in app/");
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, text: &str) -> Vec<String> {
        let source = Source::new(&format!("services/order/src/{file}"), text);
        check(&source).into_iter().map(|violation| violation.found).collect()
    }

    #[test]
    fn domain_is_pure() {
        let path = "domain/saga.rs";
        assert_eq!(found(path, "use serde::Serialize;"), ["domain/ mentions `serde`"]);
        assert_eq!(found(path, "pub async fn f() {}"), ["domain/ mentions `async`"]);
        assert_eq!(found(path, "use contracts::ErrorCode;"), ["domain/ mentions `contracts`"]);
        assert!(found(path, "// async\nlet server = Seat::Held;\nlet x = \"serde\";").is_empty());
    }

    #[test]
    fn layers_at_the_edge_know_no_engine() {
        assert_eq!(found("http/place.rs", "use sqlx::Row;"), ["http/ mentions `sqlx`"]);
        assert_eq!(found("messages/a.rs", "redis::cmd()"), ["messages/ mentions `redis`"]);
        assert_eq!(found("app/a.rs", "crate::http::x()"), ["app/ mentions `crate::http`"]);
    }

    #[test]
    fn only_use_cases_see_the_store() {
        assert!(
            found("store/tx.rs", "use sqlx::FromRow;\nuse bus::adapters::sql::enqueue;\ntx.commit()")
                .is_empty()
        );
        assert_eq!(found("store/tx.rs", "use crate::app::Orders;"), ["store/ mentions `crate::app`"]);
        assert!(found("app/a.rs", "use crate::store::OrderStore;").is_empty());
        assert_eq!(
            found("workers/a.rs", "use crate::store::OrderStore;"),
            ["workers/ mentions `crate::store`"]
        );
        assert_eq!(
            found("domain/a.rs", "use crate::store::OrderStore;"),
            ["domain/ mentions `crate::store`"]
        );
    }

    #[test]
    fn only_composition_sees_adapters() {
        assert_eq!(found("config.rs", "use crate::adapters::sql;"), ["config mentions adapters"]);
        assert_eq!(found("config.rs", "bus::adapters::sqlite::open()"), ["config mentions adapters"]);
        assert_eq!(found("app/a.rs", "use crate::adapters::sql;"), ["app/ mentions `crate::adapters`"]);
        assert!(found("lib.rs", "use crate::adapters::sql;").is_empty());
        assert!(found("adapters/sql/rows.rs", "crate::adapters::sql::x()").is_empty());
        let holdfast = Source::new("services/holdfast/src/assemble.rs", "order::adapters::sql::open()");
        assert!(check(&holdfast).is_empty());
    }

    #[test]
    fn a_transaction_ends_in_app() {
        assert_eq!(found("http/place.rs", "tx.commit().await"), ["http commits a transaction"]);
        assert!(found("app/place.rs", "tx.commit().await").is_empty());
        assert!(found("http/place.rs", "#[cfg(test)]\nmod tests {\n tx.commit()\n}").is_empty());
    }
}
