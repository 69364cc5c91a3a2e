//! Proof of work, as requests show it and as answers ask for it.

use std::future::{Ready, ready};

use access::{WorkChallenge, WorkProof, WorkRefusal};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::work::ChallengeBody;

use crate::ApiError;

/// A challenge and its solution, and some.
const PROOF_BYTES_MAX: usize = 160;

/// The header `Proof-Of-Work`; none: the client shows no work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownWork(pub Option<WorkProof>);

impl ShownWork {
    /// A header that cannot be read is no proof, and is refused as a forged one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let shown = request.headers().get(headers::PROOF_OF_WORK);
        Self(shown.map(|shown| {
            let text = shown.to_str().ok().filter(|text| text.len() <= PROOF_BYTES_MAX).unwrap_or_default();
            let (challenge, solution) = text.split_once('.').unwrap_or((text, ""));
            WorkProof { challenge: challenge.to_owned(), solution: solution.to_owned() }
        }))
    }
}

impl FromRequest for ShownWork {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// None: it costs nothing.
#[must_use]
pub fn challenge_body(asked: Option<WorkChallenge>) -> ChallengeBody {
    let (challenge, difficulty) = asked.map_or((None, 0), |asked| (Some(asked.challenge), asked.bits));
    ChallengeBody { challenge, difficulty }
}

impl From<WorkRefusal> for ApiError {
    fn from(refusal: WorkRefusal) -> Self {
        let code = match refusal {
            WorkRefusal::Missing => ErrorCode::ProofOfWorkRequired,
            WorkRefusal::Forged
            | WorkRefusal::Foreign
            | WorkRefusal::Expired
            | WorkRefusal::TooEasy
            | WorkRefusal::Unsolved
            | WorkRefusal::Used => ErrorCode::ProofOfWorkInvalid,
        };
        Self::new(code, refusal.to_string())
    }
}
