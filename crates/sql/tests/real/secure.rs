//! A server that accepts connections over TLS alone, and one whose password changes.

use std::fs;

use engines::{Authority, MariaDb};
use primitives::{AccessCheck, EngineRefusal};
use settings::Settings;
use sql::{Database, DbError, ServerConfig};
use tempfile::{NamedTempFile, TempDir};

use crate::{commit, connect, limited, notes, tables};

/// The check by which a start ends.
async fn failed_check(url: &str) -> AccessCheck {
    let config = ServerConfig::for_url(url).unwrap();
    let error = Database::connect(&config, &tables()).await.unwrap_err();
    let DbError::Unavailable(cause) = &error else { panic!("{error:?}") };
    cause.downcast_ref::<EngineRefusal>().unwrap_or_else(|| panic!("{error:?}")).check
}

#[tokio::test]
async fn records_are_kept_over_tls_and_each_check_that_fails_is_named() {
    let folder = TempDir::new().unwrap();
    let authority = Authority::open(folder.path()).unwrap();
    let server = MariaDb::start_secure(&authority.issue("engine", "IP:127.0.0.1").unwrap()).unwrap();
    server.address().create("holdfast_secure").unwrap();
    let url = server.address().secure_url("holdfast_secure", &authority.ca());

    let db = connect(&ServerConfig::for_url(&url).unwrap()).await;
    commit(&db, &["kept"]).await.unwrap();
    assert_eq!(notes(&db).await, ["kept"]);

    let stranger = Authority::open(&folder.path().join("stranger")).unwrap();
    let by_stranger = server.address().secure_url("holdfast_secure", &stranger.ca());
    assert_eq!(failed_check(&by_stranger).await, AccessCheck::Authority);
    assert_eq!(failed_check(&url.replace("127.0.0.1", "localhost")).await, AccessCheck::HostName);
    assert_eq!(failed_check(&url.replace(":holdfast@", ":wrong@")).await, AccessCheck::Credentials);
    // As MariaDB answers those that do not encrypt.
    let plain = server.address().url("holdfast_secure");
    assert_eq!(failed_check(&format!("{plain}?ssl-mode=DISABLED")).await, AccessCheck::Credentials);

    let mut server = server;
    server.process().kill9();
    authority.issue_expired("engine", "IP:127.0.0.1").unwrap();
    server.process().start_again().unwrap();
    let waits = limited(ServerConfig::for_url(&url).unwrap(), |limits| {
        limits.start_within = std::time::Duration::from_millis(600);
    });
    let started = tokio::time::Instant::now();
    let error = Database::connect(&waits, &tables()).await.unwrap_err();
    assert!(error.to_string().contains("not available"), "{error}");
    assert!(started.elapsed().as_millis() >= 250, "a certificate may be renewed, so it is tried again");
}

#[tokio::test]
async fn a_password_that_changes_is_used_by_new_connections() {
    let server = MariaDb::start().unwrap();
    server.address().create("holdfast_rotated").unwrap();
    let (url, file) = (server.address().url("holdfast_rotated"), NamedTempFile::new().unwrap());
    fs::write(file.path(), format!("{url}\n")).unwrap();
    let given = [("DATABASE_URL_FILE".to_owned(), file.path().display().to_string())];
    let config = ServerConfig::read(&mut Settings::load([], given).unwrap()).unwrap().unwrap();
    let before = connect(&config).await;
    commit(&before, &["a"]).await.unwrap();

    server.address().run("SET PASSWORD = PASSWORD('changed')").unwrap();
    assert!(Database::connect(&config, &tables()).await.is_err(), "the old password is still good");
    fs::write(file.path(), url.replace(":holdfast@", ":changed@")).unwrap();
    commit(&connect(&config).await, &["b"]).await.unwrap();
    // A connection that was open stays.
    assert_eq!(notes(&before).await, ["a", "b"]);
}
