//! Background work that runs for as long as the process does.

use std::fmt;
use std::future::Future;

use futures::FutureExt;
use futures::future::BoxFuture;

use crate::Stop;

type Run = Box<dyn FnOnce(Stop) -> BoxFuture<'static, anyhow::Result<()>> + Send>;

/// A loop with a name. It returns soon after the stop; one that ends before ends the process with an error,
/// because a process without it would only look alive.
pub struct Worker {
    pub(crate) name: String,
    pub(crate) run: Run,
}

impl Worker {
    pub fn new<F, Fut>(name: impl Into<String>, run: F) -> Self
    where
        F: FnOnce(Stop) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name: name.into(), run: Box::new(move |stop| run(stop).boxed()) }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs it here, without a server: for tests.
    pub async fn run(self, stop: Stop) -> anyhow::Result<()> {
        (self.run)(stop).await
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Worker({})", self.name)
    }
}
