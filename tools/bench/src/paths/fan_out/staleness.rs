//! How long after a change was made a reader saw it.

use tokio::time::Instant;

use super::changes::Changed;
use crate::measure::Latencies;

/// Of every change of these takes, as each of the readers saw it. Changes are numbered in the order of their acknowledgements: two that were made
/// in the same moment may be taken for each other, which moves neither by much.
pub(super) fn staleness(changed: &[Changed], sightings: &[Vec<(u64, Instant)>]) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::new()?;
    for reader in sightings {
        let mut seen = reader.iter().peekable();
        for take in changed {
            for (version, made) in (take.base + 1..).zip(&take.acknowledged) {
                while seen.next_if(|(seen, _)| *seen < version).is_some() {}
                if let Some((_, at)) = seen.peek() {
                    latencies.add(at.saturating_duration_since(*made));
                }
            }
        }
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::measure::CpuShares;

    #[test]
    fn a_change_is_seen_with_the_first_frame_that_has_it_or_a_later_one() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let take = |base, acknowledged| Changed {
            base,
            acknowledged,
            shares: CpuShares::default(),
            elapsed: Duration::ZERO,
        };
        let changed = [take(10, vec![at(0), at(10), at(20)]), take(13, vec![at(1_000)])];
        // Two changes in one frame, then one; and one more much later.
        let reader = vec![(10, at(0)), (12, at(100)), (13, at(120)), (14, at(1_050))];
        let latencies = staleness(&changed, &[reader]).unwrap();
        assert_eq!(latencies.len(), 4);
        assert!((latencies.quantile(1.0) - 100.0).abs() < 0.2);
        assert!((latencies.quantile(0.25) - 50.0).abs() < 0.2);
    }
}
