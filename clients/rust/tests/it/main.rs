//! The client against a server of scripts: what it sends, how often, and what it makes of the answers.

#[cfg(test)]
mod fake_server;
#[cfg(test)]
mod following;
#[cfg(test)]
mod retries;
