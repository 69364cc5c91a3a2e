//! Why a socket is closed, in the words of RFC 6455 and of the registry that it founded.

use crate::stream_end::StreamEnd;

/// What a close frame says. The reason is for developers, and short enough for a control frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    pub code: u16,
    pub reason: &'static str,
}

impl Close {
    pub const NORMAL: Self = Self { code: 1000, reason: "" };
    /// The server stops. Its client comes back, and is given another instance.
    pub const AWAY: Self = Self { code: 1001, reason: "the server stops, please open the socket again" };
    /// As 401 of HTTP. The client opens the socket again with the next token of its session.
    pub(super) const TOKEN_EXPIRED: Self =
        Self { code: 3000, reason: "TOKEN_EXPIRED: open the socket again with the next access token" };
    pub(super) const SESSION_ENDED: Self = Self { code: 3000, reason: "SESSION_ENDED: log in again" };
    pub(super) const IDLE: Self = Self { code: 1001, reason: "no frame and no pong came for too long" };
    pub(super) const BINARY: Self = Self { code: 1003, reason: "messages are text" };
    pub(super) const NOT_UTF8: Self = Self { code: 1007, reason: "the text is not UTF-8" };
    pub(super) const TOO_LARGE: Self = Self { code: 1009, reason: "a message has at most 4096 bytes" };
    pub(super) const TOO_MANY: Self = Self { code: 1008, reason: "at most 10 frames a second" };

    /// The bytes do not follow RFC 6455.
    pub(super) const fn protocol(reason: &'static str) -> Self {
        Self { code: 1002, reason }
    }

    /// A message that is not what it has to be.
    #[must_use]
    pub const fn invalid(reason: &'static str) -> Self {
        Self { code: 1007, reason }
    }

    /// A message that is understood, and not allowed.
    #[must_use]
    pub const fn policy(reason: &'static str) -> Self {
        Self { code: 1008, reason }
    }

    /// The client cannot have what it has missed: it opens the socket again, and begins with the current state.
    #[must_use]
    pub const fn try_again(reason: &'static str) -> Self {
        Self { code: 1013, reason }
    }

    pub(super) const fn of(end: StreamEnd) -> Self {
        match end {
            StreamEnd::ServerStops => Self::AWAY,
            StreamEnd::TokenExpired => Self::TOKEN_EXPIRED,
            StreamEnd::SessionEnded => Self::SESSION_ENDED,
        }
    }

    /// Of what a client has closed with: the answer repeats its code.
    pub(super) const fn answer(code: u16) -> Self {
        Self { code, reason: "" }
    }
}
