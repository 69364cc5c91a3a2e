//! Every example of the description: each is as its schema says, and each request is sent to the binary, whose answer is as described.

use std::collections::BTreeSet;
use std::time::Duration;

use contracts::WireTime;
use primitives::{Clock, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::stream::{SseItem, SseParser};
use testkit::{ApiClient, Buyer, eventually};

use super::provider::Provider;
use super::story::{Story, written};
use super::style::{Operation, operations};
use super::{committed, resolved, schema};
use crate::line::TOKEN;
use crate::{CLUB, HALL, OPEN_AIR, SOON, crowded, start};

const MINA: &str = "mina@example.com";
/// Makes the first administrator.
const BOOTSTRAP: &str = "a bootstrap token of the examples, long enough";
/// The list of who takes part closes ten seconds before.
const OPENS_IN: Duration = Duration::from_secs(18);

#[tokio::test]
async fn every_example_is_played_and_answered_as_described() {
    let provider = Provider::start().await;
    let options = crowded().env("HOLDFAST_OPERATOR_TOKEN", TOKEN).env("HOLDFAST_BOOTSTRAP_TOKEN", BOOTSTRAP);
    let options = provider.known_to(options);
    let server = start(&options).await;
    let mut story = Story::new(server.api());
    for id in ["checkHealth", "checkReadiness", "getMetrics", "getDescription", "getSaleHealth"] {
        story.play(id).await;
    }
    for id in ["listEvents", "getEvent", "getLayout", "getSeats", "listPaymentMethods"] {
        story.play(id).await;
    }
    hold(&mut story).await;
    order(&mut story).await;
    follow_seats(&mut story).await;
    sell_by_quantity(&mut story).await;
    sell_at_the_box_office(&mut story).await;
    register(&mut story).await;
    administer(&mut story).await;
    link_a_provider(&mut story).await;
    manage_the_account(&mut story).await;
    open_the_room(&mut story).await;
    draw(&mut story).await;
    queue(&mut story, "").await;
    queue(&mut story, "VersionOne").await;
    be_first_come(&mut story).await;
    wait_in_two_tiers(&mut story).await;
    watch(&mut story).await;
    assert_all_played(&story);
}

async fn hold(story: &mut Story) {
    for id in ["holdSeats", "getReservation", "issueReservationStreamToken", "extendReservation"] {
        story.play(id).await;
    }
    for id in ["extendHold", "releaseReservedSeat"] {
        story.play(id).await;
    }
    for id in ["holdSeats", "releaseReservation", "holdSeats", "releaseSeat", "holdBestSeats"] {
        story.play(id).await;
    }
    for further in [1, 2] {
        story.play_example("holdSeats", further).await;
    }
}

async fn order(story: &mut Story) {
    for id in
        ["holdSeats", "placeOrder", "getOrder", "issueOrderStreamToken", "authorizePayment", "listOrders"]
    {
        story.play(id).await;
    }
    story.follow("followOrder", "", None, "ORDER_UPDATE").await;
    // The bank keeps silent: there is time to think again.
    let mina = story.api.with_caller("mina");
    let placed =
        Buyer::named(&mina, "mina").buy(CLUB, &[60], Some("tok_timeout"), "undecided").await.ordered();
    story.with("orderId", placed.order_id.to_string());
    story.play("cancelOrder").await;
}

async fn follow_seats(story: &mut Story) {
    story.follow("followSeats", "", None, "INIT").await;
    story.follow("followSeats", "", Some("none of ours"), "RESYNC").await;
    // From the beginning, so that there are changes behind it; the first of them may not be kept any more.
    let seats = story.follow("followSeats", "", None, "INIT").await;
    let from = seats["id"].as_str().unwrap().to_owned();
    let mina = story.api.with_caller("mina");
    assert_eq!(mina.hold(CLUB, &[70]).await.status, 201);
    story.follow("followSeats", "", Some(&from), "SEAT_UPDATE").await;
    story.follow("followSeats", "?batch=true", Some(&from), "SEAT_BATCH").await;
    story.with("eventId", OPEN_AIR);
    let places = story.follow("followSeats", "", None, "INIT").await;
    let from = places["id"].as_str().unwrap().to_owned();
    assert_eq!(mina.hold_units(OPEN_AIR, "FIELD", 1, None).await.status, 201);
    story.follow("followSeats", "", Some(&from), "POOL_UPDATE").await;
    story.forget("eventId");
}

async fn sell_by_quantity(story: &mut Story) {
    for id in ["makePurchase", "payPurchase", "reserveTickets"] {
        story.play(id).await;
    }
}

async fn sell_at_the_box_office(story: &mut Story) {
    assert_eq!(story.api.with_caller("mina").hold(CLUB, &[80]).await.status, 201);
    story.with("seatId", 80);
    story.play("confirmSale").await;
    story.forget("seatId");
}

async fn register(story: &mut Story) {
    story.play("listKeys").await;
    story.play("getGuestChallenge").await;
    story.play("beginGuest").await;
    story.play("registerAccount").await;
    let token = link(&story.api, MINA, 1).await;
    story.with("token", token);
    for id in ["verifyMailbox", "showMailbox", "logIn", "refreshSession"] {
        story.play(id).await;
    }
    story.play("requestReset").await;
    let token = link(&story.api, MINA, 2).await;
    story.with("token", token);
    story.play("resetPassword").await;
}

/// Of the newest of so many letters to this mailbox.
async fn link(api: &ApiClient, mailbox: &str, letters: usize) -> String {
    eventually("a letter with a link", SOON, async || {
        let shown: Value = api.get("/api/auth/mailbox").await.ok();
        let mine = shown["items"].as_array()?.iter().filter(|letter| letter["to"] == mailbox);
        let mine: Vec<_> = mine.collect();
        let letter = Some(*mine.first()?).filter(|_| mine.len() == letters)?;
        let (_, token) = letter["text"].as_str()?.split_once("#token=")?;
        token.split_whitespace().next().map(str::to_owned)
    })
    .await
}

/// The user of the examples becomes the first administrator, makes an organization, and is neither the last of the one nor of the other.
async fn administer(story: &mut Story) {
    log_in_again(story).await;
    story.play("confirmPassword").await;
    story.with("token", BOOTSTRAP);
    story.play("claimAdministration").await;
    log_in_again(story).await;
    let account: Value = story.api.with_access(story.made("accessToken")).get("/api/users/me").await.ok();
    story.with("ownerId", account["id"].clone());
    let organization = story.play("makeOrganization").await;
    story.with("orgId", organization["id"].clone());
    // With a token that says so.
    log_in_again(story).await;
    let other = another_user(&story.api).await;
    story.with("userId", other);
    for id in ["listOrganizations", "listMembers", "setMember", "deleteMember"] {
        story.play(id).await;
    }
    let key = story.play("makeApiKey").await;
    story.with("keyId", key["id"].clone());
    story.with("client_secret", key["key"].clone());
    for id in ["listApiKeys", "issueToken", "deleteApiKey"] {
        story.play(id).await;
    }
    let device = story.play("registerGateDevice").await;
    story.with("deviceId", device["id"].clone());
    for id in ["listGateDevices", "endGateDevice", "setPlatformRole", "listPlatformRoles"] {
        story.play(id).await;
    }
    for id in ["listAuditRecords", "deletePlatformRole"] {
        story.play(id).await;
    }
    hand_over(story).await;
}

/// The id of a user beside the one of the examples.
async fn another_user(api: &ApiClient) -> String {
    let email = "joon@example.com";
    assert_eq!(api.post("/api/auth/register").json(&json!({ "email": email })).await.status, 202);
    let body = json!({ "token": link(api, email, 1).await, "password": "a staple of other horses" });
    let session: Value = api.post("/api/auth/verify").json(&body).await.ok();
    session["subject"].as_str().unwrap().trim_start_matches("u:").to_owned()
}

/// An account is not deleted while it is the last.
async fn hand_over(story: &Story) {
    let (org, user) = (story.made("orgId"), story.made("userId"));
    let api = story.api.with_access(story.made("accessToken"));
    for (path, role) in [
        (format!("/api/orgs/{org}/members/{user}"), "OWNER"),
        (format!("/api/admin/identity/roles/{user}"), "ADMIN"),
    ] {
        let answer = api.call(Method::PUT, &path).json(&json!({ "role": role })).await;
        assert_eq!(answer.status, 200, "{answer}");
    }
}

/// Whose accounts log in elsewhere: here no one comes back from there.
async fn link_a_provider(story: &mut Story) {
    log_in_again(story).await;
    for id in ["listProviders", "beginLink", "listLinks", "deleteLink"] {
        story.play(id).await;
    }
    for id in ["beginProviderLogin", "finishProviderLogin"] {
        story.visit(id).await;
    }
}

/// The password is that of the example of the reset.
async fn manage_the_account(story: &mut Story) {
    log_in_again(story).await;
    for id in ["showAccount", "changeAccount", "listSessions", "endSession"] {
        story.play(id).await;
    }
    log_in_again(story).await;
    story.play("logOut").await;
    log_in_again(story).await;
    story.play("deleteAccount").await;
}

async fn log_in_again(story: &mut Story) {
    let body = json!({ "email": MINA, "password": "a staple of other horses" });
    let session: Value = story.api.post("/api/auth/login").json(&body).await.ok();
    for name in ["accessToken", "refreshToken", "sessionId"] {
        story.with(name, session[name].clone());
    }
}

async fn open_the_room(story: &mut Story) {
    for id in ["openRoom", "adjustRoom", "pauseRoom", "listRooms", "getRoom", "getOperatedRoom"] {
        story.play(id).await;
    }
    for id in ["getChallenge", "enterRoom"] {
        story.play(id).await;
    }
    story.follow("followPlace", "", None, "position").await;
    for id in ["resumeRoom", "getPlace", "claimPlace"] {
        story.play(id).await;
    }
    story.follow("followPlace", "", None, "called").await;
    for id in ["keepSession", "failOpen", "endFailOpen", "leavePlace"] {
        story.play(id).await;
    }
    story.follow("followPlace", "", None, "closed").await;
    for id in ["getRoomLog", "closeRoom"] {
        story.play(id).await;
    }
}

/// At another event, whose room opens in a moment with a registration before.
async fn draw(story: &mut Story) {
    let opens_at = WireTime(SystemClock.now().plus(OPENS_IN));
    let body = json!({ "opensAt": opens_at, "beaconRound": 7 });
    operate(story, HALL, "open", &body).await;
    story.with("eventId", HALL);
    for id in ["enterRoom", "enterBeacon", "provePlace"] {
        story.play(id).await;
    }
    story.forget("eventId");
}

async fn operate(story: &Story, event: i64, action: &str, body: &Value) {
    let path = format!("/api/waiting-room/admin/events/{event}/{action}");
    let call = story.api.post(&path).header("Authorization", &format!("Bearer {TOKEN}"));
    let _: Value = call.json(body).await.ok();
}

/// The second tier of the two-tier design, under either of its paths.
async fn queue(story: &mut Story, version: &str) {
    operate(story, CLUB, "open", &json!({})).await;
    for id in ["checkQueue", "getQueueStatus", "sendQueueHeartbeat", "leaveQueue"] {
        story.play(&format!("{id}{version}")).await;
    }
    for id in ["getOperatedQueue", "setQueueThreshold", "clearQueue"] {
        story.play(&format!("{id}{version}")).await;
    }
}

async fn be_first_come(story: &mut Story) {
    operate(story, OPEN_AIR, "open", &json!({})).await;
    operate(story, OPEN_AIR, "pause", &json!({})).await;
    story.play("enterQueue").await;
    story.follow("followQueue", "", None, "position").await;
    operate(story, OPEN_AIR, "resume", &json!({})).await;
    story.follow("followQueue", "", None, "admitted").await;
    operate(story, OPEN_AIR, "close", &json!({})).await;
    story.follow("followQueue", "", None, "closed").await;
}

async fn wait_in_two_tiers(story: &mut Story) {
    for id in ["activateVwr", "assignPosition", "checkPosition", "getVwrStatus"] {
        story.play(id).await;
    }
    for id in ["advanceVwr", "getOperatedVwr", "deactivateVwr"] {
        story.play(id).await;
    }
}

/// What goes over the socket is another description's.
async fn watch(story: &mut Story) {
    let mut socket = story.api.socket("/ws?eventId=E7").await.unwrap();
    assert!(socket.message("stock.update").await["remaining"].is_number());
    story.played.insert("watchSale".to_owned());
}

fn assert_all_played(story: &Story) {
    let mut expected = BTreeSet::new();
    for Operation { name, described } in operations(&story.description) {
        expected.insert(described["operationId"].as_str().unwrap().to_owned());
        for content in contents(&described["requestBody"]) {
            let examples = content["examples"].as_object().unwrap_or_else(|| panic!("{name}: no request"));
            expected.extend(examples.keys().cloned());
        }
        let stream = &described["responses"]["200"]["content"]["text/event-stream"]["schema"];
        let events = resolved(&story.description, stream)["oneOf"].as_array().into_iter().flatten();
        let id = described["operationId"].as_str().unwrap();
        expected.extend(
            events.map(|event| format!("{id} {}", event["properties"]["event"]["enum"][0].as_str().unwrap())),
        );
    }
    let left: Vec<_> = expected.difference(&story.played).collect();
    assert!(left.is_empty(), "no one plays {left:?}");
}

fn contents(body: &Value) -> impl Iterator<Item = &Value> {
    body["content"].as_object().into_iter().flat_map(|contents| contents.values())
}

#[test]
fn every_body_has_an_example_and_every_example_is_as_its_schema_says() {
    let description = committed();
    let mut compared = 0;
    for Operation { name, described } in operations(&description) {
        let answers = described["responses"].as_object().unwrap().values();
        let bodies = std::iter::once(&described["requestBody"]).chain(answers);
        for content in bodies.flat_map(|body| contents(resolved(&description, body))) {
            let examples = examples(&description, content);
            // Bytes cannot be shown.
            let is_binary = content["schema"]["items"]["format"] == "int32";
            assert!(is_binary || !examples.is_empty(), "{name} has a body without an example");
            for example in examples {
                let faults = schema::faults(&description, &content["schema"], &example);
                assert!(faults.is_empty(), "{name}: {faults:#?}");
                compared += 1;
            }
        }
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            let parameter = resolved(&description, parameter);
            let needs_one = parameter["required"] == true;
            assert!(!needs_one || !parameter["example"].is_null(), "{name}: {}", parameter["name"]);
        }
    }
    assert!(compared > 300, "only {compared} examples were found");
}

/// A stream is compared event by event.
fn examples(description: &Value, content: &Value) -> Vec<Value> {
    let named = content["examples"].as_object().into_iter().flat_map(|examples| examples.values());
    let named = named.map(|example| resolved(description, example)["value"].clone());
    let single = Some(&content["example"]).filter(|example| !example.is_null()).cloned();
    let all: Vec<Value> = named.chain(single).collect();
    if resolved(description, &content["schema"])["oneOf"][0]["properties"]["event"].is_null() {
        return all;
    }
    let text = all[0].as_str().unwrap();
    let frames = SseParser::default().push(text.as_bytes()).into_iter();
    frames
        .map(|item| match item {
            SseItem::Frame(frame) => written(&frame),
            SseItem::Comment(comment) => panic!("a comment is no example: {comment}"),
        })
        .collect()
}
