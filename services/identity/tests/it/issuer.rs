//! A provider of OpenID Connect that says what a test wants it to say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use identity::OidcSettings;
use primitives::{Clock, FakeClock};
use reqwest::Url;
use serde_json::{Value, json};
use settings::Secret;
use sha2::{Digest, Sha256};
use testkit::{Answer, eventually};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::room::{Room, SOON};

const CLIENT: &str = "shop";
const LIFE_SECONDS: i64 = 300;

/// Who logs in there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) subject: &'static str,
    pub(crate) email: &'static str,
    pub(crate) is_verified: bool,
}

/// What is wrong with what it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    Nothing,
    Nonce,
    Audience,
    Issuer,
    Expired,
    Key,
    Unsigned,
}

struct Grant {
    person: Person,
    nonce: String,
    challenge: String,
}

struct State {
    grants: HashMap<String, Grant>,
    codes: u32,
    lie: Lie,
    kid: u8,
    is_down: bool,
    clock: Arc<FakeClock>,
}

pub(crate) struct Issuer {
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
    _serving: JoinSet<()>,
}

/// A browser that comes back from there.
#[derive(Debug, Clone)]
pub(crate) struct Returning {
    pub(crate) state: String,
    pub(crate) cookie: String,
    pub(crate) code: String,
    pub(crate) issuer: String,
}

impl Issuer {
    /// With a service that has it as `acme`.
    pub(crate) async fn with_room() -> (Self, Room) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let room = Room::with_providers(vec![settings("acme", &address), settings("other", &address)]).await;
        let state = State {
            grants: HashMap::new(),
            codes: 0,
            lie: Lie::Nothing,
            kid: 1,
            is_down: false,
            clock: Arc::clone(&room.clock),
        };
        let state = Arc::new(Mutex::new(state));
        let (shared, issuer) = (Arc::clone(&state), address.clone());
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &shared, &issuer).await;
            }
        });
        (Self { address, state, _serving: serving }, room)
    }

    pub(crate) fn lie(&self, lie: Lie) {
        self.state.lock().unwrap().lie = lie;
    }

    pub(crate) fn set_down(&self, is_down: bool) {
        self.state.lock().unwrap().is_down = is_down;
    }

    /// It signs with another key from now on.
    pub(crate) fn rotate(&self) {
        self.state.lock().unwrap().kid += 1;
    }

    /// Whether this code was not shown to it.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.state.lock().unwrap().grants.contains_key(code)
    }

    /// The browser has been sent here, and this person logs in.
    pub(crate) fn recognize(&self, person: Person, address: &str, cookie: String) -> Returning {
        let asked = Url::parse(address).unwrap();
        let asked: HashMap<String, String> = asked.query_pairs().into_owned().collect();
        let of = |name: &str| asked.get(name).cloned().unwrap_or_else(|| panic!("no {name} in {asked:?}"));
        assert_eq!((of("client_id").as_str(), of("response_type").as_str()), (CLIENT, "code"));
        assert_eq!(of("code_challenge_method"), "S256");
        assert!(of("scope").split(' ').any(|scope| scope == "openid"), "{asked:?}");
        let mut state = self.state.lock().unwrap();
        state.codes += 1;
        let code = format!("code-{}", state.codes);
        let grant = Grant { person, nonce: of("nonce"), challenge: of("code_challenge") };
        state.grants.insert(code.clone(), grant);
        Returning { state: of("state"), cookie, code, issuer: self.address.clone() }
    }
}

impl Returning {
    /// Begins a log-in, and logs in there.
    pub(crate) async fn begin(room: &Room, issuer: &Issuer, person: Person) -> Self {
        let begun = room.api.visit("/api/auth/oidc/acme?returnTo=/orders").await;
        assert_eq!(begun.status, 303, "{begun}");
        issuer.recognize(person, begun.header("Location").unwrap(), cookie(&begun, "hf_login").unwrap())
    }

    pub(crate) async fn finish(&self, room: &Room) -> Answer {
        self.finish_at(room, "acme").await
    }

    pub(crate) async fn finish_at(&self, room: &Room, provider: &str) -> Answer {
        let Self { state, cookie, code, issuer } = self;
        let path = format!("/api/auth/oidc/{provider}/callback?state={state}&code={code}&iss={issuer}");
        room.api.visit(&path).header("Cookie", &format!("hf_login={cookie}")).await
    }
}

fn settings(name: &str, issuer: &str) -> OidcSettings {
    OidcSettings {
        name: name.to_owned(),
        title: name.to_uppercase(),
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Secret::new("a secret of the shop".to_owned()),
    }
}

/// The value that an answer sets.
pub(crate) fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let mut values = set.filter_map(|line| line.split(';').next()?.split_once('='));
    values.find(|(given, value)| *given == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// Waits until it answers again, which takes a while after it did not.
pub(crate) async fn until_it_answers(room: &Room) {
    eventually("the provider answers", SOON, async || {
        room.clock.advance(crate::room::MINUTE);
        let begun = room.api.visit("/api/auth/oidc/acme").await;
        (begun.status == 303).then_some(())
    })
    .await;
}

async fn serve(stream: TcpStream, state: &Mutex<State>, issuer: &str) {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).await.unwrap();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).await.unwrap();
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap();
        }
    }
    let mut form = vec![0; length];
    reader.read_exact(&mut form).await.unwrap();
    let path = line.split(' ').nth(1).unwrap_or_default();
    let (status, body) = answer(path, &String::from_utf8(form).unwrap(), &mut state.lock().unwrap(), issuer);
    let body = body.to_string();
    let head =
        format!("HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    // Who hangs up has not waited for it.
    let _ = writer.write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes()).await;
}

fn answer(path: &str, form: &str, state: &mut State, issuer: &str) -> (u16, Value) {
    match path {
        _ if state.is_down => (503, json!({})),
        "/.well-known/openid-configuration" => (200, description(issuer)),
        "/jwks" => (200, json!({ "keys": [published(state.kid)] })),
        "/token" => token(form, state, issuer),
        _ => (404, json!({})),
    }
}

fn description(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none"],
        "authorization_response_iss_parameter_supported": true,
    })
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn published(kid: u8) -> Value {
    let x = URL_SAFE_NO_PAD.encode(key(kid).verifying_key().to_bytes());
    json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid.to_string(), "x": x })
}

/// A code is good once, for who has the secret of its challenge.
fn token(form: &str, state: &mut State, issuer: &str) -> (u16, Value) {
    let form = Url::parse(&format!("http://localhost/?{form}")).unwrap();
    let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
    let grant = form.get("code").and_then(|code| state.grants.remove(code));
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    match grant.filter(|grant| grant.challenge == challenge) {
        Some(grant) => {
            let id_token = signed(&claims(&grant, state, issuer), state);
            (200, json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token }))
        }
        None => (400, json!({ "error": "invalid_grant" })),
    }
}

fn claims(grant: &Grant, state: &State, issuer: &str) -> Value {
    let lies = |lie| state.lie == lie;
    let now = state.clock.now().as_micros() / 1_000_000;
    json!({
        "iss": if lies(Lie::Issuer) { "https://another.example" } else { issuer },
        "aud": if lies(Lie::Audience) { "another" } else { CLIENT },
        "sub": grant.person.subject,
        "iat": now,
        "exp": if lies(Lie::Expired) { now - LIFE_SECONDS } else { now + LIFE_SECONDS },
        "nonce": if lies(Lie::Nonce) { "another" } else { grant.nonce.as_str() },
        "email": grant.person.email,
        "email_verified": grant.person.is_verified,
    })
}

fn signed(claims: &Value, state: &State) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    if state.lie == Lie::Unsigned {
        return format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims));
    }
    let header = json!({ "alg": "EdDSA", "kid": state.kid.to_string() });
    let text = format!("{}.{}", part(&header), part(claims));
    let number = if state.lie == Lie::Key { state.kid + 100 } else { state.kid };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(key(number).sign(text.as_bytes()).to_bytes()))
}
