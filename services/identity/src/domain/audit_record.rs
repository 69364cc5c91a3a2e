//! Who with special rights has changed what.

use primitives::Timestamp;
use uuid::Uuid;

use super::Subject;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditObject {
    Organization(Uuid),
    User(Uuid),
}

impl AuditObject {
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Organization(_) => "ORGANIZATION",
            Self::User(_) => "USER",
        }
    }

    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Organization(id) | Self::User(id) => id,
        }
    }
}

/// A record that is to be written.
#[derive(Debug, Clone)]
pub struct AuditEntry<'a> {
    pub actor: &'a Subject,
    pub action: &'static str,
    pub object: AuditObject,
    /// In JSON, as far as it was changed; none: there was nothing.
    pub was: Option<String>,
    /// None: there is nothing any more.
    pub is_now: Option<String>,
    pub reason: Option<String>,
}

/// A record as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    pub id: Uuid,
    pub at: Timestamp,
    pub actor: String,
    pub actor_kind: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub was: Option<String>,
    pub is_now: Option<String>,
    pub reason: Option<String>,
    pub trace_id: String,
}
