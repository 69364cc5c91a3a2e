//! What one connection may cost: how long it may take over what it sends, and how much is kept of what it does not read.

mod addresses;
mod head;
mod progress;
mod stream;
mod unsent;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use lifecycle::Stop;
use socket2::SockRef;
use tokio::net::TcpStream;

use self::addresses::Addresses;
use crate::HttpConfig;

pub use head::{HEAD_BYTES_MAX, HeadScanner, HeadTooLarge};
pub(crate) use progress::{InProgress, Progress};
pub(crate) use stream::Connection;
pub(crate) use unsent::{HeldBytes, UnsentBytes};

/// Takes over the connections of one listener.
#[derive(Clone)]
pub(crate) struct Connections {
    config: Arc<HttpConfig>,
    addresses: Addresses,
    unsent: Arc<UnsentBytes>,
    stopping: Stop,
}

impl Connections {
    pub(crate) fn new(config: Arc<HttpConfig>, stopping: Stop) -> Self {
        let unsent = Arc::new(UnsentBytes::new(config.unsent_bytes_max));
        Self { addresses: Addresses::new(config.connections_per_address_max), config, unsent, stopping }
    }

    pub(crate) fn unsent(&self) -> &Arc<UnsentBytes> {
        &self.unsent
    }

    /// An error closes the connection.
    pub(crate) fn accept(&self, stream: TcpStream) -> io::Result<(Connection, Option<SocketAddr>)> {
        let peer = stream.peer_addr()?;
        let Some(counted) = self.addresses.count(peer.ip()) else {
            metrics::counter!("holdfast_http_connections_refused_total").increment(1);
            return Err(io::Error::other("this address has too many connections"));
        };
        if let Err(error) = self.tune(&stream) {
            tracing::debug!(error = &error as &dyn std::error::Error, "a connection could not be tuned");
        }
        let progress =
            Progress::new(self.config.header_timeout, self.config.keep_alive, self.stopping.clone());
        Ok((Connection::new(stream, progress, Arc::clone(&self.unsent), counted), Some(peer)))
    }

    fn tune(&self, stream: &TcpStream) -> io::Result<()> {
        let socket = SockRef::from(stream);
        socket.set_tcp_nodelay(true)?;
        // What the kernel buffers for a client that does not read, and how long it waits for it to read on: the kernel
        // then closes the connection, however many bytes are still to be sent.
        socket.set_send_buffer_size(self.config.send_buffer_bytes)?;
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(self.config.unread_timeout))?;
        Ok(())
    }
}
