//! The settings of compose's proxy, checked by nginx itself. Those of the native one are proven by the tests that start it.

use std::fs;
use std::path::Path;

use anyhow::Context;
use ops::{cached, repository, stages::Outcome, terminal};

const FOLDER: &str = "infra/nginx";
/// Since this version nginx can resolve the name of a server again; Debian 12 has an older one.
const RESOLVES_SINCE: (u32, u32) = (1, 27);

pub(super) fn is_accepted() -> anyhow::Result<Outcome> {
    let Some(nginx) = cached::packaged("nginx", "nginx-light")? else {
        return Ok(Outcome::NotRun("nginx is not installed: cargo xtask engines"));
    };
    let folder = repository::root().join("target/nginx-check");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(repository::root().join(FOLDER)).context(FOLDER)? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    fs::write(folder.join("proxies.conf"), "set_real_ip_from 10.0.0.0/8;\nset_real_ip_from fd00::/8;\n")?;
    // As start.sh writes them in the container.
    fs::write(folder.join("resolver.conf"), "resolver 127.0.0.11 valid=5s ipv6=off;\n")?;
    fs::write(folder.join("limits.conf"), "include rates.conf;\n")?;
    let settings = folder.join("compose.conf");
    let mut text = fs::read_to_string(&settings)?;
    if !resolves(&nginx)? {
        text = without_names(&text);
    }
    for text in [text.clone(), with_tls(&text, &folder)?] {
        fs::write(&settings, placed(&text, &folder))?;
        let (folder, settings) = (folder.display().to_string(), settings.display().to_string());
        terminal::run(&nginx, &["-q", "-t", "-e", "stderr", "-p", &folder, "-c", &settings])?;
    }
    Ok(Outcome::Passed)
}

/// As the example says, with a certificate of its own.
fn with_tls(text: &str, folder: &Path) -> anyhow::Result<String> {
    let example = folder.join("tls.conf");
    fs::write(&example, placed(&fs::read_to_string(&example)?, folder))?;
    fs::create_dir_all(folder.join("tls"))?;
    let file = |name: &str| folder.join("tls").join(name).display().to_string();
    let (key, certificate) = (file("tls.key"), file("tls.crt"));
    let command = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=shop.test"];
    terminal::output("openssl", &[&command[..], &["-keyout", &key, "-out", &certificate]].concat())?;
    Ok(text.replace("listen 8080;", "listen 8080;\n        include tls.conf;"))
}

/// Files that nginx creates go below `folder`, where any user may create them.
fn placed(text: &str, folder: &Path) -> String {
    text.replace("/tmp/", &format!("{}/", folder.display()))
}

/// An older nginx resolves names at its start, and those of containers do not exist here.
fn without_names(text: &str) -> String {
    let line = |line: &str| match line.trim().strip_prefix("server ") {
        Some(server) if line.contains(" resolve;") => {
            let port = server.split(':').nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("1");
            format!("server 127.0.0.1:{port};")
        }
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn resolves(nginx: &str) -> anyhow::Result<bool> {
    let output = std::process::Command::new(nginx).arg("-v").output()?;
    let version = String::from_utf8_lossy(&output.stderr).into_owned();
    let version = version.split('/').nth(1).unwrap_or_default();
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    Ok((numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= RESOLVES_SINCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses_and_the_rest_stays() {
        let text = "upstream a {\n    server order-1:8082 max_fails=3 resolve;\n    keepalive 64;\n}";
        assert_eq!(without_names(text), "upstream a {\nserver 127.0.0.1:8082;\n    keepalive 64;\n}");
    }
}
