#![doc = include_str!("../README.md")]

pub mod line;
pub mod pool;
pub mod rules;
pub mod sale;
pub mod seat_map;
mod shortest;

pub use line::LineModel;
pub use pool::PoolModel;
pub use rules::{Rule, Rules};
pub use sale::SaleModel;
pub use seat_map::SeatMapModel;
pub use shortest::{Counterexample, shortest};
