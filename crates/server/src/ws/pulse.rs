//! When a client is pinged, and when it has been silent for too long.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Ping,
    Idle,
}

pin_project! {
    pub(super) struct Pulse {
        ping: Duration,
        idle: Duration,
        heard: Instant,
        #[pin]
        timer: Sleep,
    }
}

impl Pulse {
    pub(super) fn new(ping: Duration, idle: Duration) -> Self {
        Self { ping, idle, heard: Instant::now(), timer: tokio::time::sleep(ping.min(idle)) }
    }

    /// A frame has come, so its sender is there.
    pub(super) fn heard(self: Pin<&mut Self>, now: Instant) {
        *self.project().heard = now;
    }

    pub(super) fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Beat> {
        let mut this = self.project();
        ready!(this.timer.as_mut().poll(context));
        let now = Instant::now();
        let silent_until = *this.heard + *this.idle;
        if silent_until <= now {
            return Poll::Ready(Beat::Idle);
        }
        // Polled anew behind the frame that is sent now.
        this.timer.reset(silent_until.min(now + *this.ping));
        Poll::Ready(Beat::Ping)
    }

    /// What is left is only to wait for the end.
    pub(super) fn end_in(self: Pin<&mut Self>, linger: Duration) {
        self.project().timer.reset(Instant::now() + linger);
    }

    pub(super) fn poll_end(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.project().timer.poll(context)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    const PING: Duration = Duration::from_secs(20);
    const IDLE: Duration = Duration::from_secs(50);

    async fn beat(pulse: &mut Pin<&mut Pulse>) -> (Beat, u64) {
        let start = Instant::now();
        let beat = std::future::poll_fn(|context| pulse.as_mut().poll(context)).await;
        (beat, start.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_pinged_and_then_idle() {
        let mut pulse = pin!(Pulse::new(PING, IDLE));
        assert_eq!(beat(&mut pulse).await, (Beat::Ping, 20));
        assert_eq!(beat(&mut pulse).await, (Beat::Ping, 20));
        assert_eq!(beat(&mut pulse).await, (Beat::Idle, 10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_answers_is_pinged_for_ever() {
        let mut pulse = pin!(Pulse::new(PING, IDLE));
        for _ in 0..9 {
            assert_eq!(beat(&mut pulse).await, (Beat::Ping, 20));
            pulse.as_mut().heard(Instant::now());
        }
    }
}
