//! Every route, asked by every persona, about what belongs to user A.

use access::Allow;
use contracts::ErrorCode;
use futures::future::join_all;
use serde_json::Value;
use testkit::Answer;

use super::expected::{Expected, Proof, expected, is_decided, is_proven_by_a_token, is_refusal};
use super::personas::{Persona, others, owner};
use super::roles;
use super::table::{Route, routes};
use super::world::World;

/// It ends the sessions of those who ask.
const LOG_OUT: &str = "/api/auth/logout";

#[tokio::test]
async fn every_persona_gets_at_every_route_what_its_rule_says() {
    let world = World::start().await;
    let (last, routes): (Vec<Route>, Vec<Route>) =
        routes().into_iter().partition(|route| route.path == LOG_OUT);
    let (mut faults, mut asked) = (Vec::new(), 0);
    for route in &routes {
        asked += ask(&world, route, &mut faults).await;
    }
    world.assert_untouched().await;
    for route in &last {
        asked += ask(&world, route, &mut faults).await;
    }
    let count = faults.len();
    assert!(
        faults.is_empty(),
        "{count} of {asked} answers are not what the rule says:\n{}",
        faults.join("\n")
    );
    assert!(asked > 100 * 30, "only {asked} questions were asked");
}

/// The owner last, who may take away what the call is about. How many were asked.
async fn ask(world: &World, route: &Route, faults: &mut Vec<String>) -> usize {
    let others: Vec<Persona> = others(world).into_iter().chain(roles::personas(world)).collect();
    let owner = owner(world);
    let mut asked = 0;
    for &proof in proofs(route.allow) {
        let call = &world.call(route, proof, false).await;
        let who = others.iter().filter(|persona| is_decided(route.allow, persona.standing, proof));
        let answers = who.map(|persona| async move {
            let answer = call.by(persona, &world.api).begun().await;
            fault(route, proof, persona, &answer)
        });
        let found = join_all(answers).await;
        let own = world.call(route, proof, true).await.by(&owner, &world.api).begun().await;
        asked += found.len() + 1;
        faults.extend(found.into_iter().chain([fault(route, proof, &owner, &own)]).flatten());
    }
    asked
}

fn proofs(allow: Allow) -> &'static [Proof] {
    if is_proven_by_a_token(allow) { &[Proof::Invented, Proof::Right] } else { &[Proof::Right] }
}

/// None: the answer is what the rule says.
fn fault(route: &Route, proof: Proof, persona: &Persona, answer: &Answer) -> Option<String> {
    let refusal = refusal(answer);
    let expected = expected(route, persona.standing, proof);
    let is_right = match (&expected, &refusal) {
        (Expected::Admitted, None) => answer.status < 500,
        (Expected::Admitted, Some((code, message))) => {
            answer.status < 500 && !is_refusal(route.allow, *code, message)
        }
        (Expected::Refused(_), None) => false,
        (Expected::Refused(codes), Some((code, _))) => codes.contains(code),
    };
    let Route { method, path, allow, .. } = route;
    let name = persona.name;
    (!is_right)
        .then(|| format!("{method} {path} ({allow}; {proof:?}), {name}: {answer}, expected {expected:?}"))
}

/// Its code and its words. None: it is no refusal, or one in a form of its own.
fn refusal(answer: &Answer) -> Option<(ErrorCode, String)> {
    let body: Value = serde_json::from_slice(&answer.bytes).ok()?;
    let code = serde_json::from_value(body["code"].clone()).ok()?;
    Some((code, body["message"].as_str()?.to_owned()))
}
