//! What a process cannot do without. Asked for only when the job at hand needs it: to migrate takes no neighbours.

/// `example` is a value that would do.
pub(crate) fn needed<T>(given: Option<T>, name: &str, example: &str) -> anyhow::Result<T> {
    given.ok_or_else(|| missing(name, example))
}

pub(crate) fn missing(name: &str, example: &str) -> anyhow::Error {
    anyhow::anyhow!("{name} is missing: set it, such as {name}={example}; --help lists all settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_an_example() {
        let sentence = needed(None::<u8>, "DATABASE_URL", "mysql://me@db/holdfast").unwrap_err().to_string();
        assert!(sentence.contains("DATABASE_URL=mysql://me@db/holdfast"), "{sentence}");
    }
}
