//! The product on engines as others set them up: over TLS and with passwords, with settings that are wrong, and with the tables of a release
//! that is yet to come.

#[cfg(test)]
mod edge_limits;
#[cfg(test)]
mod next_schema;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod sale;
#[cfg(test)]
mod secure;
