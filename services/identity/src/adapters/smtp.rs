//! A mail server, over SMTP. Without `tls=` or `smtps:` in its address the connection is not encrypted, which is for a server on this machine.

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use primitives::Cause;

use crate::config::SmtpServer;
use crate::ports::{Letter, Mail, MailError};

/// For each step of the conversation.
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct SmtpMail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Of message ids.
    domain: String,
}

impl SmtpMail {
    pub fn new(server: &SmtpServer) -> anyhow::Result<Self> {
        let from: Mailbox = server.from.parse().context("HOLDFAST_MAIL_FROM is no sender of mails")?;
        // Its error may show the address, and so the password.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.url.expose())
            .map_err(|_| anyhow::anyhow!("HOLDFAST_SMTP_URL is not the address of a mail server"))?;
        let domain = from.email.domain().to_owned();
        Ok(Self { server: transport.timeout(Some(TIMEOUT)).build(), from, domain })
    }

    fn message(&self, letter: &Letter) -> Result<Message, Cause> {
        let to: Address = letter.to.as_str().parse()?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}@{}>", letter.id, self.domain)))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())?;
        Ok(message)
    }
}

#[async_trait]
impl Mail for SmtpMail {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = self.message(letter).map_err(MailError::Never)?;
        match self.server.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(classified(error)),
        }
    }
}

fn classified(error: Error) -> MailError {
    if error.is_permanent() { MailError::Never(error.into()) } else { MailError::Later(error.into()) }
}
