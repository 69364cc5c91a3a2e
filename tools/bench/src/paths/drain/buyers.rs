//! Buyers at a steady pace through the gateway, and how many of them a restart has cost a ticket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::load::{Connection, Request};
use crate::paths::orders::order;
use crate::paths::seats::{ARENA, ARENA_SEATS, hold};

const BUYERS: usize = 8;
/// Of each. So the arena lasts for four minutes.
const ONE_SEAT_EVERY: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
pub(super) struct Bought {
    pub(super) purchases: u64,
    /// Those of which a request failed.
    pub(super) lost: u64,
    /// Why the last of them was.
    pub(super) why: String,
}

pub(super) struct Buyers {
    bought: Arc<Mutex<Bought>>,
    buyers: JoinSet<()>,
}

impl Buyers {
    pub(super) fn begin(gateway: SocketAddr) -> Self {
        let (bought, mut buyers) = (Arc::<Mutex<Bought>>::default(), JoinSet::new());
        for number in 0..BUYERS {
            let bought = Arc::clone(&bought);
            buyers.spawn(async move { buy(gateway, number, &bought).await });
        }
        Self { bought, buyers }
    }

    pub(super) async fn end(mut self) -> Bought {
        self.buyers.shutdown().await;
        std::mem::take(&mut *self.bought.lock())
    }
}

/// Seats of this buyer's own, one after the other.
async fn buy(gateway: SocketAddr, number: usize, bought: &Mutex<Bought>) {
    let (mut pace, mut connection) = (interval(ONE_SEAT_EVERY), None);
    for seat in (1..=ARENA_SEATS).skip(number).step_by(BUYERS) {
        pace.tick().await;
        let outcome = purchase(&mut connection, gateway, seat).await;
        let mut bought = bought.lock();
        bought.purchases += 1;
        if let Err(error) = outcome {
            bought.lost += 1;
            bought.why = format!("{error:#}");
        }
    }
}

async fn purchase(
    connection: &mut Option<Connection>,
    gateway: SocketAddr,
    seat: usize,
) -> anyhow::Result<()> {
    ask(connection, gateway, &hold(ARENA, seat)).await?;
    ask(connection, gateway, &order(ARENA, &[seat])).await
}

/// On a connection that is kept, as that of a browser is.
async fn ask(
    connection: &mut Option<Connection>,
    gateway: SocketAddr,
    request: &Request,
) -> anyhow::Result<()> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => Connection::open(gateway).await?,
    };
    open.exchange(request).await?.expect(201)?;
    *connection = Some(open);
    Ok(())
}
