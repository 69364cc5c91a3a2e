//! `POST /api/auth/token`: a program exchanges its key for an access token, by the client credentials of OAuth 2.0 (RFC 6749, 4.4).

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderValue, WWW_AUTHENTICATE};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use server::{ApiError, ClientAddress, FormBody};
use utoipa::ToSchema;
use uuid::Uuid;

use super::convert;
use super::rates::Rates;
use crate::app::{AuthError, Identity, IssuedToken};
use crate::domain::PresentedApiKey;

const GRANT: &str = "client_credentials";
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"holdfast\"");

/// What else a client sends is ignored, as the protocol has it.
#[derive(Deserialize, ToSchema)]
#[schema(examples(json!({ "grant_type": "client_credentials", "client_secret": "a-key-that-is-shown-once" })))]
pub(super) struct TokenForm {
    #[schema(value_type = String, required = true, pattern = "^client_credentials$")]
    grant_type: Option<String>,
    /// The id of the key, for clients that have to send one: the key says it as well.
    #[schema(value_type = String, required = false)]
    client_id: Option<String>,
    /// The key. It may come as the password of `Authorization: Basic` instead.
    #[schema(value_type = String, required = false)]
    client_secret: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(examples(json!({ "access_token": "an-access-token", "token_type": "Bearer", "expires_in": 600 })))]
pub(super) struct TokenBody {
    access_token: String,
    token_type: &'static str,
    /// In seconds.
    expires_in: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(examples(json!({ "error": "invalid_client", "error_description": "the key is wrong, or was taken away" })))]
pub(super) struct TokenErrorBody {
    error: &'static str,
    error_description: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenError {
    InvalidRequest(&'static str),
    UnsupportedGrant,
    InvalidClient,
}

/// Exchange a key for an access token
///
/// `client_credentials` with the key as `client_secret`, or as the password of `Authorization: Basic`.
#[utoipa::path(
    post,
    path = "/api/auth/token",
    tag = "organizations",
    operation_id = "issueToken",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "An access token of ten minutes", body = TokenBody),
        (status = 400, description = "invalid_request, unsupported_grant_type", body = TokenErrorBody),
        (status = 401, description = "invalid_client: the key is wrong, or was taken away", body = TokenErrorBody, headers(("WWW-Authenticate" = String))),
        (status = 429, description = "RATE_LIMITED: too many from this address"),
    )
)]
pub(super) async fn issue(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    request: HttpRequest,
    body: FormBody,
) -> Result<HttpResponse, ApiError> {
    let left = rates.key(address)?;
    let basic = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let exchanged = match presented(&body.0, basic) {
        Ok(key) => identity.exchange_key(&key).await,
        Err(error) => return Ok(left.on(error.answer())),
    };
    match exchanged {
        Ok(token) => Ok(left.on(issued(&token))),
        Err(AuthError::KeyWrong) => Ok(left.on(TokenError::InvalidClient.answer())),
        Err(error) => Err(error.into()),
    }
}

fn presented(form: &str, authorization: Option<&str>) -> Result<PresentedApiKey, TokenError> {
    let form = Query::<TokenForm>::from_query(form)
        .map_err(|_| TokenError::InvalidRequest("a field is given twice, or cannot be read"))?;
    let TokenForm { grant_type, client_id, client_secret } = form.into_inner();
    match grant_type.as_deref() {
        Some(GRANT) => {}
        Some(_) => return Err(TokenError::UnsupportedGrant),
        None => return Err(TokenError::InvalidRequest("grant_type is missing")),
    }
    let (client, secret) = match (client_secret, authorization) {
        (Some(secret), None) => (client_id, secret),
        (None, Some(authorization)) => basic(authorization).ok_or(TokenError::InvalidClient)?,
        (Some(_), Some(_)) => return Err(TokenError::InvalidRequest("the key is presented in two ways")),
        (None, None) => return Err(TokenError::InvalidRequest("client_secret is missing")),
    };
    let key = PresentedApiKey::parse(&secret).ok_or(TokenError::InvalidClient)?;
    let is_of_key = |client: &String| client.parse::<Uuid>().is_ok_and(|id| id == key.id);
    if client.as_ref().is_none_or(is_of_key) { Ok(key) } else { Err(TokenError::InvalidClient) }
}

/// User and password, of which the user may be empty. None: it is nothing of the kind.
fn basic(authorization: &str) -> Option<(Option<String>, String)> {
    let (scheme, credentials) = authorization.split_once(' ')?;
    let credentials =
        STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let credentials = String::from_utf8(credentials).ok()?;
    let (user, password) = credentials.split_once(':')?;
    Some((Some(user.to_owned()).filter(|user| !user.is_empty()), password.to_owned()))
}

fn issued(token: &IssuedToken) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, convert::NO_STORE)).json(TokenBody {
        access_token: token.access_token.expose().clone(),
        token_type: "Bearer",
        expires_in: token.life.as_secs(),
    })
}

impl TokenError {
    fn answer(self) -> HttpResponse {
        let (mut response, error, error_description) = match self {
            Self::InvalidRequest(why) => (HttpResponse::BadRequest(), "invalid_request", why),
            Self::UnsupportedGrant => {
                (HttpResponse::BadRequest(), "unsupported_grant_type", "only client_credentials is")
            }
            Self::InvalidClient => {
                (HttpResponse::Unauthorized(), "invalid_client", "the key is wrong, or was taken away")
            }
        };
        response.insert_header((CACHE_CONTROL, convert::NO_STORE));
        if self == Self::InvalidClient {
            response.insert_header((WWW_AUTHENTICATE, CHALLENGE));
        }
        response.json(TokenErrorBody { error, error_description })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "hfk_00000000000000000000000000000007_a-secret";
    const ID: &str = "00000000-0000-0000-0000-000000000007";

    #[test]
    fn a_key_is_presented_in_one_way_and_for_one_grant() {
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        let whole = format!("grant_type=client_credentials&client_secret={KEY}");
        let [named, anonymous] = [format!("{ID}:{KEY}"), format!(":{KEY}")].map(|text| basic(&text));
        for (form, authorization) in [
            (whole.clone(), None),
            (format!("{whole}&client_id={ID}&scope=all"), None),
            ("grant_type=client_credentials".to_owned(), Some(named.as_str())),
            ("grant_type=client_credentials".to_owned(), Some(&anonymous)),
        ] {
            assert!(presented(&form, authorization).is_ok(), "{form} {authorization:?}");
        }
        let other = basic(&format!("another:{KEY}"));
        for (form, authorization, error) in [
            (String::new(), None, "invalid_request"),
            (format!("client_secret={KEY}"), None, "invalid_request"),
            ("grant_type=client_credentials".to_owned(), None, "invalid_request"),
            (format!("{whole}&client_secret={KEY}"), None, "invalid_request"),
            (whole.clone(), Some(named.as_str()), "invalid_request"),
            (whole.replace("client_credentials", "password"), None, "unsupported_grant_type"),
            (whole.replace("hfk_", "hfr1."), None, "invalid_client"),
            (format!("{whole}&client_id=another"), None, "invalid_client"),
            ("grant_type=client_credentials".to_owned(), Some(&other), "invalid_client"),
            ("grant_type=client_credentials".to_owned(), Some("Bearer nonsense"), "invalid_client"),
        ] {
            let found = match presented(&form, authorization) {
                Err(TokenError::InvalidRequest(_)) => "invalid_request",
                Err(TokenError::UnsupportedGrant) => "unsupported_grant_type",
                Err(TokenError::InvalidClient) => "invalid_client",
                Ok(_) => "a key",
            };
            assert_eq!(found, error, "{form} {authorization:?}");
        }
    }
}
