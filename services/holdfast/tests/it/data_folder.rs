//! The data folder belongs to one process.

use crate::{demo, start};

#[tokio::test]
async fn one_data_folder_has_one_process() {
    let server = start(&demo()).await;
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(["--payment-provider", "mock", "--listen", "127.0.0.1:0", "--data"])
        .arg(server.data())
        .output()
        .unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("another process"), "{said}");
}
