//! Whether every seat was sold once. A run that fails this check has no numbers.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail, ensure};
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};

/// The seats of one event that the generator was given and has not given back.
#[derive(Debug)]
pub(crate) struct Given {
    /// By number of the seat.
    live: Vec<bool>,
}

impl Given {
    pub(crate) fn none_of(seats: usize) -> Self {
        Self { live: vec![false; seats + 1] }
    }

    /// A 201 for this seat. Another one before it was given back would be two buyers on one chair.
    pub(crate) fn take(&mut self, seat: usize) -> anyhow::Result<()> {
        let live = self.live.get_mut(seat).with_context(|| format!("there is no seat {seat}"))?;
        ensure!(!*live, "seat {seat} was given to two buyers");
        *live = true;
        Ok(())
    }

    /// All that are held; afterwards they are free.
    pub(crate) fn give_back(&mut self) -> Vec<usize> {
        let held = self.live.iter().enumerate().filter(|(_, live)| **live).map(|(seat, _)| seat).collect();
        self.live.fill(false);
        held
    }
}

/// Compares the books of all services, as `cargo xtask verify` does, with the binary `holdfast`.
pub(crate) fn verify(holdfast: &Path, order: SocketAddr) -> anyhow::Result<()> {
    let output = Command::new(holdfast)
        .args(["verify", "--order-url", &format!("http://{order}")])
        .env(SERVICE_SECRET_NAME, SERVICE_SECRET)
        .output()
        .with_context(|| format!("{} does not start", holdfast.display()))?;
    if !output.status.success() {
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        bail!("the promises are not kept:\n{stdout}\n{stderr}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_given_again_only_when_it_was_given_back() {
        let mut given = Given::none_of(3);
        given.take(1).unwrap();
        given.take(3).unwrap();
        assert!(given.take(1).unwrap_err().to_string().contains("two buyers"));
        assert!(given.take(4).is_err(), "a seat that is not there");
        assert_eq!(given.give_back(), [1, 3]);
        given.take(1).unwrap();
    }
}
