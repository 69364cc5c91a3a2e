//! The formats that cross a process boundary, from outside the crate.

#[cfg(test)]
mod asyncapi;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod socket;
#[cfg(test)]
mod wire;
