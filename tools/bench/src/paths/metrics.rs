//! The metrics of a service, as its internal listener answers them.

use std::net::SocketAddr;

use anyhow::Context;

use crate::load::{Connection, get};

/// Over all lines of this name that have this label.
pub(super) fn sum(metrics: &str, name: &str, label: &str) -> f64 {
    let lines = metrics.lines().filter(|line| {
        let rest = line.strip_prefix(name).unwrap_or_default();
        (rest.starts_with('{') || rest.starts_with(' ')) && rest.contains(label)
    });
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

pub(super) async fn metrics(address: SocketAddr) -> anyhow::Result<String> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(&get("/metrics", "")).await?;
    String::from_utf8(answer.body.to_vec()).context("metrics are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_over_the_lines_of_its_name_and_label() {
        let metrics =
            "# TYPE a_sum\na_sum{s=\"x\"} 1.5\na_sum{s=\"y\"} 2\na_sums 4\na_count 8\na_count{s=\"x\"} 16\n";
        assert_eq!(sum(metrics, "a_sum", ""), 3.5);
        assert_eq!(sum(metrics, "a_sum", "s=\"y\""), 2.0);
        assert_eq!(sum(metrics, "a_count", ""), 24.0);
        assert_eq!(sum(metrics, "b", ""), 0.0);
    }
}
