//! An authority for tests and for `cargo xtask up --tls`: it signs the certificates that engines show.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

const DAYS: &str = "365";
const CURVE: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/// Makes certificates with the command line of OpenSSL.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
}

/// What an engine shows, and the authority that its clients trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    pub ca: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// In a folder of its own, where it is kept.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let authority = Self { folder: folder.to_owned() };
        if !authority.ca().exists() {
            let (key, ca) = (authority.file("ca.key"), authority.file("ca.pem"));
            let name = folder.file_name().unwrap_or_default().display();
            let subject = format!("/CN=Holdfast authority {name}");
            let mut request = vec!["req", "-x509", "-nodes", "-days", DAYS, "-subj", &subject];
            request.extend(CURVE);
            request.extend(["-keyout", &key, "-out", &ca]);
            openssl(&request)?;
        }
        Ok(authority)
    }

    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// For what `names` says as OpenSSL does, such as `IP:127.0.0.1,DNS:localhost`.
    pub fn issue(&self, file: &str, names: &str) -> anyhow::Result<Tls> {
        self.sign(file, names, &["-days", DAYS])
    }

    /// Its last day was yesterday.
    pub fn issue_expired(&self, file: &str, names: &str) -> anyhow::Result<Tls> {
        self.sign(file, names, &["-days", "-1"])
    }

    fn sign(&self, name: &str, names: &str, validity: &[&str]) -> anyhow::Result<Tls> {
        let [request, extensions, key, certificate] =
            ["csr", "ext", "key", "pem"].map(|kind| self.file(&format!("{name}.{kind}")));
        fs::write(&extensions, format!("subjectAltName={names}\nextendedKeyUsage=serverAuth,clientAuth\n"))?;
        let mut ask = vec!["req", "-new", "-nodes", "-subj", "/CN=holdfast engine"];
        ask.extend(CURVE);
        ask.extend(["-keyout", &key, "-out", &request]);
        openssl(&ask)?;
        let (ca, ca_key) = (self.file("ca.pem"), self.file("ca.key"));
        let mut sign =
            vec!["x509", "-req", "-in", &request, "-CA", &ca, "-CAkey", &ca_key, "-CAcreateserial"];
        sign.extend(validity);
        sign.extend(["-extfile", &extensions, "-out", &certificate]);
        openssl(&sign)?;
        Ok(Tls { ca: self.ca(), certificate: certificate.into(), key: key.into() })
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

impl Tls {
    /// Certificate, key and authority as texts, for command lines.
    pub(crate) fn files(&self) -> [String; 3] {
        [&self.certificate, &self.key, &self.ca].map(|file| file.display().to_string())
    }
}

fn openssl(arguments: &[&str]) -> anyhow::Result<()> {
    let output = Command::new("openssl").args(arguments).output();
    let output = output.context("cannot start openssl: apt-get install openssl")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "openssl {}: {}", arguments.join(" "), complaint.trim());
    Ok(())
}
