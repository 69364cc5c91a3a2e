//! A server as a child process: it is up when it answers on its port, and can be killed, paused and started again.

use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::bail;

use crate::supervised::{Program, Supervised, log_tail};

const POLL_EVERY: Duration = Duration::from_millis(20);
const POLLS_MAX: u32 = 3_000;
const LOG_TAIL_LINES: usize = 30;

#[derive(Debug)]
pub struct Child {
    /// For the next start.
    program: Program,
    port: u16,
    answers: Answers,
    process: Supervised,
}

/// Whether the server on this port accepts work: many listen before they do.
pub type Answers = fn(port: u16) -> bool;

impl Child {
    /// Starts the program and waits until the server on `port` answers.
    pub fn start(command: Vec<String>, port: u16, answers: Answers, log: &Path) -> anyhow::Result<Self> {
        let program = Program { command, environment: None, log: log.to_owned() };
        let process = Supervised::start(&program)?;
        let mut child = Self { program, port, answers, process };
        child.await_answer()?;
        Ok(child)
    }

    #[must_use]
    pub fn pid(&self) -> i32 {
        self.process.pid()
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub fn kill9(&mut self) {
        self.process.kill9();
    }

    /// SIGTERM: a graceful end.
    pub fn stop(&mut self) {
        self.process.stop();
    }

    /// Returns when it stands still, in the middle of what it does.
    pub fn pause(&self) {
        self.process.pause();
    }

    pub fn resume(&self) {
        self.process.resume();
    }

    /// The same program with the same arguments, after an end.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.kill9();
        self.process = Supervised::start(&self.program)?;
        self.await_answer()
    }

    fn await_answer(&mut self) -> anyhow::Result<()> {
        for _ in 0..POLLS_MAX {
            if listens(self.port) && (self.answers)(self.port) {
                return Ok(());
            }
            if self.process.exit_status().is_some() {
                bail!("{} ended at its start:\n{}", self.name(), self.log_tail());
            }
            sleep(POLL_EVERY);
        }
        bail!("{} does not answer on port {}:\n{}", self.name(), self.port, self.log_tail())
    }

    fn name(&self) -> &str {
        self.program.command.first().map_or("the program", String::as_str)
    }

    fn log_tail(&self) -> String {
        log_tail(&self.program.log, LOG_TAIL_LINES)
    }
}

/// For servers that listen no sooner than they accept work.
#[must_use]
pub fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}
