//! What the public is shown of the stock of an event, compared with its seats.

use primitives::{EventId, SeatId};
use tokio::time::sleep;

use super::books::{Audit, AuditError, PAGE};
use super::events::{BETWEEN_READS, MAP_READS};
use super::pages::{AuditPage, Findings};
use crate::domain::promises::{Breach, PoolStock, Promise, PublicStock, SeatRecord, of_pool, of_stock};

/// How much of an event was compared, and what was wrong with it.
#[derive(Default)]
struct Compared {
    stocks: usize,
    pools: usize,
    breaches: Vec<Breach>,
}

impl Audit {
    pub(super) async fn pools(&self, event: Option<EventId>) -> Result<Findings, AuditError> {
        let Some(event) = self.known_event(event).await? else {
            return Ok(Findings::new(None, [], 0, Vec::new()));
        };
        let Compared { stocks, pools, breaches } = self.compare_stock(event).await?;
        let next = self.known_behind(event).await?.map(|event| AuditPage::Pools { event: Some(event) });
        let mut findings = Findings::new(next, [Promise::StockIsTrue], stocks, breaches).certain();
        findings.checked.push((Promise::PoolsAddUp, u64::try_from(pools).unwrap_or(u64::MAX)));
        Ok(findings)
    }

    /// All of it has to be read at one position of the seat store. Under constant change it never is, and then nothing is said.
    async fn compare_stock(&self, event: EventId) -> Result<Compared, AuditError> {
        for _ in 0..MAP_READS {
            let Some(public) = self.others.public_stock(event).await? else { return Ok(Compared::default()) };
            let store = self.others.seat_store(event).await?;
            if let Some(last) = public.seats.filter(|_| store.position == public.position) {
                let mut compared = self.compare_pools(event, &public).await?;
                (compared.stocks, compared.pools) = (1, public.pools.len());
                if self.others.seat_store(event).await?.position == public.position {
                    compared.breaches.extend(of_stock(event, &store, last));
                    return Ok(compared);
                }
            }
            sleep(BETWEEN_READS).await;
        }
        Ok(Compared::default())
    }

    async fn compare_pools(&self, event: EventId, public: &PublicStock) -> Result<Compared, AuditError> {
        let mut compared = Compared::default();
        for pool in &public.pools {
            let records = self.records_of(event, pool).await?;
            compared.breaches.extend(of_pool(event, pool, &records));
        }
        Ok(compared)
    }

    /// Page by page, to the last of its units.
    async fn records_of(&self, event: EventId, pool: &PoolStock) -> Result<Vec<SeatRecord>, AuditError> {
        let mut records = Vec::<SeatRecord>::new();
        let mut after = pool.first.index().checked_sub(1).and_then(|index| SeatId::at_index(index).ok());
        loop {
            let page = self.others.seats(event, after, PAGE).await?;
            let is_last = page.len() < PAGE as usize || page.last().is_none_or(|last| last.seat > pool.last);
            after = page.last().map(|last| last.seat);
            records.extend(page.into_iter().filter(|record| record.seat <= pool.last));
            if is_last {
                return Ok(records);
            }
        }
    }
}
