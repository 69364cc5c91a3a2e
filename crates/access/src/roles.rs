//! Roles in an organization and in the installation, and who has them. What they allow is one table: [`crate::Action`].

use std::collections::BTreeMap;

use primitives::{EventId, UserId};
use uuid::Uuid;

/// In how many organizations one user may have a role: all of them are in each of its tokens.
pub const ORGS_MAX: usize = 16;

macro_rules! names {
    ($role:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $role {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As tokens, records and bodies have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|role| role.name() == name)
            }
        }
    };
}

/// What someone is to an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgRole {
    Owner,
    Manager,
    BoxOffice,
    Gate,
    Viewer,
}

names!(OrgRole {
    Owner = "OWNER",
    Manager = "MANAGER",
    BoxOffice = "BOX_OFFICE",
    Gate = "GATE",
    Viewer = "VIEWER",
});

/// What someone is to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlatformRole {
    Admin,
    Support,
    Auditor,
}

names!(PlatformRole { Admin = "ADMIN", Support = "SUPPORT", Auditor = "AUDITOR" });

/// All roles of a subject, and how often they have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    pub version: u64,
    pub orgs: BTreeMap<Uuid, OrgRole>,
    pub platform: Option<PlatformRole>,
}

/// The only gate, of the only event, that a device is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePlace {
    pub event: EventId,
    pub name: String,
}

/// Who a genuine token names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub subject: UserId,
    /// Of an API key or a device, its id.
    pub session: Uuid,
    pub guest: Option<UserId>,
    /// In whole seconds since 1970, as the others.
    pub authenticated_at: i64,
    pub issued_at: i64,
    pub expires_at: i64,
    pub rights: Rights,
    /// Of a device alone.
    pub gate: Option<GatePlace>,
}

impl Principal {
    /// One without an account, whom identity has given a name.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.subject.is_guest()
    }

    /// Whether it has anything to do with the organization. Who has not, is not to learn that there is one.
    #[must_use]
    pub fn knows(&self, org: Uuid) -> bool {
        self.rights.orgs.contains_key(&org) || self.rights.platform.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_its_name() {
        assert!(OrgRole::ALL.iter().all(|role| OrgRole::named(role.name()) == Some(*role)));
        assert!(PlatformRole::ALL.iter().all(|role| PlatformRole::named(role.name()) == Some(*role)));
        assert_eq!((OrgRole::named("owner"), PlatformRole::named("OWNER")), (None, None));
    }
}
