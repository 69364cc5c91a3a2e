//! Holding places without a number, for an order that is placed when they are paid for.
//!
//! What a crash leaves behind: between the hold and the record of it a hold that lapses, or that a retry with the same key gets again, with the
//! same order id, because that follows from the key and the places. A refusal is not recorded: its key may be used again.

use primitives::{ContentionRetry, Credentials, GuestId};

use super::error::PurchaseError;
use super::orders::Orders;
use crate::domain::{Fingerprint, KeyDigest, OrderKey, OrderRequest, Purchase, PurchaseRequest};
use crate::ports::{HeldUnits, Passes, UnitsAnswer, UnitsWanted};
use crate::store::StoreError;

#[derive(Debug, Clone)]
pub struct MakePurchase {
    pub key: OrderKey,
    pub request: PurchaseRequest,
    pub caller: Credentials,
    /// Where the caller is.
    pub address: GuestId,
    pub passes: Passes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purchased {
    /// Now, or by an earlier request with this key.
    Held {
        purchase: Purchase,
        replayed: bool,
    },
    OutOfStock {
        remaining: u32,
    },
}

impl Orders {
    pub async fn purchase(&self, command: MakePurchase) -> Result<Purchased, PurchaseError> {
        let (key, fingerprint) = (command.key.digest(), Fingerprint::of_purchase(&command.request));
        if let Some(known) = self.store.find_purchase(&key).await? {
            return replay(known, &fingerprint);
        }
        // Purchases are forgotten, and orders are not.
        if self.reader.key(Purchase::order_key(&key).digest()).await?.is_some() {
            return Err(PurchaseError::KeyReused);
        }
        let wanted = wanted(&command, &key, &fingerprint);
        let held = match self.seats.hold_units(&wanted).await? {
            UnitsAnswer::Held(held) => held,
            UnitsAnswer::Short { free } => return Ok(Purchased::OutOfStock { remaining: free }),
        };
        let purchase = self.purchase_of(command, key, fingerprint, held)?;
        match self.record(&purchase).await {
            Ok(()) => Ok(Purchased::Held { purchase, replayed: false }),
            // A request with the same key was faster.
            Err(StoreError::Duplicate) => {
                let known = self.store.find_purchase(&purchase.key).await?;
                replay(known.ok_or(StoreError::Duplicate)?, &purchase.fingerprint)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn purchase_of(
        &self,
        MakePurchase { key: OrderKey { scope, .. }, request, .. }: MakePurchase,
        key: KeyDigest,
        fingerprint: Fingerprint,
        HeldUnits { hold, seats, until, free }: HeldUnits,
    ) -> Result<Purchase, PurchaseError> {
        let event = request.event;
        let order = OrderRequest::new(event, seats.clone(), None).map_err(PurchaseError::Unorderable)?;
        let order = self.secret.order_id(&Purchase::order_key(&key), &Fingerprint::of(&order));
        Ok(Purchase { key, fingerprint, order, scope, event, seats, hold, remaining: free, until })
    }

    /// Returns when it is durable.
    async fn record(&self, purchase: &Purchase) -> Result<(), StoreError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.record_once(purchase).await {
                Err(StoreError::Contended(_)) if retry.again().await => {}
                recorded => return recorded,
            }
        }
    }

    async fn record_once(&self, purchase: &Purchase) -> Result<(), StoreError> {
        primitives::failpoint!("purchase.before_commit");
        let mut tx = self.store.begin().await?;
        tx.insert_purchase(purchase)?;
        tx.commit().await?;
        primitives::failpoint!("purchase.after_commit");
        Ok(())
    }

    /// Deletes some of those that no client asks for any more, and says whether there may be more.
    pub async fn prune_purchases(&self) -> Result<bool, StoreError> {
        self.store.prune_purchases(self.clock.now().minus(Purchase::KEPT_FOR)).await
    }
}

fn replay(known: Purchase, fingerprint: &Fingerprint) -> Result<Purchased, PurchaseError> {
    if known.fingerprint != *fingerprint {
        return Err(PurchaseError::KeyReused);
    }
    Ok(Purchased::Held { purchase: known, replayed: true })
}

fn wanted(command: &MakePurchase, key: &KeyDigest, fingerprint: &Fingerprint) -> UnitsWanted {
    UnitsWanted {
        event: command.request.event,
        quantity: command.request.quantity(),
        life: PurchaseRequest::LIFE,
        buyer: command.caller.clone(),
        guest: command.address,
        key: key.as_str().to_owned(),
        fingerprint: fingerprint.as_str().to_owned(),
        passes: command.passes.clone(),
    }
}
