//! One setting, three spellings.

const PREFIX: &str = "HOLDFAST_";

/// `HOLDFAST_LISTEN` as a key of the TOML file: `listen`.
pub(crate) fn toml_key(name: &str) -> String {
    name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase()
}

/// `PAYMENT_LATENCY_MS` as a flag, without its dashes: `payment-latency-ms`.
pub(crate) fn flag(name: &str) -> String {
    toml_key(name).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_three_spellings() {
        for (name, key, flagged) in [
            ("HOLDFAST_LISTEN", "listen", "listen"),
            ("PAYMENT_LATENCY_MS", "payment_latency_ms", "payment-latency-ms"),
            ("RUST_LOG", "rust_log", "rust-log"),
        ] {
            assert_eq!((toml_key(name).as_str(), flag(name).as_str()), (key, flagged));
        }
    }
}
