//! What a child process says: kept in one file through all its runs, watched for the line that says it is ready.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ChildStdout;

use tokio::sync::oneshot;

const READY_PREFIX: &str = "holdfast is ready on ";
const TAIL_LINES: usize = 60;

/// Gives the base URL; an error means that the process closed its output before it was ready.
pub(crate) type Ready = oneshot::Receiver<String>;

#[derive(Debug)]
pub(super) struct Logs {
    path: PathBuf,
}

impl Logs {
    pub(super) fn create(path: PathBuf) -> Self {
        let logs = Self { path };
        drop(logs.append());
        logs
    }

    /// A handle that writes behind whatever is there.
    pub(super) fn append(&self) -> File {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", self.path.display()))
    }

    /// Copies standard output to the file until it ends, on a thread of its own: a full pipe would block the child.
    pub(super) fn watch(&self, stdout: ChildStdout) -> Ready {
        let (announce, ready) = oneshot::channel();
        let mut file = self.append();
        std::thread::spawn(move || {
            let mut announce = Some(announce);
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(base_url) = base_url(&line)
                    && let Some(announce) = announce.take()
                {
                    // Nobody listens when the test has given up.
                    let _ = announce.send(base_url.to_owned());
                }
                let _ = writeln!(file, "{line}");
            }
        });
        ready
    }

    pub(super) fn text(&self) -> String {
        std::fs::read(&self.path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    pub(super) fn print_tail(&self, binary: &Path) {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines.iter().skip(lines.len().saturating_sub(TAIL_LINES));
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "--- the last lines of {} ---", binary.display());
        for line in tail {
            let _ = writeln!(out, "{line}");
        }
        let _ = writeln!(out, "--- end of the server's lines ---");
    }
}

/// Reads up to the end of the word, so that the line may say more behind it.
fn base_url(line: &str) -> Option<&str> {
    line.strip_prefix(READY_PREFIX)?.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_names_the_base_url() {
        assert_eq!(base_url("holdfast is ready on http://127.0.0.1:4711"), Some("http://127.0.0.1:4711"));
        assert_eq!(
            base_url("holdfast is ready on http://127.0.0.1:1 after 20 ms"),
            Some("http://127.0.0.1:1")
        );
        assert_eq!(base_url("listening"), None);
    }
}
