//! Personas with a role: user B, as identity would sign its tokens after each appointment; and programs of the organization.

use std::collections::BTreeMap;

use access::{GatePlace, OrgRole, PlatformRole, Rights};
use primitives::EventId;
use uuid::Uuid;

use super::calls::EVENT_OF_STAFF;
use super::personas::{Persona, Standing, bearer};
use super::tokens;
use super::world::World;
use crate::CLUB;

const OTHER_ORGANIZATION: Uuid = Uuid::from_u128(2);
const KEY: &str = "k:0190b7a0-0000-7000-8000-00000000d001";
const OTHER_KEY: &str = "k:0190b7a0-0000-7000-8000-00000000d002";
const DEVICE: &str = "d:0190b7a0-0000-7000-8000-00000000e001";
const OTHER_DEVICE: &str = "d:0190b7a0-0000-7000-8000-00000000e002";

pub(super) fn personas(world: &World) -> Vec<Persona> {
    let org = world.things.organization;
    let (member, staff) = (Standing::Member, Standing::Staff);
    let named = [
        ("an owner of the organization", member(OrgRole::Owner), of(org, OrgRole::Owner)),
        ("a manager of the organization", member(OrgRole::Manager), of(org, OrgRole::Manager)),
        ("the box office of the organization", member(OrgRole::BoxOffice), of(org, OrgRole::BoxOffice)),
        ("the gate of the organization", member(OrgRole::Gate), of(org, OrgRole::Gate)),
        ("a viewer of the organization", member(OrgRole::Viewer), of(org, OrgRole::Viewer)),
        ("an owner of another organization", Standing::Elsewhere, of(OTHER_ORGANIZATION, OrgRole::Owner)),
        ("a manager of another organization", Standing::Elsewhere, of(OTHER_ORGANIZATION, OrgRole::Manager)),
        ("an administrator", staff(PlatformRole::Admin), of_staff(PlatformRole::Admin)),
        ("support", staff(PlatformRole::Support), of_staff(PlatformRole::Support)),
        ("an auditor", staff(PlatformRole::Auditor), of_staff(PlatformRole::Auditor)),
    ];
    let users = named.into_iter().zip(100_u128..).map(|((name, standing, rights), session)| {
        let token = tokens::with_rights(&world.stranger.subject, Uuid::from_u128(session), rights, None);
        bearer(name, standing, &token)
    });
    users.chain(programs(org)).collect()
}

fn programs(org: Uuid) -> [Persona; 4] {
    let gate = |event| Some(GatePlace { event: EventId::new(event).unwrap(), name: "north".to_owned() });
    let program = |name, standing, subject, session, role, gate| {
        let token = tokens::with_rights(subject, Uuid::from_u128(session), of(org, role), gate);
        bearer(name, standing, &token)
    };
    let (manager, box_office, at_gate) = (OrgRole::Manager, OrgRole::BoxOffice, OrgRole::Gate);
    let is = Standing::Program;
    [
        program("an API key of a manager", is(manager), KEY, 200, manager, None),
        program("an API key of the box office", is(box_office), OTHER_KEY, 201, box_office, None),
        program("the device of a gate", is(at_gate), DEVICE, 202, at_gate, gate(EVENT_OF_STAFF)),
        program(
            "the device of a gate of another event",
            Standing::GateElsewhere,
            OTHER_DEVICE,
            203,
            at_gate,
            gate(CLUB),
        ),
    ]
}

fn of(org: Uuid, role: OrgRole) -> Rights {
    Rights { orgs: BTreeMap::from([(org, role)]), ..Rights::default() }
}

fn of_staff(role: PlatformRole) -> Rights {
    Rights { platform: Some(role), ..Rights::default() }
}
