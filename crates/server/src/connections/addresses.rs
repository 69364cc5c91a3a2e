//! How many connections each address has open.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

#[derive(Clone)]
pub(super) struct Addresses {
    connections_max: usize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// Lives as long as its connection.
pub(super) struct Counted {
    address: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Addresses {
    pub(super) fn new(connections_max: usize) -> Self {
        Self { connections_max, open: Arc::default() }
    }

    /// Nothing if this address has as many as it may.
    pub(super) fn count(&self, address: IpAddr) -> Option<Counted> {
        let mut open = self.open.lock();
        let own = open.entry(address).or_default();
        if *own >= self.connections_max {
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
