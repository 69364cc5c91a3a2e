//! What only the people who run an installation may do: by a token of the installation's own, or by an account with a role in it.

use std::sync::Arc;

use access::{AccessRefused, Action, ActionScope, OperatorToken, Principal};
use actix_web::HttpRequest;
use contracts::ErrorCode;

use crate::ApiError;
use crate::bearer::bearer;
use crate::extract::access_token::{self, verified};
use crate::extract::{CheckedOperator, SignedIn};

/// Without a token it is closed to all but those with a role. The server gives it to the handlers of every service.
pub(crate) struct OperatorGate(Option<OperatorToken>);

impl OperatorGate {
    #[must_use]
    pub(crate) fn new(token: Option<OperatorToken>) -> Self {
        Self(token)
    }

    /// Refuses all others: administrators change, support and auditors read.
    pub(crate) fn check(&self, request: &HttpRequest) -> Result<CheckedOperator, ApiError> {
        let caller = self.caller(request)?;
        if let Some(caller) = &caller {
            let action = if request.method().is_safe() { Action::ReadOperations } else { Action::Operate };
            caller.may(action, ActionScope::Installation)?;
        }
        Ok(CheckedOperator::new(caller))
    }

    /// Who asks, by an access token; none: the bearer of the token of the installation. What is given is never logged: it may be the right one
    /// with a slip.
    pub(crate) fn caller(&self, request: &HttpRequest) -> Result<Option<SignedIn>, ApiError> {
        let given = bearer(request.headers());
        if let (Some(token), Some(given)) = (&self.0, given)
            && token.admits(given)
        {
            return Ok(None);
        }
        Ok(Some(SignedIn(self.principal(request)?)))
    }

    fn principal(&self, request: &HttpRequest) -> Result<Arc<Principal>, ApiError> {
        match verified(request, access_token::policy(request)?) {
            Ok(Some(principal)) => Ok(principal),
            // It may have been meant as the token of the installation.
            Ok(None) | Err(AccessRefused::Invalid) => Err(self.refused()),
            Err(
                refused @ (AccessRefused::Expired
                | AccessRefused::SessionEnded
                | AccessRefused::Outdated
                | AccessRefused::NotReady),
            ) => Err(access_token::refused(refused)),
        }
    }

    fn refused(&self) -> ApiError {
        match self.0 {
            Some(_) => ApiError::new(
                ErrorCode::Unauthenticated,
                "this is for operators, with their token, and for those who have a role",
            ),
            None => {
                let closed = "this is closed: the setting HOLDFAST_OPERATOR_TOKEN opens it, or a role";
                ApiError::new(ErrorCode::Forbidden, closed)
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use access::{
        AccessClaims, AccessKey, AccessPolicy, AccessTokens, HoldTokens, PlatformRole, Rights, TrustedProxies,
    };
    use actix_web::http::Method;
    use actix_web::test::TestRequest;
    use actix_web::web;
    use primitives::{Clock, FakeClock, UserId};
    use uuid::Uuid;

    use super::*;

    pub(crate) const TOKEN: &str = "a token of operators that is long enough";

    pub(crate) struct World {
        clock: Arc<FakeClock>,
        key: AccessKey,
        pub(crate) policy: web::Data<AccessPolicy>,
    }

    impl World {
        pub(crate) fn new() -> Self {
            let (clock, key) = (Arc::new(FakeClock::default()), AccessKey::derive(b"secret", 1));
            let access_tokens = AccessTokens::new(clock.clone());
            access_tokens.learn("http://localhost", &[key.public().clone()]).unwrap();
            let tokens = HoldTokens::new(b"secret");
            let policy = web::Data::new(AccessPolicy {
                trust_caller_header: false,
                proxies: TrustedProxies::default(),
                open: false,
                guests: tokens.guests(),
                tokens,
                access_tokens,
            });
            Self { clock, key, policy }
        }

        fn token(&self, subject: &str, platform: Option<PlatformRole>) -> String {
            self.signed(subject, Rights { platform, ..Rights::default() })
        }

        pub(crate) fn signed(&self, subject: &str, rights: Rights) -> String {
            let now = self.clock.now();
            let claims = AccessClaims {
                issuer: "http://localhost".to_owned(),
                subject: UserId::parse(subject).unwrap(),
                session: Uuid::nil(),
                token: Uuid::nil(),
                issued_at: now,
                expires_at: now.plus(Duration::from_secs(60)),
                authenticated_at: now,
                method: "pwd",
                guest: None,
                rights,
                gate: None,
            };
            self.key.sign(&claims).unwrap()
        }

        fn check(&self, operators: Option<&str>, method: Method, bearer: &str) -> Option<ErrorCode> {
            let request = TestRequest::default().method(method).app_data(self.policy.clone());
            let request = request.insert_header(("Authorization", format!("Bearer {bearer}")));
            let gate = OperatorGate::new(operators.map(OperatorToken::of));
            gate.check(&request.to_http_request()).err().map(|refused| refused.code())
        }

        /// Whom records name. None: no one in particular.
        fn account(&self, bearer: &str) -> Option<String> {
            let request = TestRequest::default().app_data(self.policy.clone());
            let request = request.insert_header(("Authorization", format!("Bearer {bearer}")));
            let gate = OperatorGate::new(Some(OperatorToken::of(TOKEN)));
            gate.check(&request.to_http_request()).unwrap().account().map(str::to_owned)
        }
    }

    #[test]
    fn a_role_opens_what_the_token_of_operators_opens() {
        let world = World::new();
        let of = |role| world.token("u:7", role);
        let forbidden = Some(ErrorCode::Forbidden);
        for operators in [Some(TOKEN), None] {
            for (bearer, reads, changes) in [
                (of(Some(PlatformRole::Admin)), None, None),
                (of(Some(PlatformRole::Support)), None, forbidden),
                (of(Some(PlatformRole::Auditor)), None, forbidden),
                (of(None), forbidden, forbidden),
                (world.token("k:7", Some(PlatformRole::Admin)), forbidden, forbidden),
            ] {
                assert_eq!(world.check(operators, Method::GET, &bearer), reads);
                assert_eq!(world.check(operators, Method::HEAD, &bearer), reads);
                for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                    assert_eq!(world.check(operators, method, &bearer), changes);
                }
            }
        }
        assert_eq!(world.check(Some(TOKEN), Method::POST, TOKEN), None);
        assert_eq!(world.account(&of(Some(PlatformRole::Admin))).as_deref(), Some("u:7"));
        assert_eq!(world.account(TOKEN), None);
    }

    #[test]
    fn what_is_wrong_or_over_opens_nothing() {
        let world = World::new();
        let admin = world.token("u:7", Some(PlatformRole::Admin));
        let another_house = World { key: AccessKey::derive(b"another", 1), ..World::new() };
        let forged = another_house.token("u:7", Some(PlatformRole::Admin));
        for wrong in ["", "nonsense", &TOKEN[1..], &admin[1..], &forged] {
            assert_eq!(world.check(Some(TOKEN), Method::GET, wrong), Some(ErrorCode::Unauthenticated));
            assert_eq!(world.check(None, Method::GET, wrong), Some(ErrorCode::Forbidden));
        }
        world.clock.advance(Duration::from_secs(60));
        for operators in [Some(TOKEN), None] {
            assert_eq!(world.check(operators, Method::GET, &admin), Some(ErrorCode::TokenExpired));
        }
    }
}
