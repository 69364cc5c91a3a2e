//! Which roles may do what, written down a second time: this is what a reviewer compares the product with.

use access::{Action, OrgRole, PlatformRole};

use super::personas::Standing;

/// Of an organization, in that organization; and of the staff of the installation.
fn roles(action: Action) -> (&'static [OrgRole], &'static [PlatformRole]) {
    use OrgRole::{BoxOffice, Gate, Manager, Owner, Viewer};
    use PlatformRole::{Admin, Auditor, Support};
    match action {
        Action::ReadMembers | Action::ReadGateDevices => (&[Owner, Manager], &[Admin, Support, Auditor]),
        Action::ReadApiKeys => (&[Owner], &[Admin, Support, Auditor]),
        Action::ChangeMembers | Action::ChangeApiKeys => (&[Owner], &[Admin]),
        Action::ChangeGateDevices => (&[Owner, Manager], &[Admin]),
        Action::ReadOperations => (&[], &[Admin, Support, Auditor]),
        Action::ReadPlatformRoles | Action::ReadAudit => (&[], &[Admin, Auditor]),
        Action::Operate | Action::MakeOrganizations | Action::ChangePlatformRoles => (&[], &[Admin]),
        Action::SellAtTheBoxOffice => (&[Owner, Manager, BoxOffice], &[Admin]),
        Action::ReadLine => (&[Owner, Manager, BoxOffice, Gate, Viewer], &[Admin, Support, Auditor]),
        Action::SteerLine => (&[Owner, Manager], &[Admin]),
        Action::ManageEvents | Action::ReadFigures | Action::Scan => {
            panic!("no route asks for {action:?} yet: say here who may")
        }
    }
}

/// What is for programs too: the work at an event, and nothing of what is done to people, keys and devices.
fn is_for_programs(action: Action) -> bool {
    matches!(action, Action::SellAtTheBoxOffice | Action::ReadLine | Action::SteerLine)
}

pub(super) fn may(who: Standing, action: Action) -> bool {
    let (of_organization, of_staff) = roles(action);
    match who {
        Standing::Member(role) => of_organization.contains(&role),
        Standing::Program(role) => is_for_programs(action) && of_organization.contains(&role),
        Standing::Staff(role) => of_staff.contains(&role),
        Standing::Nameless
        | Standing::HoldBearer
        | Standing::Client
        | Standing::Guest
        | Standing::Stranger
        | Standing::Owner
        | Standing::Elsewhere
        | Standing::GateElsewhere
        | Standing::Operator
        | Standing::WrongToken(_) => false,
    }
}

/// Whether there is such an organization for this caller.
pub(super) fn knows_the_organization(who: Standing) -> bool {
    matches!(who, Standing::Member(_) | Standing::Staff(_) | Standing::Program(_) | Standing::GateElsewhere)
}
