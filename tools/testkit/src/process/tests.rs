//! The child process, played by small shell scripts.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;

use rustix::process::Signal;
use tempfile::TempDir;

use super::*;

/// A script cannot be started while another thread's fork still holds it open for writing.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn script(body: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("server.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    (folder, path)
}

/// Writes how often it was started into its data folder, and prints its arguments and a port made of that number.
const COUNTING: &str = r#"
mkdir -p "$4"; echo x >> "$4/starts"
starts=$(while read line; do printf x; done < "$4/starts")
echo "args $*" >&2
echo "holdfast is ready on http://127.0.0.1:${#starts}"
echo "later"
while :; do /bin/sleep 0.05; done
"#;

#[tokio::test]
async fn a_server_is_found_where_it_says_and_again_after_a_restart_on_its_data() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (_folder, binary) = script(COUNTING);
    let mut server = Holdfast::spawn(&binary, &Options::default().arg("--demo")).await;
    let address = server.address();
    assert_eq!(server.base_url(), "http://127.0.0.1:1");
    server.kill9();
    server.restart().await;
    assert_eq!(address.base_url(), "http://127.0.0.1:2");
    let log = server.log();
    assert!(log.contains("args --listen 127.0.0.1:0 --data "), "{log}");
    assert!(log.contains(" --demo"), "{log}");
}

#[tokio::test]
async fn a_stop_gives_the_exit_status() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (_folder, binary) = script(
        "trap 'exit 7' TERM; echo 'holdfast is ready on http://127.0.0.1:9'; while :; do /bin/sleep 0.02; done",
    );
    let mut server = Holdfast::spawn(&binary, &Options::default()).await;
    let stopped = server.stop().await;
    assert_eq!(stopped.status.code(), Some(7));
    assert!(stopped.took < STOP_WITHIN);
}

#[tokio::test]
async fn an_abort_gives_its_signal() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (_folder, binary) = script("echo 'holdfast is ready on http://127.0.0.1:9'; kill -ABRT $$");
    let mut server = Holdfast::spawn(&binary, &Options::default()).await;
    let status = server.wait_exit(Duration::from_secs(5)).await;
    assert_eq!(status.signal(), Some(Signal::ABORT.as_raw()));
}

#[test]
fn the_environment_of_a_child_is_what_its_options_say() {
    let mut options = Options::default().env("A", "1").env("A", "2").failpoint("capture.before", 3);
    let named = |options: &Options, name: &str| {
        let values: Vec<_> =
            options.env.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect();
        values
    };
    assert_eq!(named(&options, "A"), ["2"]);
    assert_eq!(named(&options, "HOLDFAST_FAILPOINT"), ["capture.before:3"]);
    options.disarm();
    assert!(named(&options, "HOLDFAST_FAILPOINT").is_empty());
}
