//! Sends the mails that are due.

use std::time::Duration;

use super::Identity;
use super::error::AuthError;
use super::letters;
use crate::metrics;
use crate::ports::{Letter, Mail, MailError};
use crate::store::MailRecord;

/// How many one turn takes.
const BATCH: u32 = 20;
/// Of the mailbox of a demo.
const SHOWN_MAX: u32 = 100;
/// Longer than one turn takes, so that no other instance sends the same.
const LEASE: Duration = Duration::from_secs(10 * 60);
const FIRST_RETRY: Duration = Duration::from_secs(5);
const RETRY_MAX: Duration = Duration::from_secs(60 * 60);
const GIVEN_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

impl Identity {
    /// What was sent within a day, the last first; none where readers have mailboxes of their own. Written anew, because no secret of a link is on
    /// record.
    pub async fn demo_mailbox(&self) -> Result<Option<Vec<Letter>>, AuthError> {
        if !self.mail.as_ref().is_some_and(|mail| mail.is_shown()) {
            return Ok(None);
        }
        let records = self.store.kept_mails(SHOWN_MAX).await?;
        Ok(Some(records.iter().map(|record| self.letter(record)).collect()))
    }

    /// Says whether there may be more that is due. One mail that cannot be sent does not keep another one waiting.
    pub async fn send_due_mails(&self) -> Result<bool, AuthError> {
        let Some(mail) = &self.mail else { return Ok(false) };
        let now = self.now();
        let due = self.store.take_mails(now, now.plus(LEASE), BATCH).await?;
        for record in &due {
            self.send_one(mail.as_ref(), record).await?;
        }
        metrics::mails_waiting(self.store.count_mails().await?);
        Ok(due.len() >= BATCH as usize)
    }

    async fn send_one(&self, mail: &dyn Mail, record: &MailRecord) -> Result<(), AuthError> {
        let sent = mail.send(&self.letter(record)).await;
        metrics::mail_sent(sent.as_ref().err());
        match sent {
            Ok(()) if mail.is_shown() => Ok(self.store.keep_mail(record.id).await?),
            Ok(()) => Ok(self.store.delete_mail(record.id).await?),
            Err(MailError::Later(cause)) if self.now().since(record.created_at) < GIVEN_UP_AFTER => {
                tracing::warn!(mail.id = %record.id, error = &*cause as &dyn std::error::Error, "a mail could not be sent, trying again later");
                Ok(self.store.postpone_mail(record.id, self.now().plus(pause(record.attempts))).await?)
            }
            Err(MailError::Later(cause) | MailError::Never(cause)) => {
                tracing::error!(mail.id = %record.id, error = &*cause as &dyn std::error::Error, "a mail will not be sent");
                Ok(self.store.delete_mail(record.id).await?)
            }
        }
    }

    fn letter(&self, record: &MailRecord) -> Letter {
        let link = record.challenge.map(|challenge| self.links.sign(challenge));
        letters::written(record, &self.site, link.as_deref())
    }
}

fn pause(attempts: u32) -> Duration {
    FIRST_RETRY.saturating_mul(1 << attempts.min(16)).min(RETRY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses: Vec<u64> = [0, 1, 2, 9, 10, u32::MAX].map(|attempts| pause(attempts).as_secs()).to_vec();
        assert_eq!(pauses, [5, 10, 20, 2_560, 3_600, 3_600]);
    }
}
