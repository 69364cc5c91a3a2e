//! Calls over real HTTP: what travels, what comes back, and what is made of silence.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod neighbour;
#[cfg(test)]
mod silence;
