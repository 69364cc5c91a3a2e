//! Tokens that carry the secret of their visitor: of clients that have no identity, and send nothing of their own but the token that they were
//! given. To have such a token is to be its visitor.

use std::fmt;

/// In none of our tokens, and allowed in addresses as it is.
const SEPARATOR: char = '~';

/// A ticket or a pass as it was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentedToken<'t> {
    pub token: &'t str,
    /// What its visitor is recognized by, where it carries that.
    pub secret: Option<&'t str>,
}

impl<'t> PresentedToken<'t> {
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        match text.split_once(SEPARATOR) {
            Some((token, secret)) => Self { token, secret: Some(secret) },
            None => Self { token: text, secret: None },
        }
    }
}

impl fmt::Display for PresentedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token)?;
        self.secret.map_or(Ok(()), |secret| write!(f, "{SEPARATOR}{secret}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_carries_a_secret_or_none() {
        for (text, token, secret) in [
            ("a.b.c", "a.b.c", None),
            ("a~b", "a", Some("b")),
            ("~", "", Some("")),
            ("a~b~c", "a", Some("b~c")),
        ] {
            let presented = PresentedToken::of(text);
            assert_eq!((presented.token, presented.secret), (token, secret));
            assert_eq!(presented.to_string(), text);
        }
    }
}
