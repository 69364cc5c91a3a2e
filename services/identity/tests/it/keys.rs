//! Keys over months, and what is deleted when it is over.

use std::time::Duration;

use access::AccessTokens;

use crate::room::{DAY, ORIGIN, Parts, begun};

const SECRET: &[u8] = b"the secret of these tests, long enough";
const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_key_is_known_before_it_signs_and_accepted_until_its_tokens_expire() {
    let parts = Parts::open().await;
    let (one, other) = (parts.identity(SECRET, None), parts.identity(SECRET, None));
    one.keep_keys().await.unwrap();
    other.keep_keys().await.unwrap();
    let first = one.public_keys();
    assert_eq!((first.len(), &other.public_keys()), (1, &first), "two instances have made two keys");

    parts.clock.advance(DAY * 30);
    one.keep_keys().await.unwrap();
    let both = one.public_keys();
    assert_eq!(both.len(), 2);
    let verifier = AccessTokens::new(parts.clock.clone());
    // One that has not heard of the next key yet.
    verifier.learn(ORIGIN, &first).unwrap();
    let token = begun(&one).await.access_token;
    assert!(verifier.verify(token.expose()).is_ok(), "it signs with a key that not all know");
    parts.clock.advance(HOUR);
    let later = begun(&one).await.access_token;
    assert!(verifier.verify(later.expose()).is_err(), "the key has not changed");
    other.keep_keys().await.unwrap();
    verifier.learn(ORIGIN, &other.public_keys()).unwrap();
    assert!(verifier.verify(later.expose()).is_ok());

    parts.clock.advance(DAY * 2);
    one.keep_keys().await.unwrap();
    one.keep_keys().await.unwrap();
    assert_eq!(one.public_keys(), both[1..], "the first one is named for ever");
}

#[tokio::test]
async fn another_secret_makes_other_keys() {
    let parts = Parts::open().await;
    let before = parts.identity(SECRET, None);
    before.keep_keys().await.unwrap();
    let after = parts.identity(b"another secret of these tests, long enough", None);
    after.keep_keys().await.unwrap();
    let (old, new) = (before.public_keys(), after.public_keys());
    assert_eq!((old.len(), new.len()), (1, 1));
    assert_ne!(old[0].kid, new[0].kid);
    let token = begun(&after).await.access_token;
    let verifier = AccessTokens::new(parts.clock.clone());
    verifier.learn(ORIGIN, &new).unwrap();
    assert!(verifier.verify(token.expose()).is_ok());
}

#[tokio::test]
async fn sessions_that_are_over_are_deleted() {
    let parts = Parts::open().await;
    let identity = parts.identity(SECRET, None);
    identity.keep_keys().await.unwrap();
    let old = begun(&identity).await.session;
    parts.clock.advance(DAY * 7 + HOUR);
    let new = begun(&identity).await.session;
    assert!(!identity.prune().await.unwrap());
    assert!(parts.store.session(old.id).await.unwrap().is_some(), "it can be read for a day");
    parts.clock.advance(DAY);
    identity.prune().await.unwrap();
    assert!(parts.store.session(old.id).await.unwrap().is_none());
    assert!(parts.store.session(new.id).await.unwrap().is_some());
    assert!(parts.storage.path().exists());
}

#[tokio::test]
async fn a_subject_has_fifty_sessions_and_the_oldest_makes_room() {
    let room = crate::room::Room::start().await;
    let first = room.user("mina@example.com").await;
    let mut last = None;
    for _ in 0..50 {
        room.clock.advance(Duration::from_secs(1));
        let answer = room.log_in("mina@example.com", crate::room::PASSWORD).await;
        last = Some(crate::room::SignedIn::read(&answer));
    }
    room.refresh(&first.refresh).await.refused(contracts::ErrorCode::SessionEnded);
    assert_eq!(room.refresh(&last.unwrap().refresh).await.status, 200);
}
