//! What oasdiff finds.

use std::fmt;

use serde::Deserialize;

const ERROR: u8 = 3;

/// One change, as oasdiff reports it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Finding {
    pub(super) id: String,
    pub(super) text: String,
    level: u8,
    #[serde(default)]
    operation: String,
    #[serde(default)]
    path: String,
}

impl Finding {
    pub(super) fn is_error(&self) -> bool {
        self.level >= ERROR
    }

    /// `GET /api/orders`; or nothing, of what is no operation's.
    pub(super) fn place(&self) -> String {
        format!("{} {}", self.operation, self.path).trim().to_owned()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` `{}`: {}", self.id, self.place(), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_names_the_operation_that_it_is_about() {
        let json =
            r#"{"id":"api-removed","text":"api removed","level":3,"operation":"GET","path":"/api/orders"}"#;
        let finding: Finding = serde_json::from_str(json).unwrap();
        assert_eq!(finding.to_string(), "`api-removed` `GET /api/orders`: api removed");
        let schemes = Finding { operation: String::new(), path: String::new(), ..finding };
        assert_eq!(schemes.place(), "");
    }
}
