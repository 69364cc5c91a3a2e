//! `cargo xtask verify`: whether the books of what is running, or of a data folder, keep every promise.

use std::net::TcpStream;

use anyhow::bail;
use clap::Args;
use engines::Profile;
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};
use ops::{repository, terminal};

/// Where the order service of a stack listens for other services, and the single process of a demo.
pub(crate) const ORDER: &str = "127.0.0.1:9082";
const ORDER_URL: &str = "http://127.0.0.1:9082";
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
    let subject = match (&args.order_url, &args.data) {
        (Some(url), _) => ["--order-url", url],
        (None, Some(folder)) => ["--data", folder],
        (None, None) => {
            found(TcpStream::connect(ORDER).is_ok(), repository::root().join(DEMO_DATA).is_dir())?
        }
    };
    let profile = if args.debug { Profile::Debug } else { Profile::Demo };
    let binary = engines::build(&["holdfast"], profile)?.join("holdfast");
    let secret = terminal::variable(SERVICE_SECRET_NAME);
    let secret = (SERVICE_SECRET_NAME, secret.as_deref().unwrap_or(SERVICE_SECRET));
    terminal::become_program(&binary, ["verify"].into_iter().chain(subject), &[secret])
}

/// What is running; otherwise what the demo has left.
fn found(is_running: bool, is_left: bool) -> anyhow::Result<[&'static str; 2]> {
    match (is_running, is_left) {
        (true, _) => Ok(["--order-url", ORDER_URL]),
        (false, true) => Ok(["--data", DEMO_DATA]),
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
        assert_eq!(found(true, true).unwrap(), ["--order-url", ORDER_URL]);
        assert_eq!(found(false, true).unwrap(), ["--data", DEMO_DATA]);
        assert!(found(false, false).unwrap_err().to_string().contains("cargo xtask demo"));
    }
}
