//! Who may do what: roles in an organization and in the installation, and one table of what each of them allows.

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

/// What takes a role. Those of events, of the box office and of gates are here before the calls that ask for them.
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
    SellAtTheBoxOffice,
    Scan,
}

/// Where it is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionScope {
    Installation,
    Organization(Uuid),
}

/// Who may: those with one of these roles. `programs`: API keys and devices too, and not only people.
struct Rule {
    platform: &'static [PlatformRole],
    org: &'static [OrgRole],
    programs: bool,
}

impl Action {
    pub const ALL: [Self; 16] = [
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
        Self::SellAtTheBoxOffice,
        Self::Scan,
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
            Self::SellAtTheBoxOffice => "sell at the box office",
            Self::Scan => "scan tickets",
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
            Self::SellAtTheBoxOffice => "an owner, a manager or the box office of the organization",
            Self::Scan => "an owner, a manager or the gate of the organization",
        }
    }

    /// What those get who may not.
    #[must_use]
    pub const fn others(self) -> &'static str {
        if self.is_of_an_organization() {
            "401; without the role 403; a stranger to the organization 404"
        } else {
            "401; without the role 403"
        }
    }

    #[must_use]
    pub const fn is_of_an_organization(self) -> bool {
        match self {
            Self::Operate
            | Self::ReadOperations
            | Self::MakeOrganizations
            | Self::ReadPlatformRoles
            | Self::ChangePlatformRoles
            | Self::ReadAudit => false,
            Self::ReadMembers
            | Self::ChangeMembers
            | Self::ReadApiKeys
            | Self::ChangeApiKeys
            | Self::ReadGateDevices
            | Self::ChangeGateDevices
            | Self::ManageEvents
            | Self::ReadFigures
            | Self::SellAtTheBoxOffice
            | Self::Scan => true,
        }
    }

    fn rule(self) -> Rule {
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
            Self::SellAtTheBoxOffice => all(&[], &[Owner, Manager, BoxOffice]),
            Self::Scan => all(&[], &[Owner, Manager, Gate]),
        }
    }
}

/// Whether this caller may do that there. The gate of a device is for its caller to compare besides.
#[must_use]
pub fn may(principal: &Principal, action: Action, scope: ActionScope) -> bool {
    let rule = action.rule();
    let by_platform = principal.rights.platform.is_some_and(|role| rule.platform.contains(&role));
    let by_org = match scope {
        ActionScope::Organization(org) => {
            principal.rights.orgs.get(&org).is_some_and(|role| rule.org.contains(role))
        }
        ActionScope::Installation => false,
    };
    (rule.programs || principal.subject.is_account()) && (by_platform || by_org)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    /// Each action with who may do it, in an organization of theirs: `A`dmin, `S`upport, a`U`ditor, `O`wner, `M`anager, `B`ox office, `G`ate, `V`iewer.
    const TABLE: [(Action, &str); 16] = [
        (Action::Operate, "A"),
        (Action::ReadOperations, "ASU"),
        (Action::MakeOrganizations, "A"),
        (Action::ReadPlatformRoles, "AU"),
        (Action::ChangePlatformRoles, "A"),
        (Action::ReadAudit, "AU"),
        (Action::ReadMembers, "ASUOM"),
        (Action::ChangeMembers, "AO"),
        (Action::ReadApiKeys, "ASUO"),
        (Action::ChangeApiKeys, "AO"),
        (Action::ReadGateDevices, "ASUOM"),
        (Action::ChangeGateDevices, "AOM"),
        (Action::ManageEvents, "OM"),
        (Action::ReadFigures, "SUOMV"),
        (Action::SellAtTheBoxOffice, "OMB"),
        (Action::Scan, "OMG"),
    ];
    const PROGRAMS: [Action; 4] =
        [Action::ManageEvents, Action::ReadFigures, Action::SellAtTheBoxOffice, Action::Scan];

    fn caller(kind: &str, platform: Option<PlatformRole>, org: Option<OrgRole>) -> Principal {
        Principal {
            subject: UserId::parse(&format!("{kind}7")).unwrap(),
            session: Uuid::nil(),
            guest: None,
            authenticated_at: 0,
            issued_at: 0,
            expires_at: 0,
            rights: Rights { version: 0, orgs: org.map(|role| (OWN, role)).into_iter().collect(), platform },
            gate: None,
        }
    }

    /// Every caller that there can be, with the letter of its role.
    fn callers(kind: &str) -> Vec<(char, Principal)> {
        let platform = PlatformRole::ALL.iter().map(|role| caller(kind, Some(*role), None));
        let org = OrgRole::ALL.iter().map(|role| caller(kind, None, Some(*role)));
        "ASUOMBGV".chars().zip(platform.chain(org)).collect()
    }

    #[test]
    fn each_role_may_what_the_table_says_and_nothing_else() {
        assert_eq!(TABLE.map(|(action, _)| action), Action::ALL);
        for (action, roles) in TABLE {
            for (letter, caller) in callers("u:") {
                let is_allowed = may(&caller, action, ActionScope::Organization(OWN));
                assert_eq!(is_allowed, roles.contains(letter), "{action:?} of {letter}");
            }
            for stranger in ["u:", "g:", "k:", "d:"].map(|kind| caller(kind, None, None)) {
                assert!(
                    !may(&stranger, action, ActionScope::Organization(OWN)),
                    "{action:?} of {stranger:?}"
                );
                assert!(!may(&stranger, action, ActionScope::Installation), "{action:?} of {stranger:?}");
            }
        }
    }

    #[test]
    fn a_role_in_one_organization_is_none_in_another_nor_in_the_installation() {
        for (action, _) in TABLE {
            for (letter, caller) in callers("u:").into_iter().skip(PlatformRole::ALL.len()) {
                for scope in [ActionScope::Organization(OTHER), ActionScope::Installation] {
                    assert!(!may(&caller, action, scope), "{action:?} of {letter}");
                }
                assert!(caller.knows(OWN) && !caller.knows(OTHER));
            }
        }
    }

    #[test]
    fn keys_and_devices_never_administer() {
        for (action, _) in TABLE {
            for kind in ["k:", "d:", "g:"] {
                for (letter, caller) in callers(kind) {
                    let is_allowed = may(&caller, action, ActionScope::Organization(OWN));
                    assert!(!is_allowed || PROGRAMS.contains(&action), "{action:?} of {kind} {letter}");
                }
            }
        }
    }

    #[test]
    fn a_role_is_found_by_its_name() {
        assert!(OrgRole::ALL.iter().all(|role| OrgRole::named(role.name()) == Some(*role)));
        assert!(PlatformRole::ALL.iter().all(|role| PlatformRole::named(role.name()) == Some(*role)));
        assert_eq!((OrgRole::named("owner"), PlatformRole::named("OWNER")), (None, None));
    }

    #[test]
    fn the_words_name_exactly_those_who_may() {
        const PLATFORM: [(PlatformRole, &str); 3] = [
            (PlatformRole::Admin, "administrator"),
            (PlatformRole::Support, "support"),
            (PlatformRole::Auditor, "auditor"),
        ];
        const ORG: [(OrgRole, &str); 5] = [
            (OrgRole::Owner, "owner"),
            (OrgRole::Manager, "manager"),
            (OrgRole::BoxOffice, "box office"),
            (OrgRole::Gate, "the gate"),
            (OrgRole::Viewer, "viewer"),
        ];
        for action in Action::ALL {
            let (rule, words) = (action.rule(), action.holders());
            for (role, word) in PLATFORM {
                assert_eq!(rule.platform.contains(&role), words.contains(word), "{action:?}: {word}");
            }
            for (role, word) in ORG {
                assert_eq!(rule.org.contains(&role), words.contains(word), "{action:?}: {word}");
            }
            assert_eq!(action.is_of_an_organization(), !rule.org.is_empty(), "{action:?}");
        }
    }
}
