//! What identity does without being called: a bounded piece of work at each turn.

use platform::Repeat;

use crate::app::Identity;

pub(crate) async fn keep_keys(identity: Identity) -> anyhow::Result<Repeat> {
    identity.keep_keys().await?;
    Ok(Repeat::NextPeriod)
}

pub(crate) async fn send_mails(identity: Identity) -> anyhow::Result<Repeat> {
    let may_be_more = identity.send_due_mails().await?;
    Ok(if may_be_more { Repeat::AtOnce } else { Repeat::NextPeriod })
}

pub(crate) async fn prune(identity: Identity) -> anyhow::Result<Repeat> {
    let may_be_more = identity.prune().await?;
    Ok(if may_be_more { Repeat::Soon } else { Repeat::NextPeriod })
}
