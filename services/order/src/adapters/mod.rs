//! The engines behind the ports, one folder each. The bus has its adapters in `crates/bus`; seats and prices are wired in by
//! the binary, because they belong to other services.

pub mod sql;
