//! An organization and its members: how many there may be, and that one of them is always an owner.

use access::OrgRole;
use primitives::Timestamp;
use uuid::Uuid;

pub const MEMBERS_MAX: usize = 300;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: Uuid,
    pub name: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub user: Uuid,
    pub role: OrgRole,
    pub since: Timestamp,
}

/// All members of one organization, of one version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    pub version: u64,
    pub list: Vec<Member>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefusal {
    #[error("there is no such member")]
    NoMember,
    #[error("an organization has an owner")]
    LastOwner,
    #[error("the organization has as many members as there may be")]
    TooMany,
}

impl Members {
    #[must_use]
    pub fn role_of(&self, user: Uuid) -> Option<OrgRole> {
        self.list.iter().find(|member| member.user == user).map(|member| member.role)
    }

    /// Whether the user may get this role; none: it is taken away.
    pub fn check(&self, user: Uuid, next: Option<OrgRole>) -> Result<(), MemberRefusal> {
        let was = self.role_of(user);
        if was.is_none() && next.is_none() {
            return Err(MemberRefusal::NoMember);
        }
        if was.is_none() && self.list.len() >= MEMBERS_MAX {
            return Err(MemberRefusal::TooMany);
        }
        let owners = self.list.iter().filter(|member| member.role == OrgRole::Owner).count();
        let is_lost = was == Some(OrgRole::Owner) && next != Some(OrgRole::Owner);
        if is_lost && owners <= 1 { Err(MemberRefusal::LastOwner) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(roles: &[OrgRole]) -> Members {
        let member = |(number, role): (u128, &OrgRole)| Member {
            user: Uuid::from_u128(number),
            role: *role,
            since: Timestamp::from_micros(0),
        };
        Members { version: 0, list: (0..).zip(roles).map(member).collect() }
    }

    #[test]
    fn an_owner_remains_whatever_is_changed() {
        use OrgRole::{Manager, Owner, Viewer};
        let [one, two] = [&[Owner, Viewer][..], &[Owner, Owner]].map(members);
        for (members, user, next, decision) in [
            (&one, 0, None, Err(MemberRefusal::LastOwner)),
            (&one, 0, Some(Manager), Err(MemberRefusal::LastOwner)),
            (&one, 0, Some(Owner), Ok(())),
            (&one, 1, None, Ok(())),
            (&one, 1, Some(Owner), Ok(())),
            (&one, 7, None, Err(MemberRefusal::NoMember)),
            (&one, 7, Some(Viewer), Ok(())),
            (&two, 0, None, Ok(())),
            (&two, 1, Some(Viewer), Ok(())),
        ] {
            assert_eq!(members.check(Uuid::from_u128(user), next), decision, "{user} {next:?}");
        }
        let full = members(&[Owner; MEMBERS_MAX]);
        let new = Uuid::from_u128(MEMBERS_MAX as u128);
        assert_eq!(full.check(new, Some(Viewer)), Err(MemberRefusal::TooMany));
        assert_eq!(full.check(Uuid::from_u128(0), Some(Viewer)), Ok(()));
    }
}
