//! HTTP alone: the least answer, the answer of a hold without a seat store, and as many bytes as a map has.

use crate::bench::load::{Request, Same, Target, get};
use crate::bench::programs;
use crate::bench::subjects::Announced;

pub(crate) struct HttpFloor {
    process: Announced,
}

impl HttpFloor {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let binary = programs::floor("server", "http_floor")?;
        Ok(Self { process: Announced::start(&binary, &[], &[])? })
    }

    pub(crate) fn target(&self) -> anyhow::Result<Target> {
        self.process.target("floor")
    }

    /// Thirteen bytes.
    pub(crate) fn hello() -> Same {
        Same::new(get("/hello", ""), 200)
    }

    /// The same body as a hold, read; and the same answer, written.
    pub(crate) fn echo(hold: Request) -> Same {
        Same::new(hold, 201)
    }

    pub(crate) fn bytes(count: usize) -> Same {
        Same::new(get(&format!("/bytes/{count}"), ""), 200)
    }
}
