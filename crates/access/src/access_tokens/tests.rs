//! Every way to present a token that identity has not signed for this installation, and the ways in which a genuine one ends.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use primitives::{Clock, FakeClock, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{GatePlace, ORGS_MAX, OrgRole, PlatformRole, Rights};

const SECRET: &[u8] = b"a secret of identity, of thirty-two bytes";
const ISSUER: &str = "https://tickets.example";

struct World {
    clock: Arc<FakeClock>,
    key: AccessKey,
    tokens: AccessTokens,
}

impl World {
    fn new() -> Self {
        let (clock, key) = (Arc::new(FakeClock::default()), AccessKey::derive(SECRET, 1));
        let tokens = AccessTokens::new(clock.clone());
        tokens.learn(ISSUER, std::slice::from_ref(key.public())).unwrap();
        Self { clock, key, tokens }
    }

    fn claims(&self) -> AccessClaims {
        let now = self.clock.now();
        AccessClaims {
            issuer: ISSUER.to_owned(),
            subject: UserId::parse("u:7").unwrap(),
            session: Uuid::from_u128(7),
            token: Uuid::from_u128(8),
            issued_at: now,
            expires_at: now.plus(ACCESS_TOKEN_LIFE),
            authenticated_at: now,
            method: "pwd",
            guest: UserId::parse("g:9"),
            rights: Rights::default(),
            gate: None,
        }
    }

    fn token(&self) -> String {
        self.key.sign(&self.claims()).unwrap()
    }

    fn refusal(&self, token: &str) -> Option<AccessRefused> {
        self.tokens.verify(token).err()
    }
}

/// With this head and these claims, under our own key.
fn signed(header: &Value, claims: &Value, generation: u64) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let mut seed = [0; 32];
    hkdf::Hkdf::<sha2::Sha256>::new(Some(b"holdfast access tokens 1"), SECRET)
        .expand(&generation.to_be_bytes(), &mut seed)
        .unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&seed);
    let signature = ed25519_dalek::Signer::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn parts(token: &str) -> [Value; 2] {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    [parts.next().unwrap(), parts.next().unwrap()].map(|part| serde_json::from_slice(&part).unwrap())
}

#[test]
fn a_token_names_its_subject_until_it_expires() {
    let world = World::new();
    let token = world.token();
    let principal = world.tokens.verify(&token).unwrap();
    assert_eq!((principal.subject.as_str(), principal.session), ("u:7", Uuid::from_u128(7)));
    assert_eq!(principal.guest, UserId::parse("g:9"));
    assert_eq!(world.tokens.verify(&token).unwrap(), principal, "from the cache");
    world.clock.advance(ACCESS_TOKEN_LIFE);
    assert_eq!(world.refusal(&token), Some(AccessRefused::Expired));
    let unseen = World::new();
    unseen.clock.advance(ACCESS_TOKEN_LIFE);
    assert_eq!(unseen.refusal(&token), Some(AccessRefused::Expired), "without the cache");
}

#[test]
fn the_head_is_exactly_ours() {
    let world = World::new();
    let [header, claims] = parts(&world.token());
    assert_eq!(world.refusal(&signed(&header, &claims, 1)), None, "the control");
    let changed = |name: &str, value: Value| {
        let mut header = header.clone();
        header[name] = value;
        header
    };
    for header in [
        changed("alg", json!("none")),
        changed("alg", json!("HS256")),
        changed("alg", json!("ES256")),
        changed("typ", json!("JWT")),
        changed("typ", json!("sale-pass+jwt")),
        changed("typ", Value::Null),
        changed("kid", json!("../../keys/1")),
        changed("kid", json!([header["kid"]])),
        changed("kid", Value::Null),
        changed("jku", json!("https://attacker.example/jwks.json")),
        changed("jwk", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA" })),
        changed("x5u", json!("https://attacker.example/x5u")),
        changed("crit", json!(["exp"])),
        changed("crit", json!([])),
        changed("b64", json!(false)),
        json!({ "alg": "EdDSA", "kid": header["kid"] }),
        json!({ "alg": "EdDSA", "typ": "at+jwt" }),
    ] {
        let token = signed(&header, &claims, 1);
        assert_eq!(world.refusal(&token), Some(AccessRefused::Invalid), "{header}");
    }
}

#[test]
fn the_claims_are_for_this_installation_and_for_a_short_time() {
    let world = World::new();
    let [header, claims] = parts(&world.token());
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let now = claims["iat"].as_i64().unwrap();
    for claims in [
        changed("aud", json!("another")),
        changed("aud", json!(["holdfast", "another"])),
        changed("aud", json!(["holdfast"])),
        changed("aud", json!(7)),
        changed("aud", Value::Null),
        changed("iss", json!("https://attacker.example")),
        changed("iss", json!([ISSUER])),
        changed("iss", json!({})),
        changed("iss", Value::Null),
        changed("sub", json!("mina")),
        changed("sub", json!("u: 7")),
        changed("sub", Value::Null),
        changed("exp", json!(now + 10 * 365 * 86_400)),
        changed("exp", json!(i64::MAX)),
        changed("exp", json!(now - 1)),
        changed("exp", Value::Null),
        changed("nbf", json!(now + 60)),
        changed("nbf", json!("now")),
        changed("iat", json!(now + 60)),
        changed("iat", json!(i64::MIN)),
        changed("sid", json!("not an id")),
    ] {
        let token = signed(&header, &claims, 1);
        assert_eq!(world.refusal(&token), Some(AccessRefused::Invalid), "{claims}");
    }
}

#[test]
fn a_signature_is_of_a_key_that_identity_has_named() {
    let world = World::new();
    let token = world.token();
    let [header, claims] = parts(&token);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let public = URL_SAFE_NO_PAD.decode(&world.key.public().x).unwrap();
    let mut hmac_header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    (hmac_header.typ, hmac_header.kid) = (Some("at+jwt".to_owned()), Some(world.key.public().kid.clone()));
    let keyed_with_the_public_key =
        jsonwebtoken::encode(&hmac_header, &claims, &EncodingKey::from_secret(&public).unwrap()).unwrap();
    let by_another_house = AccessKey::derive(b"another secret", 1).sign(&world.claims()).unwrap();
    for forged in [
        signed(&header, &claims, 2),
        by_another_house,
        keyed_with_the_public_key,
        format!("{message}."),
        format!("{token}."),
        format!("{token}..{signature}"),
        format!("{message}.{}", &signature[1..]),
        token[1..].to_owned(),
        "a".repeat(1024 * 1024),
        ".".repeat(100),
        String::new(),
    ] {
        assert_eq!(world.refusal(&forged), Some(AccessRefused::Invalid), "{:.80}", forged);
    }
}

#[test]
fn a_key_that_identity_names_no_more_verifies_nothing_that_was_cached() {
    let world = World::new();
    let token = world.token();
    assert_eq!(world.refusal(&token), None);
    let next = AccessKey::derive(SECRET, 2);
    world.tokens.learn(ISSUER, &[world.key.public().clone(), next.public().clone()]).unwrap();
    assert_eq!(world.refusal(&token), None);
    world.tokens.learn(ISSUER, std::slice::from_ref(next.public())).unwrap();
    assert_eq!(world.refusal(&token), Some(AccessRefused::Invalid));
    let bad = VerificationKey { kid: "bad".to_owned(), x: "not base64url!".to_owned() };
    assert!(world.tokens.learn(ISSUER, &[bad]).is_err());
    assert_eq!(world.refusal(&next.sign(&world.claims()).unwrap()), None, "a bad key replaced the good ones");
}

#[test]
fn the_tokens_of_a_session_end_with_it() {
    let world = World::new();
    let token = world.token();
    assert_eq!(world.refusal(&token), None);
    let ended = EndedSession { session: Uuid::from_u128(7), tokens_until: i64::MAX };
    assert!(world.tokens.end_sessions([ended]));
    assert_eq!(world.refusal(&token), Some(AccessRefused::SessionEnded));
    let other = AccessClaims { session: Uuid::from_u128(70), ..world.claims() };
    assert_eq!(world.refusal(&world.key.sign(&other).unwrap()), None);
}

#[test]
fn a_token_says_the_roles_of_its_subject_and_fits_with_as_many_as_there_may_be() {
    let world = World::new();
    let orgs = (0..ORGS_MAX as u128).map(|number| (Uuid::from_u128(u128::MAX - number), OrgRole::BoxOffice));
    let rights = Rights { version: u64::MAX, orgs: orgs.collect(), platform: Some(PlatformRole::Support) };
    let id = "0190b7a0-5c7e-7000-8000-00000000b001";
    let [subject, guest] = ["u", "g"].map(|kind| UserId::parse(&format!("{kind}:{id}")));
    // As long as identity takes one.
    let issuer = "h".repeat(200);
    world.tokens.learn(&issuer, std::slice::from_ref(world.key.public())).unwrap();
    let claims =
        AccessClaims { issuer, subject: subject.unwrap(), guest, rights: rights.clone(), ..world.claims() };
    let token = world.key.sign(&claims).unwrap();
    assert!(token.len() <= TOKEN_BYTES_MAX, "{} bytes", token.len());
    assert_eq!(world.tokens.verify(&token).unwrap().rights, rights);
}

#[test]
fn roles_that_are_not_known_are_none_and_too_many_are_not_ours() {
    let world = World::new();
    let [header, claims] = parts(&world.token());
    let with = |orgs: Value, platform: &str| {
        let mut claims = claims.clone();
        (claims["org"], claims["platform"]) = (orgs, json!(platform));
        world.tokens.verify(&signed(&header, &claims, 1)).map(|principal| principal.rights.clone())
    };
    let org = Uuid::from_u128(1).to_string();
    assert_eq!(with(json!({ &org: "EMPEROR" }), "GOD").unwrap(), Rights::default());
    let orgs = |count: u128| (0..count).map(|number| (Uuid::from_u128(number).to_string(), json!("OWNER")));
    assert_eq!(with(orgs(17).collect(), "ADMIN"), Err(AccessRefused::Invalid));
    assert_eq!(with(orgs(16).collect(), "ADMIN").unwrap().orgs.len(), 16);
    assert_eq!(with(json!({ "*": "OWNER" }), "ADMIN"), Err(AccessRefused::Invalid));
}

#[test]
fn a_device_is_for_one_gate_and_for_a_day_and_nothing_else_is() {
    let world = World::new();
    let now = world.clock.now();
    let gate = GatePlace { event: primitives::EventId::new(4).unwrap(), name: "North 1".to_owned() };
    let of = |subject: &str, gate: Option<GatePlace>, life: Duration| {
        let subject = UserId::parse(subject).unwrap();
        let claims = AccessClaims { subject, gate, expires_at: now.plus(life), ..world.claims() };
        world.tokens.verify(&world.key.sign(&claims).unwrap())
    };
    assert_eq!(of("d:7", Some(gate.clone()), DEVICE_TOKEN_LIFE).unwrap().gate, Some(gate.clone()));
    assert!(of("k:7", None, KEY_TOKEN_LIFE).is_ok());
    for (subject, gate, life) in [
        ("d:7", None, KEY_TOKEN_LIFE),
        ("u:7", Some(gate.clone()), KEY_TOKEN_LIFE),
        ("u:7", None, DEVICE_TOKEN_LIFE),
        ("k:7", None, DEVICE_TOKEN_LIFE),
        ("d:7", Some(gate), DEVICE_TOKEN_LIFE * 2),
        ("x:7", None, KEY_TOKEN_LIFE),
    ] {
        assert_eq!(of(subject, gate, life).err(), Some(AccessRefused::Invalid), "{subject}");
    }
}

#[test]
fn a_token_from_before_a_change_of_rights_is_outdated_and_one_from_behind_it_is_not() {
    let world = World::new();
    let of = |version: u64| {
        let claims = AccessClaims { rights: Rights { version, ..Rights::default() }, ..world.claims() };
        world.key.sign(&claims).unwrap()
    };
    let [before, behind] = [of(0), of(2)];
    assert_eq!(world.refusal(&before), None);
    let subject = UserId::parse("u:7").unwrap();
    let changed = |version| ChangedRights { subject: subject.clone(), version, tokens_until: i64::MAX };
    assert!(world.tokens.change_rights([changed(2), changed(1)]));
    assert_eq!(world.refusal(&before), Some(AccessRefused::Outdated));
    assert_eq!(world.refusal(&of(1)), Some(AccessRefused::Outdated));
    assert_eq!(world.refusal(&behind), None);
    let other = AccessClaims { subject: UserId::parse("u:8").unwrap(), ..world.claims() };
    assert_eq!(world.refusal(&world.key.sign(&other).unwrap()), None);
}

/// What a watch has said so far, without waiting for more.
fn said(watch: &TokenWatch) -> Option<AccessRefused> {
    use std::task::{Context, Poll, Waker};
    match std::pin::pin!(watch.ended()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(refused) => Some(refused),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn what_is_open_under_a_token_learns_when_its_session_ends_and_others_do_not() {
    let world = World::new();
    let other = AccessClaims { session: Uuid::from_u128(70), ..world.claims() };
    let [mine, others] = [world.token(), world.key.sign(&other).unwrap()]
        .map(|token| world.tokens.watch(&world.tokens.verify(&token).unwrap()).unwrap());
    let ended = EndedSession { session: Uuid::from_u128(7), tokens_until: i64::MAX };
    let (refused, ()) = tokio::join!(mine.ended(), async {
        assert_eq!(said(&mine), None);
        assert!(world.tokens.end_sessions([ended]));
    });
    assert_eq!((refused, said(&others)), (AccessRefused::SessionEnded, None));
    assert_eq!(said(&mine), Some(AccessRefused::SessionEnded), "asked too late, it says so at once");
    assert!(
        AccessTokens::closed()
            .watch(&world.tokens.verify(&world.key.sign(&other).unwrap()).unwrap())
            .is_none()
    );
}

#[tokio::test]
async fn a_change_of_rights_ends_what_is_open_under_a_token_from_before_it_alone() {
    let world = World::new();
    let [before, behind] = [1, 2].map(|version| {
        let claims = AccessClaims { rights: Rights { version, ..Rights::default() }, ..world.claims() };
        let principal = world.tokens.verify(&world.key.sign(&claims).unwrap()).unwrap();
        world.tokens.watch(&principal).unwrap()
    });
    let subject = UserId::parse("u:7").unwrap();
    let (refused, ()) = tokio::join!(before.ended(), async {
        assert!(world.tokens.change_rights([ChangedRights { subject, version: 2, tokens_until: i64::MAX }]));
    });
    assert_eq!((refused, said(&behind)), (AccessRefused::Outdated, None));
}

#[test]
fn nothing_is_kept_of_a_session_that_no_one_watches() {
    let world = World::new();
    let principal = world.tokens.verify(&world.token()).unwrap();
    let [first, second] = [(); 2].map(|()| world.tokens.watch(&principal).unwrap());
    assert_eq!(world.tokens.watched_count(), 1);
    drop(first);
    assert_eq!(world.tokens.watched_count(), 1);
    drop(second);
    assert_eq!(world.tokens.watched_count(), 0);
}

#[test]
fn a_password_is_recent_for_ten_minutes() {
    let world = World::new();
    let principal = world.tokens.verify(&world.token()).unwrap();
    world.clock.advance(Duration::from_secs(10 * 60));
    assert!(world.tokens.is_recent(&principal));
    world.clock.advance(Duration::from_secs(1));
    assert!(!world.tokens.is_recent(&principal) && !AccessTokens::closed().is_recent(&principal));
}

#[test]
fn before_identity_was_heard_no_token_is_judged_and_without_one_all_are_refused() {
    let world = World::new();
    let (token, unheard) = (world.token(), AccessTokens::new(world.clock.clone()));
    assert_eq!(unheard.verify(&token), Err(AccessRefused::NotReady));
    assert!(!unheard.is_ready());
    assert_eq!(AccessTokens::closed().verify(&token), Err(AccessRefused::Invalid));
}

#[test]
fn tokens_of_other_kinds_are_no_access_tokens() {
    let world = World::new();
    let bearer =
        crate::Bearer::new(crate::ServiceKey::derive(SECRET), "order", "holdfast", world.clock.clone());
    let (hold, passes) = (crate::HoldTokens::new(SECRET), crate::SalePasses::new(SECRET));
    let (event, now) = (primitives::EventId::new(4).unwrap(), world.clock.now());
    let pass = crate::SalePass {
        event,
        visitor: primitives::VisitorId(7),
        session: Uuid::from_u128(7),
        issued_at: now,
        expires_at: now.plus(ACCESS_TOKEN_LIFE),
    };
    let of_hold = hold.sign(primitives::HoldId::from_uuid(Uuid::from_u128(1)));
    for token in [bearer.token().unwrap(), of_hold, passes.issue(&pass).unwrap()] {
        assert_eq!(world.refusal(&token), Some(AccessRefused::Invalid));
    }
    assert!(passes.verify(event, &world.token(), now).is_err(), "an access token opened a sale");
    assert!(hold.verify(&world.token()).is_err(), "an access token released a hold");
    let verified = crate::ServiceKey::derive(SECRET).verify("holdfast", &world.token(), world.clock.now());
    assert!(verified.is_err(), "an access token opened the internal listener");
    world.clock.advance(Duration::from_secs(1));
}
