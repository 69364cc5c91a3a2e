//! Takes up payments that nobody looks after: all of them at the start, later those that have become due.

use std::time::Duration;

use lifecycle::Stop;
use tokio::time::sleep;

use crate::app::{PaymentError, Payments};

/// Between two looks. What the desk handles itself does not wait for this.
const EVERY: Duration = Duration::from_secs(1);

pub async fn run(payments: Payments, stop: Stop) -> anyhow::Result<()> {
    let mut begun = false;
    while !stop.is_stopped() {
        let full = turn(&payments, &mut begun).await.unwrap_or_else(|error| {
            let error = anyhow::Error::new(error);
            tracing::warn!(
                error = format!("{error:#}"),
                "unsettled payments were not looked after this time"
            );
            false
        });
        if full {
            continue;
        }
        tokio::select! {
            () = stop.stopped() => {}
            () = sleep(EVERY) => {}
        }
    }
    Ok(())
}

/// True when there is more to do at once.
async fn turn(payments: &Payments, begun: &mut bool) -> Result<bool, PaymentError> {
    if !*begun {
        payments.begin_recovery().await?;
        *begun = true;
    }
    let turn = payments.recover().await?;
    payments.measure().await?;
    Ok(turn.full)
}
