//! What takes mails: a mail server, or in a demo a list that anyone there may read. And providers whose accounts log users in.

pub mod demo_mailbox;
pub mod oidc;
pub mod smtp;
