//! The contract, on a Redis that all tests share.

use crate::rig::Rig;
use crate::seat_store_contract::seat_store_contract;

seat_store_contract!(redis_seats, crate::contract::open);

pub(crate) async fn open() -> Rig {
    Rig::new(&engines::redis().url())
}
