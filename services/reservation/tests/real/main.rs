//! The seat store on a real Redis and on a real Redis Cluster: the contract, the rules compared with the scripts, and the outages of a store that
//! may lose everything.

#[cfg(test)]
#[path = "../it/open_meter_contract.rs"]
mod open_meter_contract;
#[cfg(test)]
#[path = "../it/script_patches.rs"]
mod script_patches;
#[cfg(test)]
#[path = "../it/seat_store_contract/mod.rs"]
mod seat_store_contract;

#[cfg(test)]
mod hold_some;
#[cfg(test)]
mod model;
#[cfg(test)]
mod pair;
#[cfg(test)]
mod records;
#[cfg(test)]
mod replication;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod wire;

#[cfg(test)]
mod answers;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod equal;
#[cfg(test)]
mod fence;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod forgotten;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod open_meter;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod rebuilds;
#[cfg(test)]
mod relays;
#[cfg(test)]
mod secure;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod units;
#[cfg(test)]
mod without_a_rule;
