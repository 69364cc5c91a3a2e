//! The client against a running Holdfast with a demo season, at the address in `HOLDFAST_URL`.

#[cfg(test)]
mod demo;
#[cfg(test)]
mod purchase;
#[cfg(test)]
mod seat_map;
