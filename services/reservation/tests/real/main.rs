//! The seat store on a real Redis and on a real Redis Cluster: the contract, the rules compared with the scripts, and what only a store can go
//! through that may lose everything.

#[cfg(test)]
#[path = "../it/seat_store_contract/mod.rs"]
mod seat_store_contract;

#[cfg(test)]
mod model;
#[cfg(test)]
mod pair;
#[cfg(test)]
mod records;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod wire;

#[cfg(test)]
mod cluster;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod equal;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod relays;
