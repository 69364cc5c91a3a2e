//! Who may see whom: domain <- app <- { http, messages, workers }; adapters implement ports; only `main.rs` and `lib.rs`
//! see adapters. A newcomer should be able to tell of any line in which layer it belongs.

use crate::tidy::words::has_word;
use crate::tidy::{Source, Violation};

struct Layer {
    names: &'static [&'static str],
    words: &'static [&'static str],
    mend: &'static str,
}

const LAYERS: [Layer; 3] = [
    Layer {
        names: &["domain"],
        words: &[
            "async",
            "await",
            "tokio",
            "actix_web",
            "actix_http",
            "sqlx",
            "redis",
            "rdkafka",
            "serde",
            "serde_json",
            "utoipa",
            "contracts",
            "bus",
            "sql",
            "server",
            "telemetry",
            "Clock",
            "IdSource",
            "crate::app",
            "crate::http",
            "crate::messages",
            "crate::workers",
            "crate::adapters",
        ],
        mend: "domain takes values and returns decisions: await, read clocks and convert in app/, http/ or messages/",
    },
    Layer {
        names: &["app"],
        words: &[
            "actix_web",
            "actix_http",
            "sqlx",
            "redis",
            "rdkafka",
            "crate::http",
            "crate::messages",
            "crate::workers",
            "crate::adapters",
        ],
        mend: "app speaks to ports.rs and domain/ only; what it needs from outside becomes a method of a port",
    },
    Layer {
        names: &["http", "messages", "workers"],
        words: &["sqlx", "redis", "rdkafka", "crate::adapters"],
        mend: "call a use case in app/; only adapters/ know which engine is behind a port",
    },
];

pub(crate) fn check(source: &Source) -> Vec<Violation> {
    let Some(own) = source.layer().filter(|_| source.is_service()) else { return Vec::new() };
    let composes = matches!(own, "lib" | "main") || source.path.starts_with("services/holdfast/");
    let mut violations = Vec::new();
    for (number, line) in source.product_lines() {
        let mut add = |found: String, mend| {
            violations.push(Violation {
                path: source.path.clone(),
                line: number,
                rule: "layers",
                found,
                mend,
            });
        };
        for layer in LAYERS.iter().filter(|layer| layer.names.contains(&own)) {
            for word in layer.words.iter().filter(|word| has_word(line, word) && !is_local_name(line, word)) {
                add(format!("{own}/ mentions `{word}`"), layer.mend);
            }
        }
        let is_known =
            LAYERS.iter().any(|layer| layer.names.contains(&own)) && has_word(line, "crate::adapters");
        if own != "adapters" && !composes && !is_known && line.contains("adapters::") {
            add(
                format!("{own} mentions adapters"),
                "take the port in `Deps`; lib.rs and main.rs choose the adapter",
            );
        }
        let commits = line.contains(".commit(") || line.contains(".commit_lazily(");
        if commits && !matches!(own, "app" | "adapters") {
            add(format!("{own} commits a transaction"), "begin and commit in a use case in app/");
        }
    }
    violations
}

/// `bus`, `sql` and `server` are crates only where a path follows, or in a `use`; else they are names like any other.
fn is_local_name(line: &str, word: &str) -> bool {
    let is_crate = matches!(word, "bus" | "sql" | "server" | "contracts" | "telemetry");
    is_crate
        && !has_word(line, &format!("{word}::"))
        && !line.trim_start().starts_with(&format!("use {word}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Source::new(path, text)).into_iter().map(|violation| violation.found).collect()
    }

    #[test]
    fn domain_is_pure() {
        let path = "services/order/src/domain/saga.rs";
        assert_eq!(found(path, "use serde::Serialize;"), ["domain/ mentions `serde`"]);
        assert_eq!(found(path, "pub async fn f() {}"), ["domain/ mentions `async`"]);
        assert_eq!(found(path, "use contracts::ErrorCode;"), ["domain/ mentions `contracts`"]);
        assert!(
            found(path, "// async is for others\nlet server = Seat::Held;\nlet x = \"serde\";").is_empty()
        );
    }

    #[test]
    fn layers_at_the_edge_know_no_engine() {
        assert_eq!(found("services/order/src/http/place.rs", "use sqlx::Row;"), ["http/ mentions `sqlx`"]);
        assert_eq!(found("services/order/src/messages/a.rs", "redis::cmd()"), ["messages/ mentions `redis`"]);
        assert_eq!(found("services/order/src/app/a.rs", "crate::http::x()"), ["app/ mentions `crate::http`"]);
    }

    #[test]
    fn only_composition_sees_adapters() {
        assert_eq!(
            found("services/order/src/config.rs", "use crate::adapters::sql;"),
            ["config mentions adapters"]
        );
        assert_eq!(
            found("services/order/src/config.rs", "bus::adapters::sqlite::open()"),
            ["config mentions adapters"]
        );
        assert!(found("services/order/src/lib.rs", "use crate::adapters::sql;").is_empty());
        assert!(found("services/order/src/adapters/sql/rows.rs", "crate::adapters::sql::x()").is_empty());
        assert!(found("services/holdfast/src/assemble.rs", "order::adapters::sql::open()").is_empty());
    }

    #[test]
    fn a_transaction_ends_in_app() {
        assert_eq!(
            found("services/order/src/http/place.rs", "tx.commit().await"),
            ["http commits a transaction"]
        );
        assert!(found("services/order/src/app/place.rs", "tx.commit().await").is_empty());
        assert!(
            found("services/order/src/http/place.rs", "#[cfg(test)]\nmod tests {\n tx.commit()\n}")
                .is_empty()
        );
    }
}
