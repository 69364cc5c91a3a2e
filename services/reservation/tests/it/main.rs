//! Reservation from the outside: the seat store by its contract, the service over real HTTP and a real bus.

#[cfg(test)]
mod open_meter_contract;
#[cfg(test)]
mod room;
#[cfg(test)]
#[cfg(feature = "redis")]
mod script_patches;
#[cfg(test)]
mod seat_store_contract;

#[cfg(test)]
mod answers;
#[cfg(test)]
mod best;
#[cfg(test)]
mod by_id;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod forgotten;
#[cfg(test)]
mod holders;
#[cfg(test)]
mod holds;
#[cfg(test)]
mod keyed_calls;
#[cfg(test)]
mod open_meter;
#[cfg(test)]
mod singles;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod sweeping;
#[cfg(test)]
mod units;
