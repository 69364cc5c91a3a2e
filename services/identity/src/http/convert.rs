//! Between the wire and the domain, and from errors to their codes.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};
use contracts::{ErrorCode, WireTime};
use server::{ApiError, FieldErrors, FieldFault, SignedIn};

use super::bodies::{AccountBody, SessionBody, SignedInBody};
use super::cookies;
use crate::app::{AuthError, SignedInSession, Site};
use crate::domain::{Email, Locale, Password, Session, Subject, UnknownLocale, User, WeakPassword};

const NAME_CHARS_MAX: usize = 100;
/// Until a thread is free to hash a password.
const BUSY_SECONDS: u32 = 2;
/// What has a token in it is kept by no cache.
pub(super) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(super) fn email(text: &str) -> Result<Email, ApiError> {
    Email::parse(text)
        .map_err(|error| FieldErrors::one("email", FieldFault::Malformed, error.to_string()).into())
}

pub(super) fn locale(text: Option<&str>) -> Result<Locale, ApiError> {
    let Some(text) = text else { return Ok(Locale::default()) };
    text.parse().map_err(|error: UnknownLocale| {
        FieldErrors::one("locale", FieldFault::UnknownValue, error.to_string()).into()
    })
}

/// None: it is left as it is.
pub(super) fn name(text: Option<String>) -> Result<Option<String>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    let (count, is_plain) = (text.chars().count(), !text.chars().any(char::is_control));
    if (1..=NAME_CHARS_MAX).contains(&count) && is_plain {
        return Ok(Some(text));
    }
    let fault = if is_plain { FieldFault::of_length(count, 1) } else { FieldFault::Malformed };
    Err(FieldErrors::one("name", fault, format!("must be 1 to {NAME_CHARS_MAX} characters")).into())
}

pub(super) fn weak(field: &'static str) -> impl Fn(WeakPassword) -> ApiError {
    move |weak| {
        let fault = match weak {
            WeakPassword::TooShort => FieldFault::TooShort,
            WeakPassword::TooLong => FieldFault::TooLong,
            WeakPassword::EasilyGuessed => FieldFault::Invalid,
        };
        FieldErrors::one(field, fault, weak.to_string()).into()
    }
}

/// One that no user can have is wrong like any other.
pub(super) fn given(text: String) -> Result<Password, ApiError> {
    Password::given(text).ok_or_else(|| AuthError::CredentialsWrong.into())
}

/// The subject of a caller's token.
pub(super) fn subject(caller: &SignedIn) -> Result<Subject, ApiError> {
    Subject::parse(caller.0.subject.as_str()).ok_or_else(|| AuthError::NoAccount.into())
}

/// The field that names a user who does not exist; other errors stay as they are.
pub(super) fn unknown_user(field: &'static str, error: AuthError) -> ApiError {
    if matches!(error, AuthError::UnknownUser) {
        return FieldErrors::one(field, FieldFault::UnknownValue, "no user has this id").into();
    }
    error.into()
}

/// With the refresh token in the body, or as a cookie.
pub(super) fn signed_in(
    mut response: actix_web::HttpResponseBuilder,
    issued: &SignedInSession,
    site: &Site,
    as_cookie: bool,
) -> HttpResponse {
    let refresh_token = issued.refresh_token.expose();
    response.insert_header((CACHE_CONTROL, NO_STORE));
    if as_cookie {
        response.insert_header((SET_COOKIE, cookies::set(site, refresh_token)));
    }
    response.json(SignedInBody {
        access_token: issued.access_token.expose().clone(),
        token_type: "Bearer",
        expires_in: issued.access_life.as_secs(),
        refresh_token: (!as_cookie).then(|| refresh_token.clone()),
        subject: issued.session.subject.as_str().to_owned(),
        session_id: issued.session.id,
    })
}

pub(super) fn account(user: User) -> AccountBody {
    AccountBody {
        id: user.id,
        email: user.email.as_str().to_owned(),
        name: user.name,
        locale: user.locale.to_string(),
        created_at: WireTime(user.created_at),
    }
}

pub(super) fn session(session: &Session, caller: &SignedIn) -> SessionBody {
    SessionBody {
        id: session.id,
        current: session.id == caller.0.session,
        agent: session.agent.clone(),
        network: session.network.clone(),
        created_at: WireTime(session.created_at),
        used_at: WireTime(session.rotated_at),
        expires_at: WireTime(session.expires_at()),
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::CredentialsWrong => {
                Self::new(ErrorCode::CredentialsWrong, "the address or the password is wrong")
            }
            AuthError::SessionEnded => {
                Self::new(ErrorCode::SessionEnded, "this session has ended: log in again")
            }
            AuthError::LinkExpired => {
                Self::new(ErrorCode::LinkExpired, "this link was used, or is too old: ask for another one")
            }
            AuthError::NoAccount => Self::new(ErrorCode::NotFound, "there is no such account"),
            AuthError::NoSession => Self::new(ErrorCode::NotFound, "there is no such session"),
            AuthError::NoOrganization => Self::new(ErrorCode::NotFound, "there is no such organization"),
            AuthError::NoMember => Self::new(ErrorCode::NotFound, "this user has no role here"),
            AuthError::NoApiKey => Self::new(ErrorCode::NotFound, "there is no such key"),
            AuthError::NoGateDevice => Self::new(ErrorCode::NotFound, "there is no such device"),
            AuthError::UnknownUser => Self::new(ErrorCode::NotFound, "no user has this id"),
            AuthError::LastOwner => {
                let message =
                    "the last owner, or the last administrator, stays: give the role to another user first";
                Self::new(ErrorCode::LastOwner, message)
            }
            AuthError::EditConflict => {
                Self::new(ErrorCode::EditConflict, "this has changed since it was read: read it again")
            }
            AuthError::TooMany(message) => Self::new(ErrorCode::LimitReached, message),
            AuthError::BootstrapClosed => {
                let message = "no one becomes administrator by a token here: HOLDFAST_BOOTSTRAP_TOKEN is not set, or was used";
                Self::new(ErrorCode::Forbidden, message)
            }
            AuthError::Work(refusal) => refusal.into(),
            AuthError::KeyWrong => Self::new(ErrorCode::CredentialsWrong, "the key is wrong"),
            AuthError::Login(refusal) => refusal.into(),
            AuthError::Busy => {
                let message = "too many are logging in at the moment, please try again";
                Self::new(ErrorCode::Unavailable, message).with_retry_after(BUSY_SECONDS)
            }
            AuthError::NoMail => {
                Self::new(ErrorCode::Unavailable, "this shop cannot send mails at the moment")
            }
            AuthError::Store(error) if error.is_transient() => Self::unavailable(error),
            AuthError::Store(error) => Self::internal(error),
            error @ (AuthError::Signing(_) | AuthError::NoKey | AuthError::Message(_)) => {
                Self::internal(error)
            }
        }
    }
}
