//! `cargo xtask verify`: whether what is up keeps its promises, or what was left in a data folder.

use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, bail};

use crate::{demo, stack, terminal};

/// Where the order service of a stack answers, and the one process of a demo.
pub(crate) const ORDER: &str = "127.0.0.1:9082";
const DEBUG: &str = "--debug";

/// Builds holdfast, and becomes it, so that its end is ours.
pub(crate) fn run(typed: &[String]) -> anyhow::Result<()> {
    let (debug, typed): (Vec<&String>, Vec<&String>) = typed.iter().partition(|flag| *flag == DEBUG);
    let subject = match typed.is_empty() {
        false => typed.into_iter().cloned().collect(),
        true => subject(is_up(ORDER), crate::root().join(demo::DATA).is_dir())?,
    };
    let (folder, profile): (_, &[&str]) =
        if debug.is_empty() { ("release", &["--release"]) } else { ("debug", &[]) };
    terminal::run("cargo", &[&["build", "--locked", "--package", "holdfast"], profile].concat())?;
    let binary = terminal::target_folder()?.join(folder).join("holdfast");
    let secret = terminal::variable(stack::SERVICE_SECRET_NAME);
    let error = Command::new(&binary)
        .arg("--verify")
        .args(subject)
        .env(stack::SERVICE_SECRET_NAME, secret.as_deref().unwrap_or(stack::SERVICE_SECRET))
        .current_dir(crate::root())
        .exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}

fn is_up(address: &str) -> bool {
    TcpStream::connect(address).is_ok()
}

/// Whatever is up; otherwise what the demo has left.
fn subject(is_up: bool, is_left: bool) -> anyhow::Result<Vec<String>> {
    let flags = match (is_up, is_left) {
        (true, _) => ["--order-url".to_owned(), format!("http://{ORDER}")],
        (false, true) => ["--data".to_owned(), demo::DATA.to_owned()],
        (false, false) => bail!(
            "nothing is up and there is no {}: start something with `cargo xtask demo` or `up`, or name what to look at with \
             --order-url http://HOST:PORT or --data FOLDER",
            demo::DATA
        ),
    };
    Ok(flags.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_up_comes_first() {
        assert_eq!(subject(true, true).unwrap(), ["--order-url", "http://127.0.0.1:9082"]);
        assert_eq!(subject(false, true).unwrap(), ["--data", "data/demo"]);
        assert!(subject(false, false).unwrap_err().to_string().contains("cargo xtask demo"));
    }
}
