//! Where a browser goes on after a log-in: a page of this shop, and of no other.

const BYTES_MAX: usize = 500;

/// A path with its query, as an address of this shop ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a path of this shop, such as /orders, of at most 500 bytes")]
pub struct NoReturnPath;

impl ReturnPath {
    /// Browsers read `//` and `/\` at the beginning as another site, and skip what is not visible.
    pub fn parse(text: &str) -> Result<Self, NoReturnPath> {
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let fits = is_visible && is_path && text.len() <= BYTES_MAX;
        if fits { Ok(Self(text.to_owned())) } else { Err(NoReturnPath) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_to_another_site() {
        for path in ["/", "/orders", "/events/7?section=A&seats=1,2", "/%2F%2Fattacker.example"] {
            assert_eq!(ReturnPath::parse(path).unwrap().as_str(), path);
        }
        let long = format!("/{}", "a".repeat(BYTES_MAX));
        for wrong in [
            "",
            "orders",
            "//attacker.example",
            "///attacker.example",
            "/\\attacker.example",
            "\\\\attacker.example",
            "/\t/attacker.example",
            "/\r\nLocation: https://attacker.example",
            "https://attacker.example/",
            "javascript:alert(1)",
            " /orders",
            "/orders#token=abc",
            "/주문",
            &long,
        ] {
            assert_eq!(ReturnPath::parse(wrong), Err(NoReturnPath), "{wrong:?}");
        }
    }
}
