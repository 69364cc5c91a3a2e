//! Who may make which call, from outside: the table of the binary is the reviewed one, and every route of it is asked by every persona, about
//! what belongs to one of them. Who may is let in, and who may not is refused as the contract says.

mod calls;
mod expected;
mod internal;
mod matrix;
mod personas;
mod role_table;
mod roles;
mod routes;
mod table;
mod tokens;
mod world;

pub(crate) use calls::any_address;
