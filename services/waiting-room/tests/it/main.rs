//! The waiting room from the outside: the line store by its contract, the service over real HTTP.

#[cfg(test)]
mod line_store_contract;
#[cfg(test)]
mod room;
#[cfg(test)]
mod stock;

#[cfg(test)]
mod draws;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod operators;
#[cfg(test)]
mod price;
