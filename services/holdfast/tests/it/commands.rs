//! The command line from outside: commands, the flags that stood for them, services that are named, and what is refused.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use contracts::services::ALL;
use serde_json::Value;
use testkit::{Address, ApiClient, eventually};

use crate::verify_command::said;
use crate::{SOON, demo, start};

const HOLDFAST: &str = env!("CARGO_BIN_EXE_holdfast");
/// Where no broker is: none has to be up for a process to serve.
const NO_BROKER: &str = "127.0.0.1:1";
const SECRETS: [&str; 4] = [
    "--secret",
    "a secret of tests that is long enough",
    "--service-secret",
    "a service secret of tests, long enough",
];

fn holdfast(arguments: &[&str]) -> Output {
    Command::new(HOLDFAST).args(arguments).env_clear().output().unwrap()
}

fn refusal(arguments: &[&str]) -> String {
    let output = holdfast(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn described_paths(arguments: &[&str]) -> BTreeSet<String> {
    let output = holdfast(arguments);
    let description: Value = serde_json::from_slice(&output.stdout).unwrap();
    description["paths"].as_object().unwrap().keys().cloned().collect()
}

fn databases(folder: &Path) -> BTreeSet<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with(".db")).collect()
}

#[test]
fn a_command_and_the_flag_that_stood_for_it_do_the_same() {
    assert_eq!(holdfast(&["openapi"]).stdout, holdfast(&["--print-openapi"]).stdout);
    for migrate in ["migrate", "--migrate"] {
        let folder = tempfile::tempdir().unwrap();
        let migrated = holdfast(&[migrate, "--data", folder.path().to_str().unwrap()]);
        assert!(migrated.status.success(), "{migrate}: {}", said(&migrated));
        let names = ALL.iter().map(|service| service.name).chain(["bus"]);
        let expected: BTreeSet<String> = names.map(|name| format!("{name}.db")).collect();
        assert_eq!(databases(folder.path()), expected, "{migrate}");
    }
    let folder = tempfile::tempdir().unwrap();
    for release in ["release", "--release-parked"] {
        let refusal = refusal(&[release, "some-order", "--data", folder.path().to_str().unwrap()]);
        assert!(refusal.contains("nothing is parked with key some-order"), "{release}: {refusal}");
    }
    for create in ["create-topics", "--create-topics"] {
        assert!(refusal(&[create]).contains("KAFKA_BROKERS is missing"), "{create}");
    }
    for replay in ["replay", "--replay-dead-letter"] {
        assert!(refusal(&[replay, "order.events/0/17"]).contains("KAFKA_BROKERS is missing"), "{replay}");
    }
}

#[test]
fn what_is_not_known_is_refused_by_its_name() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "lisen = \"127.0.0.1:0\"\n").unwrap();
    for (arguments, expected) in [
        (&["--lisen", "127.0.0.1:0"][..], "there is no setting --lisen (did you mean --listen?)"),
        (&["serve", "--lisen=127.0.0.1:0"], "there is no setting --lisen (did you mean --listen?)"),
        (&["--config", file.path().to_str().unwrap()], "there is no setting `lisen` (in "),
        (&["migrat"], "nothing is called `migrat` here"),
        (&["--services", "order,orders"], "there is no service `orders`"),
        (&["serve", "--migrate"], "one job a start"),
    ] {
        let refusal = refusal(arguments);
        assert!(refusal.contains(expected), "{arguments:?}: {refusal}");
    }
}

#[test]
fn under_the_name_of_a_service_it_is_that_service() {
    let folder = tempfile::tempdir().unwrap();
    for service in ALL {
        let named = folder.path().join(format!("holdfast-{}", service.name));
        symlink(HOLDFAST, &named).unwrap();
        let run = |arguments: &[&str]| Command::new(&named).args(arguments).env_clear().output().unwrap();
        let help = said(&run(&["--help"]));
        assert!(help.contains(&format!("The service {} of Holdfast", service.name)), "{help}");
        assert!(!help.contains("HOLDFAST_DATA"), "it has a folder: {help}");
        let description: Value = serde_json::from_slice(&run(&["openapi"]).stdout).unwrap();
        let paths = description["paths"].as_object().unwrap();
        assert!(paths.keys().any(|path| path.starts_with(service.prefix)), "{paths:?}");
    }
}

#[test]
fn help_names_every_command_and_setting() {
    let help = holdfast(&["--help"]);
    assert!(help.status.success());
    let text = said(&help);
    for part in
        ["create-topics", "probe", "--listen <VALUE>", "[env: PAYMENT_LATENCY_MS]", "[env: KAFKA_BROKERS]"]
    {
        assert!(text.contains(part), "{part} is missing from: {text}");
    }
}

#[tokio::test]
async fn a_probe_succeeds_where_the_answer_is_200() {
    let server = start(&demo()).await;
    let url = server.base_url();
    let address = url.strip_prefix("http://").unwrap();
    let probe = |path: &str| {
        let mut probe = Command::new(HOLDFAST);
        // Settings are those of the process that is asked, not of this one.
        probe.args(["probe", &format!("{address}{path}")]).env_clear().env("HOLDFAST_LISTEN", "nonsense");
        probe.output().unwrap()
    };
    let ready = probe("/readyz");
    assert!(ready.status.success(), "{}", said(&ready));
    let missing = probe("/nothing-is-here");
    assert!(
        !missing.status.success() && said(&missing).contains("answers HTTP/1.1 404"),
        "{}",
        said(&missing)
    );
}

#[test]
fn the_services_that_are_named_are_those_of_the_description() {
    let all = described_paths(&["openapi"]);
    let named = described_paths(&["openapi", "--services", "payment"]);
    assert!(named.is_subset(&all) && named.len() < all.len());
    // What operators read of a process is there whatever it serves.
    let of_services = |path: &&String| path.starts_with("/api/") && !path.starts_with("/api/operator/");
    let apis: Vec<&String> = named.iter().filter(of_services).collect();
    assert!(!apis.is_empty() && apis.iter().all(|path| path.starts_with("/api/payments")), "{apis:?}");
}

#[test]
fn some_of_the_services_need_what_they_share_with_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let order = ["--services", "order", "--listen", "127.0.0.1:0", "--data", data];
    let with = |more: &[&str]| refusal(&[&order[..], more].concat());
    assert!(with(&[]).contains("HOLDFAST_SERVICE_SECRET is missing"));
    assert!(with(&SECRETS[2..]).contains("HOLDFAST_SECRET is missing"));
    let neighbours = with(&[&SECRETS[..], &["--kafka-brokers", NO_BROKER]].concat());
    assert!(neighbours.contains("HOLDFAST_CATALOG_URL is missing: set it, such as"), "{neighbours}");
    let payment = ["--services", "payment", "--listen", "127.0.0.1:0", "--data", data];
    let bus = refusal(&[&payment[..], &SECRETS[..], &["--payment-provider", "mock"]].concat());
    assert!(bus.contains("KAFKA_BROKERS is missing"), "{bus}");
}

/// Killed with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn only_the_services_that_are_named_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let [port] = engines::free_ports().unwrap();
    let mut command = Command::new(HOLDFAST);
    command.args([
        "--services",
        "payment",
        "--payment-provider",
        "mock",
        "--kafka-brokers",
        NO_BROKER,
        "--listen",
        &format!("127.0.0.1:{port}"),
    ]);
    command.args(SECRETS).arg("--data").arg(folder.path()).env_clear();
    let _running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let api = ApiClient::new(Address::new(format!("http://127.0.0.1:{port}")));
    eventually("payment answers", SOON, async || {
        api.get("/api/payments/methods").attempt().await.ok().filter(|answer| answer.status == 200).map(drop)
    })
    .await;
    assert_eq!(api.get("/api/orders").await.status, 404);
    assert_eq!(databases(folder.path()), ["payment.db".to_owned()].into());
}
