#![doc = include_str!("../README.md")]

mod access;
mod call;
mod config;
mod login;
mod node;
mod nodes;
mod script;
mod slot;
mod target;
mod tls;

pub use call::{CallFault, Exchange};
pub use config::{NodesConfig, NodesOptions};
pub use node::{Node, NodeConnection, info_field};
pub use nodes::Nodes;
pub use script::Script;
pub use slot::slot_of;
