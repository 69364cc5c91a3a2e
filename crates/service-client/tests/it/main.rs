//! Calls over real HTTP: what is sent, what comes back, and what happens when nothing does.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod names;
#[cfg(test)]
mod remote_service;
