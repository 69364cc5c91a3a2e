//! What a child process logs: kept in one file through all its runs, and searched for the line that says that it is ready.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

const READY_PREFIX: &str = "holdfast is ready on ";
const TAIL_LINES: usize = 60;

#[derive(Debug)]
pub(super) struct Logs {
    path: PathBuf,
    /// Where the present run begins, in bytes.
    run: usize,
}

impl Logs {
    pub(super) fn create(path: PathBuf) -> Self {
        let _: File = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        Self { path, run: 0 }
    }

    /// Gives the file to which the next run appends.
    pub(super) fn begin_run(&mut self) -> PathBuf {
        self.run = self.bytes().len();
        self.path.clone()
    }

    /// Where the server of this run listens, once it has said so.
    pub(super) fn base_url(&self) -> Option<String> {
        let bytes = self.bytes();
        let run = String::from_utf8_lossy(bytes.get(self.run..)?);
        let mut complete = run.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        complete.find_map(base_url).map(str::to_owned)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap_or_default()
    }

    pub(super) fn print_tail(&self, binary: &Path) {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "--- the last lines of {} ---", binary.display());
        let _ = writeln!(out, "{}", engines::log_tail(&self.path, TAIL_LINES));
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
