//! The key of a program: whose it is, what it may do, and how it is written.

use access::OrgRole;
use primitives::Timestamp;
use uuid::Uuid;

/// Of one organization.
pub const API_KEYS_MAX: usize = 20;
/// Names the kind, also to those who look for leaked secrets.
const PREFIX: &str = "hfk_";
const TEXT_BYTES_MAX: usize = 128;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    pub org: Uuid,
    pub name: String,
    /// Any but that of an owner.
    pub role: OrgRole,
    pub created_at: Timestamp,
}

/// A key as a program shows it. Whether its secret is right remains to be asked.
#[derive(Clone, PartialEq, Eq)]
pub struct PresentedApiKey {
    pub id: Uuid,
    pub secret: String,
}

impl ApiKey {
    /// What its program has to keep, as it is shown once.
    #[must_use]
    pub fn text(&self, secret: &str) -> String {
        format!("{PREFIX}{}_{secret}", self.id.simple())
    }
}

impl PresentedApiKey {
    /// None: it is no key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix(PREFIX).filter(|text| text.len() <= TEXT_BYTES_MAX)?;
        let (id, secret) = text.split_once('_')?;
        let id = Uuid::try_parse(id).ok().filter(|known| known.simple().to_string() == id)?;
        Some(Self { id, secret: secret.to_owned() })
    }
}

impl std::fmt::Debug for PresentedApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PresentedApiKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_never_shown() {
        let (id, created_at) = (Uuid::from_u128(7), Timestamp::from_micros(0));
        let key = ApiKey { id, org: id, name: "Door list".to_owned(), role: OrgRole::Viewer, created_at };
        let text = key.text("a_secret-of-a-key");
        let presented = PresentedApiKey::parse(&text).unwrap();
        assert_eq!((presented.id, presented.secret.as_str()), (id, "a_secret-of-a-key"));
        assert!(!format!("{presented:?}").contains("secret"));
        for wrong in ["", "hfk_", "hfk_7_secret", &text[1..], &format!("hfk_{id}_secret"), &"hfk_".repeat(99)]
        {
            assert_eq!(PresentedApiKey::parse(wrong), None, "{wrong}");
        }
    }
}
