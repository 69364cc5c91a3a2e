//! The listeners of a broker that speaks TLS alone and knows one user.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::Tls;

pub(crate) const USER: &str = "holdfast";
pub(crate) const PASSWORD: &str = "only-for-tests";
pub(crate) const MECHANISM: &str = "SCRAM-SHA-512";

/// For the tool that formats the log: the first user of a broker cannot be made by a client that would need one.
pub(crate) fn account() -> [String; 2] {
    ["--add-scram".to_owned(), format!("{MECHANISM}=[name={USER},password={PASSWORD}]")]
}

/// Lines behind the other settings, which they replace where the names are the same.
pub(crate) fn secure(folder: &Path, ports: &[u16], controller: u16, shown: &[Tls]) -> anyhow::Result<String> {
    let names = ["SECURE", "SECOND", "THIRD"];
    let listeners: Vec<_> = names.into_iter().zip(ports).zip(shown).collect();
    let all: Vec<String> =
        listeners.iter().map(|((name, port), _)| format!("{name}://127.0.0.1:{port}")).collect();
    let all = all.join(",");
    let protocols: Vec<String> = listeners.iter().map(|((name, _), _)| format!("{name}:SASL_SSL")).collect();
    let mut lines = format!(
        "listeners={all},CONTROLLER://127.0.0.1:{controller}\nadvertised.listeners={all}\n\
         listener.security.protocol.map=CONTROLLER:PLAINTEXT,{}\ninter.broker.listener.name=SECURE\n\
         sasl.enabled.mechanisms={MECHANISM}\nsasl.mechanism.inter.broker.protocol={MECHANISM}\n",
        protocols.join(",")
    );
    for ((name, _), tls) in listeners {
        let listener = format!("listener.name.{}", name.to_lowercase());
        let key_store = key_store(folder, name, tls)?;
        write!(
            lines,
            "{listener}.ssl.keystore.type=PEM\n{listener}.ssl.keystore.location={key_store}\n\
             {listener}.ssl.truststore.type=PEM\n{listener}.ssl.truststore.location={}\n\
             {listener}.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule \
             required username=\"{USER}\" password=\"{PASSWORD}\";\n",
            tls.ca.display()
        )?;
    }
    Ok(lines)
}

/// Key and certificate in one file.
fn key_store(folder: &Path, name: &str, tls: &Tls) -> anyhow::Result<String> {
    let store = folder.join(format!("{name}.pem"));
    fs::write(&store, [fs::read(&tls.key)?, fs::read(&tls.certificate)?].concat())?;
    Ok(store.display().to_string())
}
