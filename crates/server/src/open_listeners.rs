//! The listeners that are open, and how they close: first nothing new is accepted, then what is open ends.

use std::error::Error;
use std::io;
use std::net::{Shutdown, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_server::{Server, ServerHandle};
use futures::future::join_all;
use parking_lot::Mutex;
use socket2::SockRef;

/// A paused server stops accepting a moment after it was asked to, and would log the end of its listener as an error.
const PAUSES_WITHIN: Duration = Duration::from_millis(5);

#[derive(Default)]
pub(crate) struct OpenListeners(Mutex<Vec<Open>>);

#[derive(Clone)]
struct Open {
    server: ServerHandle,
    /// The one that the server has, once more.
    listener: Arc<TcpListener>,
}

impl OpenListeners {
    /// Returns when the server ends.
    pub(crate) async fn keep(&self, server: Server, listener: TcpListener) -> io::Result<()> {
        self.0.lock().push(Open { server: server.handle(), listener: Arc::new(listener) });
        server.await
    }

    /// New connections are refused from now on. Connections stay open.
    pub(crate) async fn refuse(&self) {
        let all = self.all();
        join_all(all.iter().map(|open| open.server.pause())).await;
        tokio::time::sleep(PAUSES_WITHIN).await;
        for open in all {
            if let Err(error) = SockRef::from(open.listener.as_ref()).shutdown(Shutdown::Read) {
                tracing::debug!(error = &error as &dyn Error, "a listener could not be closed early");
            }
        }
    }

    pub(crate) async fn stop(&self, gracefully: bool) {
        join_all(self.all().iter().map(|open| open.server.stop(gracefully))).await;
    }

    fn all(&self) -> Vec<Open> {
        self.0.lock().clone()
    }
}
