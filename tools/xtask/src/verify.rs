//! `cargo xtask verify`: whether the books of what is running, or of a data folder, keep every promise.

use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, bail};
use clap::Args;
use engines::Profile;
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};

use crate::terminal;

/// Where the order service of a stack listens for other services, and the single process of a demo.
pub(crate) const ORDER: &str = "127.0.0.1:9082";
/// Where the demo keeps its data.
pub(crate) const DEMO_DATA: &str = "data/demo";

#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// The internal listener of an order service
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    order_url: Option<String>,
    /// A data folder that no process is using
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// With the debug build
    #[arg(long)]
    debug: bool,
}

/// Builds holdfast, and becomes it, so that its exit code is ours.
pub(crate) fn run(args: &VerifyArgs) -> anyhow::Result<()> {
    let [flag, value] = match (&args.order_url, &args.data) {
        (Some(url), _) => ["--order-url".to_owned(), url.clone()],
        (None, Some(folder)) => ["--data".to_owned(), folder.clone()],
        (None, None) => subject(TcpStream::connect(ORDER).is_ok(), crate::root().join(DEMO_DATA).is_dir())?,
    };
    let profile = if args.debug { Profile::Debug } else { Profile::Release };
    let binary = engines::build(&["holdfast"], profile)?.join("holdfast");
    let secret = terminal::variable(SERVICE_SECRET_NAME);
    let error = Command::new(&binary)
        .args(["--verify", &flag, &value])
        .env(SERVICE_SECRET_NAME, secret.as_deref().unwrap_or(SERVICE_SECRET))
        .current_dir(crate::root())
        .exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}

/// What is running; otherwise what the demo has left.
fn subject(is_running: bool, is_left: bool) -> anyhow::Result<[String; 2]> {
    match (is_running, is_left) {
        (true, _) => Ok(["--order-url".to_owned(), format!("http://{ORDER}")]),
        (false, true) => Ok(["--data".to_owned(), DEMO_DATA.to_owned()]),
        (false, false) => bail!(
            "nothing is running and there is no {DEMO_DATA}: start something with `cargo xtask demo` or `up`, or name what to verify \
             with --order-url http://HOST:PORT or --data FOLDER"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_running_comes_first() {
        assert_eq!(subject(true, true).unwrap(), ["--order-url", "http://127.0.0.1:9082"]);
        assert_eq!(subject(false, true).unwrap(), ["--data", "data/demo"]);
        assert!(subject(false, false).unwrap_err().to_string().contains("cargo xtask demo"));
    }
}
