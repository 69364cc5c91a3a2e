//! Limits that are set on a connection when it is opened, so that a client that does not read, or opens too many, costs
//! little and is dropped.

use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, Shutdown};
use std::sync::Arc;

use actix_web::dev::Extensions;
use parking_lot::Mutex;
use socket2::SockRef;
use tokio::net::TcpStream;

use crate::HttpConfig;

/// Prepares connections, and counts those of each address.
#[derive(Clone)]
pub(crate) struct Connections {
    config: Arc<HttpConfig>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Lives as long as its connection.
struct Counted {
    address: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    pub(crate) fn new(config: Arc<HttpConfig>) -> Self {
        Self { config, open: Arc::default() }
    }

    pub(crate) fn opened(&self, stream: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let Ok(peer) = stream.peer_addr() else { return };
        let Some(counted) = self.count(peer.ip()) else {
            metrics::counter!("holdfast_http_connections_refused_total").increment(1);
            // It is gone already where this fails.
            let _ = SockRef::from(stream).shutdown(Shutdown::Both);
            return;
        };
        data.insert(counted);
        if let Err(error) = self.tune(stream) {
            tracing::debug!(error = &error as &dyn std::error::Error, "a connection could not be tuned");
        }
    }

    fn tune(&self, stream: &TcpStream) -> std::io::Result<()> {
        let socket = SockRef::from(stream);
        socket.set_tcp_nodelay(true)?;
        // What the kernel buffers for a client that does not read, and how long it waits for it to read on: the kernel
        // then closes the connection, however many bytes are still to be sent.
        socket.set_send_buffer_size(self.config.send_buffer_bytes)?;
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(self.config.unread_timeout))?;
        Ok(())
    }

    fn count(&self, address: IpAddr) -> Option<Counted> {
        let mut open = self.open.lock();
        let own = open.entry(address).or_default();
        if *own >= self.config.connections_per_address_max {
            return None;
        }
        *own += 1;
        Some(Counted { address, open: Arc::clone(&self.open) })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.open.lock();
        if let Some(own) = open.get_mut(&self.address) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.remove(&self.address);
            }
        }
    }
}
