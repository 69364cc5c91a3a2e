//! What an operator says at the start, and that it holds: demo, payment provider, who may look into the data folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use contracts::ErrorCode;
use contracts::http::payment::PaymentMethodsBody;
use testkit::Options;

use crate::{CLUB, demo, start};

fn refusal(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    let output =
        command.args(["--data", folder.path().to_str().unwrap()]).args(arguments).env_clear().output();
    let output = output.unwrap();
    assert!(!output.status.success(), "{arguments:?} was not refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_demo_keeps_what_the_operator_has_set() {
    let server =
        start(&demo().arg("--caller-header").arg("ignore").env("HOLDFAST_ANONYMOUS", "closed")).await;
    let mina = server.api().with_caller("mina");
    mina.orders(None).await.refused(ErrorCode::Unauthenticated);
    assert_eq!(mina.hold(CLUB, &[1]).await.status, 201);
    mina.release(CLUB, 1).await.refused(ErrorCode::NotHoldOwner);

    let server = start(&demo()).await;
    assert_eq!(server.api().with_caller("mina").orders(None).await.status, 200, "a default of a demo");
}

#[test]
fn a_demo_that_others_reach_has_to_be_requested_by_name() {
    let refusal = refusal(&["--demo", "--listen", "0.0.0.0:0"]);
    assert!(refusal.contains("HOLDFAST_DEMO") && refusal.contains("HOLDFAST_DEMO_PUBLIC=true"), "{refusal}");
}

#[tokio::test]
async fn the_mock_provider_has_to_be_requested_by_name() {
    let refusal = refusal(&["--listen", "127.0.0.1:0"]);
    assert!(refusal.contains("PAYMENT_PROVIDER=mock") && refusal.contains("moves no money"), "{refusal}");

    let server = start(&Options::default().env("PAYMENT_PROVIDER", "mock")).await;
    let methods: PaymentMethodsBody = server.api().get("/api/payments/methods").await.ok();
    assert!(methods.demo);
    assert!(server.log().contains("payments move no money"), "{}", server.log());
}

#[tokio::test]
async fn only_its_owner_may_look_into_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let server = start(&demo().data(&data)).await;
    assert_eq!(server.api().hold(CLUB, &[1]).await.status, 201);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
