//! Takes up payments that no worker has: all of them at the start, later those whose lease has ended.

use std::time::Duration;

use lifecycle::Stop;
use tokio::time::sleep;

use crate::app::{PaymentError, Payments};

/// What is queued for the dispatcher does not wait for this.
const EVERY: Duration = Duration::from_secs(1);

pub async fn run(payments: Payments, stop: Stop) -> anyhow::Result<()> {
    let mut has_begun = false;
    while !stop.is_stopped() {
        let is_full = recover(&payments, &mut has_begun).await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "unsettled payments could not be recovered this time");
            false
        });
        if is_full {
            continue;
        }
        tokio::select! {
            () = stop.stopped() => {}
            () = sleep(EVERY) => {}
        }
    }
    Ok(())
}

/// True when more may be due now.
async fn recover(payments: &Payments, has_begun: &mut bool) -> Result<bool, PaymentError> {
    if !*has_begun {
        payments.begin_recovery().await?;
        *has_begun = true;
    }
    let batch = payments.recover().await?;
    payments.measure().await?;
    Ok(batch.is_full)
}
