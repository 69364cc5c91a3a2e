//! `/api/orgs`: organizations, and the roles of their members.

use access::{Action, ActionScope};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ConfirmedCaller, IfMatch, JsonBody, PathParams, SignedIn};
use uuid::Uuid;

use super::convert;
use super::role_bodies::{
    MakeOrganizationBody, MemberRoleBody, MembersBody, OrganizationBody, OrganizationsBody,
};
use super::role_convert;
use crate::app::{Identity, MemberChange};
use crate::domain::Members;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrgPath {
    pub(super) org_id: Uuid,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberPath {
    org_id: Uuid,
    user_id: Uuid,
}

/// Make an organization
///
/// For administrators of the installation. The user who becomes its owner gives the other roles.
#[utoipa::path(
    post,
    path = "/api/orgs",
    tag = "organizations",
    operation_id = "makeOrganization",
    request_body = MakeOrganizationBody,
    responses(
        (status = 201, description = "The organization", body = OrganizationBody),
        (status = 403, description = "FORBIDDEN: the caller is no administrator; STEP_UP_REQUIRED"),
        (status = 409, description = "LIMIT_REACHED: of organizations, or of those of the owner"),
        (status = 422, description = "VALIDATION_FAILED: also where no user has this id"),
    )
)]
pub(super) async fn make(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    body: JsonBody<MakeOrganizationBody>,
) -> Result<HttpResponse, ApiError> {
    let MakeOrganizationBody { name, owner_id } = body.0;
    let (actor, name) = (convert::subject(&caller.0)?, role_convert::label("name", name)?);
    let made = identity.make_organization(&actor, name, owner_id).await;
    let made = made.map_err(|error| convert::unknown_user("ownerId", error))?;
    Ok(HttpResponse::Created().json(role_convert::organization(made, None)))
}

/// The organizations of the caller
#[utoipa::path(
    get,
    path = "/api/orgs",
    tag = "organizations",
    operation_id = "listOrganizations",
    responses(
        (status = 200, description = "Those where the caller has a role, by name", body = OrganizationsBody),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
    )
)]
pub(super) async fn list(
    identity: Data<Identity>,
    caller: SignedIn,
) -> Result<Json<OrganizationsBody>, ApiError> {
    let organizations = identity.organizations_of(&convert::subject(&caller)?).await?;
    let items = organizations.into_iter().map(|(own, role)| role_convert::organization(own, Some(role)));
    Ok(Json(OrganizationsBody { items: items.collect() }))
}

/// The members of an organization
#[utoipa::path(
    get,
    path = "/api/orgs/{orgId}/members",
    tag = "organizations",
    operation_id = "listMembers",
    params(("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001")),
    responses(
        (status = 200, description = "The members, the longest there first", body = MembersBody, headers(("ETag" = String))),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner or a manager"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
    )
)]
pub(super) async fn list_members(
    identity: Data<Identity>,
    path: PathParams<OrgPath>,
) -> Result<HttpResponse, ApiError> {
    Ok(shown(&identity.members(path.0.org_id).await?))
}

/// Give a user a role
///
/// In place of the one that the user has there, if any. Access tokens of that user from before are refused from then on, and are to be
/// refreshed.
#[utoipa::path(
    put,
    path = "/api/orgs/{orgId}/members/{userId}",
    tag = "organizations",
    operation_id = "setMember",
    params(
        ("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001"),
        ("userId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-000000000002"),
        IfMatch,
    ),
    request_body = MemberRoleBody,
    responses(
        (status = 200, description = "The members", body = MembersBody, headers(("ETag" = String))),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
        (status = 409, description = "LAST_OWNER; LIMIT_REACHED: of members, or of organizations of the user"),
        (status = 412, description = "EDIT_CONFLICT"),
        (status = 422, description = "VALIDATION_FAILED: also where no user has this id"),
    )
)]
pub(super) async fn set_member(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<MemberPath>,
    expected: IfMatch,
    body: JsonBody<MemberRoleBody>,
) -> Result<HttpResponse, ApiError> {
    let MemberPath { org_id: org, user_id: user } = path.0;
    let role = Some(role_convert::org_role(&body.0.role)?);
    let reason = role_convert::reason(body.0.reason)?;
    let change = MemberChange { org, user, role, expected: expected.0, reason };
    let members = identity.change_member(&convert::subject(&caller.0)?, &change).await;
    Ok(shown(&members.map_err(|error| convert::unknown_user("userId", error))?))
}

/// Take a role from a user
///
/// By an owner, or by the user.
#[utoipa::path(
    delete,
    path = "/api/orgs/{orgId}/members/{userId}",
    tag = "organizations",
    operation_id = "deleteMember",
    params(
        ("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001"),
        ("userId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-000000000002"),
        IfMatch,
    ),
    responses(
        (status = 204, description = "The user is no member any more"),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such member, or no such organization, or not for the caller"),
        (status = 409, description = "LAST_OWNER"),
        (status = 412, description = "EDIT_CONFLICT"),
    )
)]
pub(super) async fn delete_member(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<MemberPath>,
    expected: IfMatch,
) -> Result<HttpResponse, ApiError> {
    let (MemberPath { org_id: org, user_id: user }, actor) = (path.0, convert::subject(&caller.0)?);
    let leaves = actor.user_id() == Some(user) && caller.0.0.rights.orgs.contains_key(&org);
    if !leaves {
        caller.0.may(Action::ChangeMembers, ActionScope::Organization(org))?;
    }
    let change = MemberChange { org, user, role: None, expected: expected.0, reason: None };
    identity.change_member(&actor, &change).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(members: &Members) -> HttpResponse {
    let items = members.list.iter().map(role_convert::member).collect();
    HttpResponse::Ok()
        .insert_header((ETAG, IfMatch::tag(members.version)))
        .insert_header((CACHE_CONTROL, convert::NO_STORE))
        .json(MembersBody { items })
}
