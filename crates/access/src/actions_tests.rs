//! The table of who may do what, by letters.

use primitives::{EventId, UserId};
use uuid::Uuid;

use crate::actions::{Action, ActionObject, ActionScope, may};
use crate::roles::{GatePlace, OrgRole, PlatformRole, Principal, Rights};

const OWN: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

/// Each action with who may do it, in an organization of theirs: `A`dmin, `S`upport, a`U`ditor, `O`wner, `M`anager, `B`ox office, `G`ate, `V`iewer.
const TABLE: [(Action, &str); 18] = [
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
    (Action::Scan, "OMG"),
    (Action::SellAtTheBoxOffice, "AOMB"),
    (Action::ReadLine, "ASUOMBGV"),
    (Action::SteerLine, "AOM"),
];
const PROGRAMS: [Action; 6] = [
    Action::ManageEvents,
    Action::ReadFigures,
    Action::Scan,
    Action::SellAtTheBoxOffice,
    Action::ReadLine,
    Action::SteerLine,
];

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

fn event(number: i64) -> EventId {
    EventId::new(number).unwrap()
}

fn event_of(organization: Option<Uuid>) -> ActionScope {
    ActionScope::Event { event: event(4), organization }
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
            for scope in [ActionScope::Organization(OWN), event_of(Some(OWN))] {
                assert_eq!(may(&caller, action, scope), roles.contains(letter), "{action:?} of {letter}");
            }
        }
        for stranger in ["u:", "g:", "k:", "d:"].map(|kind| caller(kind, None, None)) {
            for scope in [ActionScope::Organization(OWN), ActionScope::Installation, event_of(Some(OWN))] {
                assert!(!may(&stranger, action, scope), "{action:?} of {stranger:?}");
            }
        }
    }
}

#[test]
fn a_role_in_one_organization_is_none_in_another_nor_in_the_installation() {
    for (action, _) in TABLE {
        for (letter, caller) in callers("u:").into_iter().skip(PlatformRole::ALL.len()) {
            let others = [event_of(Some(OTHER)), event_of(None)];
            for scope in
                [ActionScope::Organization(OTHER), ActionScope::Installation].into_iter().chain(others)
            {
                assert!(!may(&caller, action, scope), "{action:?} of {letter}");
            }
            assert!(caller.knows(OWN) && !caller.knows(OTHER));
        }
    }
}

#[test]
fn at_an_event_of_no_organization_those_alone_may_who_run_the_installation() {
    for (action, roles) in TABLE {
        for (letter, caller) in callers("u:") {
            let is_allowed = "ASU".contains(letter) && roles.contains(letter);
            assert_eq!(may(&caller, action, event_of(None)), is_allowed, "{action:?} of {letter}");
        }
    }
}

#[test]
fn a_device_may_at_its_own_event_what_its_role_may() {
    let gate = |number| Some(GatePlace { event: event(number), name: "North 1".to_owned() });
    let device = |number| Principal { gate: gate(number), ..caller("d:", None, Some(OrgRole::Gate)) };
    for (action, is_allowed) in
        [(Action::ReadLine, true), (Action::SteerLine, false), (Action::SellAtTheBoxOffice, false)]
    {
        assert_eq!(may(&device(4), action, event_of(Some(OWN))), is_allowed, "{action:?}");
        assert!(!may(&device(5), action, event_of(Some(OWN))), "{action:?} at another event");
        assert!(!may(&device(4), action, event_of(Some(OTHER))), "{action:?} of another organization");
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
        assert_eq!(action.object() == ActionObject::Installation, rule.org.is_empty(), "{action:?}");
    }
}
