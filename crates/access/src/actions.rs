//! Who may do what: one table of what each role allows, in the installation, in an organization, and at an event of one.

use primitives::EventId;
use uuid::Uuid;

use crate::roles::{OrgRole, PlatformRole, Principal};

/// What takes a role. Those of records of events, of figures and of scanning are here before the calls that ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// All that the operator token opens.
    Operate,
    ReadOperations,
    MakeOrganizations,
    ReadPlatformRoles,
    ChangePlatformRoles,
    ReadAudit,
    ReadMembers,
    ChangeMembers,
    ReadApiKeys,
    ChangeApiKeys,
    ReadGateDevices,
    ChangeGateDevices,
    ManageEvents,
    ReadFigures,
    Scan,
    SellAtTheBoxOffice,
    ReadLine,
    SteerLine,
}

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionObject {
    Installation,
    /// Hidden from all who have nothing to do with it.
    Organization,
    /// Of an organization, or of none; everyone may know that there is one.
    Event,
}

/// Where it is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionScope {
    Installation,
    Organization(Uuid),
    /// At an event that belongs to this organization; to none: those who run the installation may, and no one else.
    Event {
        event: EventId,
        organization: Option<Uuid>,
    },
}

/// Who may: those with one of these roles. `programs`: API keys and devices too, and not only people.
pub(crate) struct Rule {
    pub(crate) platform: &'static [PlatformRole],
    pub(crate) org: &'static [OrgRole],
    programs: bool,
}

impl Action {
    pub const ALL: [Self; 18] = [
        Self::Operate,
        Self::ReadOperations,
        Self::MakeOrganizations,
        Self::ReadPlatformRoles,
        Self::ChangePlatformRoles,
        Self::ReadAudit,
        Self::ReadMembers,
        Self::ChangeMembers,
        Self::ReadApiKeys,
        Self::ChangeApiKeys,
        Self::ReadGateDevices,
        Self::ChangeGateDevices,
        Self::ManageEvents,
        Self::ReadFigures,
        Self::Scan,
        Self::SellAtTheBoxOffice,
        Self::ReadLine,
        Self::SteerLine,
    ];

    /// As the table of routes names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operate => "operate",
            Self::ReadOperations => "read operations",
            Self::MakeOrganizations => "make organizations",
            Self::ReadPlatformRoles => "read staff roles",
            Self::ChangePlatformRoles => "change staff roles",
            Self::ReadAudit => "read the audit",
            Self::ReadMembers => "read members",
            Self::ChangeMembers => "change members",
            Self::ReadApiKeys => "read API keys",
            Self::ChangeApiKeys => "change API keys",
            Self::ReadGateDevices => "read gate devices",
            Self::ChangeGateDevices => "change gate devices",
            Self::ManageEvents => "manage events",
            Self::ReadFigures => "read figures",
            Self::Scan => "scan tickets",
            Self::SellAtTheBoxOffice => "sell at a box office",
            Self::ReadLine => "read the line",
            Self::SteerLine => "steer the line",
        }
    }

    /// Who may, in words.
    #[must_use]
    pub const fn holders(self) -> &'static str {
        match self {
            Self::Operate | Self::MakeOrganizations | Self::ChangePlatformRoles => "an administrator",
            Self::ReadOperations => "an administrator, support, an auditor",
            Self::ReadPlatformRoles | Self::ReadAudit => "an administrator, an auditor",
            Self::ReadMembers | Self::ReadGateDevices => {
                "an owner or a manager of the organization; an administrator, support, an auditor"
            }
            Self::ReadApiKeys => "an owner of the organization; an administrator, support, an auditor",
            Self::ChangeMembers | Self::ChangeApiKeys => "an owner of the organization; an administrator",
            Self::ChangeGateDevices => "an owner or a manager of the organization; an administrator",
            Self::ManageEvents => "an owner or a manager of the organization",
            Self::ReadFigures => "an owner, a manager or a viewer of the organization; support, an auditor",
            Self::Scan => "an owner, a manager or the gate of the organization",
            Self::SellAtTheBoxOffice => {
                "an owner, a manager or the box office of the event's organization; the operator token, an administrator"
            }
            Self::ReadLine => {
                "an owner, a manager, the box office, the gate or a viewer of the event's organization; the operator token, \
                 an administrator, support, an auditor"
            }
            Self::SteerLine => {
                "an owner or a manager of the event's organization; the operator token, an administrator"
            }
        }
    }

    /// What those get who may not.
    #[must_use]
    pub const fn others(self) -> &'static str {
        match self.object() {
            ActionObject::Organization => "401; without the role 403; a stranger to the organization 404",
            ActionObject::Installation | ActionObject::Event => "401; without the role 403",
        }
    }

    #[must_use]
    pub const fn object(self) -> ActionObject {
        match self {
            Self::Operate
            | Self::ReadOperations
            | Self::MakeOrganizations
            | Self::ReadPlatformRoles
            | Self::ChangePlatformRoles
            | Self::ReadAudit => ActionObject::Installation,
            Self::ReadMembers
            | Self::ChangeMembers
            | Self::ReadApiKeys
            | Self::ChangeApiKeys
            | Self::ReadGateDevices
            | Self::ChangeGateDevices
            | Self::ManageEvents
            | Self::ReadFigures
            | Self::Scan => ActionObject::Organization,
            Self::SellAtTheBoxOffice | Self::ReadLine | Self::SteerLine => ActionObject::Event,
        }
    }

    pub(crate) fn rule(self) -> Rule {
        use OrgRole::{BoxOffice, Gate, Manager, Owner, Viewer};
        use PlatformRole::{Admin, Auditor, Support};
        let people = |platform, org| Rule { platform, org, programs: false };
        let all = |platform, org| Rule { platform, org, programs: true };
        match self {
            Self::Operate | Self::MakeOrganizations | Self::ChangePlatformRoles => people(&[Admin], &[]),
            Self::ReadOperations => people(&[Admin, Support, Auditor], &[]),
            Self::ReadPlatformRoles | Self::ReadAudit => people(&[Admin, Auditor], &[]),
            Self::ReadMembers => people(&[Admin, Support, Auditor], &[Owner, Manager]),
            Self::ChangeMembers | Self::ChangeApiKeys => people(&[Admin], &[Owner]),
            Self::ReadApiKeys => people(&[Admin, Support, Auditor], &[Owner]),
            Self::ReadGateDevices => people(&[Admin, Support, Auditor], &[Owner, Manager]),
            Self::ChangeGateDevices => people(&[Admin], &[Owner, Manager]),
            Self::ManageEvents => all(&[], &[Owner, Manager]),
            Self::ReadFigures => all(&[Support, Auditor], &[Owner, Manager, Viewer]),
            Self::Scan => all(&[], &[Owner, Manager, Gate]),
            Self::SellAtTheBoxOffice => all(&[Admin], &[Owner, Manager, BoxOffice]),
            Self::ReadLine => all(&[Admin, Support, Auditor], &[Owner, Manager, BoxOffice, Gate, Viewer]),
            Self::SteerLine => all(&[Admin], &[Owner, Manager]),
        }
    }
}

/// Whether this caller may do that there. A device may at its event alone; its gate is for the caller to compare besides.
#[must_use]
pub fn may(principal: &Principal, action: Action, scope: ActionScope) -> bool {
    let rule = action.rule();
    let by_platform = principal.rights.platform.is_some_and(|role| rule.platform.contains(&role));
    let in_org = |org| principal.rights.orgs.get(&org).is_some_and(|role| rule.org.contains(role));
    let by_org = match scope {
        ActionScope::Installation => false,
        ActionScope::Organization(org) => in_org(org),
        ActionScope::Event { event, organization } => {
            principal.gate.as_ref().is_none_or(|gate| gate.event == event) && organization.is_some_and(in_org)
        }
    };
    (rule.programs || principal.subject.is_account()) && (by_platform || by_org)
}
