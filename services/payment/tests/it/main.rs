//! Payment from the outside: commands on a real bus, records in a real SQLite file, questions over real HTTP.

mod commands;
mod decision;
mod methods;
mod recovery;
mod room;
mod store_contract;
