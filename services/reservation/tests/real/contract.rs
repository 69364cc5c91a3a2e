//! The contract, on a Redis that all tests share.

use crate::rig::Rig;
use crate::seat_store_contract::seat_store_contract;

seat_store_contract!(redis_seats, crate::contract::bench);

pub(crate) async fn bench() -> Rig {
    Rig::new(&engines::redis().url())
}
