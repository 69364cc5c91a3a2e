//! The server over real HTTP, with a mount that has one path for each thing that can happen.

#[cfg(test)]
mod api_routes;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod callers;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod internal;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod readiness;
#[cfg(test)]
mod site;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod trials;
#[cfg(test)]
mod websocket_frames;
#[cfg(test)]
mod websockets;
