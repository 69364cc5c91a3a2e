//! The line store on a real Redis and on a real Redis Cluster: the contract, and what a line survives.

#[cfg(test)]
#[path = "../it/line_store_contract/mod.rs"]
mod line_store_contract;

#[cfg(test)]
mod rig;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod news;
#[cfg(test)]
mod polls;
#[cfg(test)]
mod survival;
