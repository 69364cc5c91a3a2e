//! A real control plane on this machine: etcd, API server, controllers, scheduler. It ends with its owner.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use engines::{Child, Program, Supervised, free_ports, listens};
use tempfile::TempDir;

use super::api::Api;
use super::programs::Programs;

const POLL_EVERY: Duration = Duration::from_millis(200);
const POLLS_MAX: u32 = 600;
/// Of a server that only this machine reaches, and that is gone in minutes.
const TOKEN: &str = "holdfast";

#[derive(Debug)]
pub(super) struct ControlPlane {
    pub(super) api: Api,
    kubeconfig: String,
    /// In the order of their ends: none loses what it talks to.
    _proxy: Child,
    _controllers: Vec<Supervised>,
    _api_server: Child,
    _etcd: Child,
    _folder: TempDir,
}

impl ControlPlane {
    /// Controllers look at load every two seconds instead of every fifteen, so that a run takes minutes.
    pub(super) fn start(programs: &Programs) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let ports @ [_, _, api, ..] = free_ports::<6>()?;
        let place = Place { folder: folder.path(), ports };
        place.write_secrets(api)?;
        let etcd = place.child(&etcd(&programs.etcd, &place), ports[0])?;
        let api_server = place.child(&api_server(&programs.api_server, &place), api)?;
        let kubeconfig = place.file("kubeconfig");
        await_ready(&kubeconfig)?;
        let controllers = vec![
            place.supervised(&controller_manager(&programs.controller_manager, &place))?,
            place.supervised(&scheduler(&programs.scheduler, &place))?,
        ];
        let proxy = ["kubectl", "--kubeconfig", &kubeconfig, "proxy", &format!("--port={}", ports[5])];
        let proxy = place.child(&proxy.map(str::to_owned), ports[5])?;
        Ok(Self {
            api: Api { port: ports[5] },
            kubeconfig,
            _proxy: proxy,
            _controllers: controllers,
            _api_server: api_server,
            _etcd: etcd,
            _folder: folder,
        })
    }

    pub(super) fn kubeconfig(&self) -> &str {
        &self.kubeconfig
    }

    /// What kubectl prints, with `input` on its standard input.
    pub(super) fn kubectl(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        kubectl(&self.kubeconfig, arguments, input)
    }
}

/// Where one control plane has its files and its ports: etcd's two, the API server's, those of the controllers, the proxy's.
struct Place<'p> {
    folder: &'p Path,
    ports: [u16; 6],
}

impl Place<'_> {
    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn write_secrets(&self, api: u16) -> anyhow::Result<()> {
        let key = self.file("accounts.key");
        let made =
            Command::new("openssl").args(["genrsa", "-out", &key, "2048"]).stderr(Stdio::null()).status();
        ensure!(made.is_ok_and(|status| status.success()), "openssl cannot make a key");
        fs::write(self.file("tokens.csv"), format!("{TOKEN},admin,admin,\"system:masters\"\n"))?;
        let kubeconfig = format!(
            "apiVersion: v1
kind: Config
clusters: [{{name: here, cluster: {{server: \"https://127.0.0.1:{api}\", insecure-skip-tls-verify: true}}}}]
users: [{{name: admin, user: {{token: {TOKEN}}}}}]
contexts: [{{name: here, context: {{cluster: here, user: admin, namespace: holdfast}}}}]
current-context: here
"
        );
        Ok(fs::write(self.file("kubeconfig"), kubeconfig)?)
    }

    fn child(&self, command: &[String], port: u16) -> anyhow::Result<Child> {
        Child::start(command.to_vec(), port, listens, &self.log(command))
    }

    fn supervised(&self, command: &[String]) -> anyhow::Result<Supervised> {
        let log = self.log(command);
        Supervised::start(&Program { command: command.to_vec(), environment: None, log })
    }

    fn log(&self, command: &[String]) -> std::path::PathBuf {
        let name = command.first().and_then(|program| program.rsplit('/').next()).unwrap_or_default();
        self.folder.join(format!("{name}.log"))
    }
}

fn command(program: &str, flags: &[String]) -> Vec<String> {
    [&[program.to_owned()], flags].concat()
}

fn etcd(program: &str, place: &Place<'_>) -> Vec<String> {
    let [clients, peers, ..] = place.ports;
    command(
        program,
        &[
            format!("--data-dir={}", place.file("etcd")),
            "--unsafe-no-fsync".to_owned(),
            format!("--listen-client-urls=http://127.0.0.1:{clients}"),
            format!("--advertise-client-urls=http://127.0.0.1:{clients}"),
            format!("--listen-peer-urls=http://127.0.0.1:{peers}"),
            format!("--initial-advertise-peer-urls=http://127.0.0.1:{peers}"),
            format!("--initial-cluster=default=http://127.0.0.1:{peers}"),
        ],
    )
}

fn api_server(program: &str, place: &Place<'_>) -> Vec<String> {
    let [etcd, _, port, ..] = place.ports;
    let key = place.file("accounts.key");
    command(
        program,
        &[
            format!("--etcd-servers=http://127.0.0.1:{etcd}"),
            "--bind-address=127.0.0.1".to_owned(),
            "--advertise-address=127.0.0.1".to_owned(),
            format!("--secure-port={port}"),
            format!("--cert-dir={}", place.file("api-server")),
            format!("--token-auth-file={}", place.file("tokens.csv")),
            "--authorization-mode=AlwaysAllow".to_owned(),
            "--service-cluster-ip-range=10.96.0.0/16".to_owned(),
            "--service-account-issuer=https://kubernetes.default.svc".to_owned(),
            format!("--service-account-key-file={key}"),
            format!("--service-account-signing-key-file={key}"),
            "--disable-admission-plugins=ServiceAccount".to_owned(),
            "--endpoint-reconciler-type=none".to_owned(),
        ],
    )
}

fn controller_manager(program: &str, place: &Place<'_>) -> Vec<String> {
    let period = |name: &str, time: &str| format!("--horizontal-pod-autoscaler-{name}={time}");
    command(
        program,
        &[
            format!("--kubeconfig={}", place.file("kubeconfig")),
            // What a pod uses is read from objects of a custom kind, and those exist as JSON alone.
            "--kube-api-content-type=application/json".to_owned(),
            "--leader-elect=false".to_owned(),
            format!("--secure-port={}", place.ports[3]),
            format!("--cert-dir={}", place.file("controller-manager")),
            format!("--service-account-private-key-file={}", place.file("accounts.key")),
            period("sync-period", "2s"),
            period("initial-readiness-delay", "1s"),
            period("cpu-initialization-period", "1s"),
            // The nodes here send no heartbeats.
            "--node-monitor-grace-period=24h".to_owned(),
        ],
    )
}

fn scheduler(program: &str, place: &Place<'_>) -> Vec<String> {
    command(
        program,
        &[
            format!("--kubeconfig={}", place.file("kubeconfig")),
            "--leader-elect=false".to_owned(),
            format!("--secure-port={}", place.ports[4]),
            format!("--cert-dir={}", place.file("scheduler")),
        ],
    )
}

fn await_ready(kubeconfig: &str) -> anyhow::Result<()> {
    for _ in 0..POLLS_MAX {
        if kubectl(kubeconfig, &["get", "--raw", "/readyz"], "").is_ok_and(|answer| answer == "ok") {
            return Ok(());
        }
        sleep(POLL_EVERY);
    }
    bail!("the API server does not become ready")
}

fn kubectl(kubeconfig: &str, arguments: &[&str], input: &str) -> anyhow::Result<String> {
    use std::io::Write;

    let mut command = Command::new("kubectl");
    command.args(["--kubeconfig", kubeconfig]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start kubectl")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "kubectl {}: {complaint}", arguments.join(" "));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
