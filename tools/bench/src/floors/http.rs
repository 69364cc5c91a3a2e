//! HTTP alone: the least answer, the answer of a hold without a seat store, and as many bytes as a map has.

use crate::load::{Repeat, Request, Target, get};
use crate::programs;
use crate::subjects::ServerProcess;

pub(crate) struct HttpFloor {
    process: ServerProcess,
}

impl HttpFloor {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let binary = programs::floor("http_floor")?;
        Ok(Self { process: ServerProcess::start(&binary, &[], &[])? })
    }

    pub(crate) fn target(&self) -> anyhow::Result<Target> {
        self.process.target("floor")
    }

    pub(crate) fn pid(&self) -> anyhow::Result<i32> {
        self.process.pid()
    }

    /// Thirteen bytes.
    pub(crate) fn hello() -> Repeat {
        Repeat::new(get("/hello", ""), 200)
    }

    /// The same body as a hold, read; and the same answer, written.
    pub(crate) fn echo(hold: Request) -> Repeat {
        Repeat::new(hold, 201)
    }

    pub(crate) fn bytes(count: usize) -> Repeat {
        Repeat::new(get(&format!("/bytes/{count}"), ""), 200)
    }
}
