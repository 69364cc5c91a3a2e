//! Users with a role in the installation, of whom one is always an administrator.

use access::PlatformRole;
use primitives::Timestamp;
use uuid::Uuid;

pub const STAFF_MAX: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffMember {
    pub user: Uuid,
    pub role: PlatformRole,
    pub since: Timestamp,
}

/// Whether there is still an administrator, of so many, when this role becomes that one.
#[must_use]
pub fn keeps_an_admin(admins: u64, was: PlatformRole, next: Option<PlatformRole>) -> bool {
    let is_lost = was == PlatformRole::Admin && next != Some(PlatformRole::Admin);
    !is_lost || admins > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_administrator_stays() {
        use PlatformRole::{Admin, Auditor, Support};
        for (admins, was, next, is_kept) in [
            (1, Admin, None, false),
            (1, Admin, Some(Support), false),
            (1, Admin, Some(Admin), true),
            (2, Admin, None, true),
            (1, Auditor, None, true),
            (1, Support, Some(Admin), true),
        ] {
            assert_eq!(keeps_an_admin(admins, was, next), is_kept, "{admins} {was:?} {next:?}");
        }
    }
}
