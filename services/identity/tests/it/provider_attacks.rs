//! What comes back from a provider is of use once, in the browser that began, and only if the provider has signed it for this log-in.

use contracts::ErrorCode;

use crate::issuer::{Issuer, Lie, Person, Returning, cookie};
use crate::room::{MINUTE, Room};

const PERSON: Person = Person { subject: "7", email: "mina@example.com", is_verified: true };

async fn begin(room: &Room, issuer: &Issuer) -> Returning {
    Returning::begin(room, issuer, PERSON).await
}

#[tokio::test]
async fn a_state_is_good_once_in_its_browser_at_its_provider_and_for_ten_minutes() {
    let (issuer, room) = Issuer::with_room().await;
    let (mine, foreign) = (begin(&room, &issuer).await, begin(&room, &issuer).await);
    let other_browser = Returning { cookie: foreign.cookie.clone(), ..mine.clone() };
    other_browser.finish(&room).await.refused(ErrorCode::BadRequest);
    let planted = Returning { state: foreign.state.clone(), ..mine.clone() };
    planted.finish(&room).await.refused(ErrorCode::BadRequest);
    for forged in ["", "AAAA", &mine.state[1..]] {
        let (state, cookie) = (forged.to_owned(), forged.to_owned());
        let forged = Returning { state, cookie, ..mine.clone() };
        forged.finish(&room).await.refused(ErrorCode::BadRequest);
    }
    assert_eq!(mine.finish(&room).await.status, 303);
    mine.finish(&room).await.refused(ErrorCode::BadRequest);
    begin(&room, &issuer).await.finish_at(&room, "other").await.refused(ErrorCode::BadRequest);
    let late = begin(&room, &issuer).await;
    room.clock.advance(MINUTE * 10);
    late.finish(&room).await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn of_two_who_come_back_with_the_same_one_gets_a_session() {
    let (issuer, room) = Issuer::with_room().await;
    let returning = begin(&room, &issuer).await;
    let (one, other) = tokio::join!(returning.finish(&room), returning.finish(&room));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 400]);
}

#[tokio::test]
async fn a_code_of_another_log_in_is_refused() {
    let (issuer, room) = Issuer::with_room().await;
    let (mine, stolen) = (begin(&room, &issuer).await, begin(&room, &issuer).await);
    let injected = Returning { code: stolen.code.clone(), ..mine };
    injected.finish(&room).await.refused(ErrorCode::ProviderRefused);
    let first = begin(&room, &issuer).await;
    assert_eq!(first.finish(&room).await.status, 303);
    let replayed = Returning { code: first.code.clone(), ..begin(&room, &issuer).await };
    replayed.finish(&room).await.refused(ErrorCode::ProviderRefused);
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_provider_is_refused_before_its_code_is_shown() {
    let (issuer, room) = Issuer::with_room().await;
    for name in ["", "https://attacker.example"] {
        let mixed = Returning { issuer: name.to_owned(), ..begin(&room, &issuer).await };
        mixed.finish(&room).await.refused(ErrorCode::ProviderRefused);
        assert!(issuer.has(&mixed.code), "the code was shown");
    }
    let unnamed = begin(&room, &issuer).await;
    let Returning { state, cookie, code, .. } = &unnamed;
    let path = format!("/api/auth/oidc/acme/callback?state={state}&code={code}");
    let refused = room.api.visit(&path).header("Cookie", &format!("hf_login={cookie}")).await;
    refused.refused(ErrorCode::ProviderRefused);
}

#[tokio::test]
async fn what_the_provider_has_not_signed_for_this_log_in_is_refused() {
    let (issuer, room) = Issuer::with_room().await;
    for lie in [Lie::Nonce, Lie::Audience, Lie::Issuer, Lie::Expired, Lie::Key, Lie::Unsigned] {
        issuer.lie(lie);
        let answer = begin(&room, &issuer).await.finish(&room).await;
        assert_eq!(answer.status, 401, "{lie:?}: {answer}");
        answer.refused(ErrorCode::ProviderRefused);
        assert_eq!(cookie(&answer, "hf_rt"), None);
    }
    issuer.lie(Lie::Nothing);
    assert_eq!(begin(&room, &issuer).await.finish(&room).await.status, 303);
}

#[tokio::test]
async fn a_log_in_that_was_broken_off_is_over() {
    let (issuer, room) = Issuer::with_room().await;
    let returning = begin(&room, &issuer).await;
    let Returning { state, cookie: kept, .. } = &returning;
    let path = format!("/api/auth/oidc/acme/callback?state={state}&error=access_denied");
    let call = room.api.visit(&path).header("Cookie", &format!("hf_login={kept}"));
    let answer = call.header("Accept", "text/html,*/*;q=0.8").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("Location"), Some("/provider#problem=PROVIDER_REFUSED"));
    assert_eq!(cookie(&answer, "hf_login"), None);
    returning.finish(&room).await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_log_in_leads_to_no_other_site() {
    let (_issuer, room) = Issuer::with_room().await;
    for path in
        ["https://attacker.example", "//attacker.example", "/%5Cattacker.example", "orders", "%2F%2Fa"]
    {
        let begun = room.api.visit(&format!("/api/auth/oidc/acme?returnTo={path}")).await;
        begun.refused(ErrorCode::BadRequest);
    }
    room.api.visit("/api/auth/oidc/google").await.refused(ErrorCode::NotFound);
}
