//! Which keys of a consumer are parked, as far as it knows.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use contracts::topics::Topic;
use parking_lot::Mutex;

use crate::ports::{BusError, Delivery, Parking};

/// Topic and key.
pub(crate) type ParkedKey = (Topic, String);

/// A cache of the parking, so that an ordinary message costs no look at it.
pub(crate) struct ParkedKeys {
    parking: Arc<dyn Parking>,
    known: Mutex<HashSet<ParkedKey>>,
}

impl ParkedKeys {
    pub(crate) async fn read(parking: Arc<dyn Parking>) -> Result<Self, BusError> {
        let known = Mutex::new(parking.keys().await?.into_iter().collect());
        Ok(Self { parking, known })
    }

    pub(crate) fn are_known_to_have(&self, delivery: &Delivery) -> bool {
        let known = self.known.lock();
        !known.is_empty() && known.contains(&key_of(delivery))
    }

    pub(crate) fn count(&self) -> BTreeMap<Topic, usize> {
        let mut keys = BTreeMap::new();
        self.known.lock().iter().for_each(|(topic, _)| *keys.entry(*topic).or_default() += 1);
        keys
    }

    /// Looks at the parking again: the previous owner of a partition may have parked keys of it.
    pub(crate) async fn refresh(&self) -> Result<(), BusError> {
        let parked = self.parking.keys().await?;
        self.known.lock().extend(parked);
        Ok(())
    }

    /// Looks at the parking again: the key may have been released since.
    pub(crate) async fn still_have(&self, delivery: &Delivery) -> Result<bool, BusError> {
        let key = key_of(delivery);
        let is_parked = self.parking.keys().await?.contains(&key);
        if !is_parked {
            self.known.lock().remove(&key);
        }
        Ok(is_parked)
    }

    pub(crate) async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        self.parking.park(delivery, reason).await?;
        self.known.lock().insert(key_of(delivery));
        Ok(())
    }
}

fn key_of(delivery: &Delivery) -> ParkedKey {
    (delivery.message.topic, delivery.message.key.clone())
}
