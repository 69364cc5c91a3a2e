//! Roles, organizations and what belongs to them, between the wire and the domain.

use access::{GatePlace, OrgRole, PlatformRole};
use contracts::WireTime;
use primitives::EventId;
use server::{ApiError, FieldErrors, FieldFault};

use super::role_bodies::{ApiKeyBody, GateDeviceBody, MemberBody, OrganizationBody, RegisterGateDeviceBody};
use super::staff_bodies::{AuditRecordBody, PlatformRoleBody};
use crate::app::IssuedToken;
use crate::domain::{ApiKey, AuditRecord, GateDevice, Member, Organization, StaffMember};

const LABEL_CHARS_MAX: usize = 100;
const REASON_CHARS_MAX: usize = 500;

/// What people call something.
pub(super) fn label(field: &'static str, text: String) -> Result<String, ApiError> {
    let (count, is_plain) = (text.chars().count(), !text.chars().any(char::is_control));
    if (1..=LABEL_CHARS_MAX).contains(&count) && is_plain {
        return Ok(text);
    }
    let fault = if is_plain { FieldFault::of_length(count, 1) } else { FieldFault::Malformed };
    Err(FieldErrors::one(field, fault, format!("must be 1 to {LABEL_CHARS_MAX} characters")).into())
}

pub(super) fn reason(text: Option<String>) -> Result<Option<String>, ApiError> {
    let is_long = |text: &String| text.chars().count() > REASON_CHARS_MAX;
    if text.as_ref().is_some_and(is_long) {
        let message = format!("must have at most {REASON_CHARS_MAX} characters");
        return Err(FieldErrors::one("reason", FieldFault::TooLong, message).into());
    }
    Ok(text)
}

pub(super) fn org_role(text: &str) -> Result<OrgRole, ApiError> {
    OrgRole::named(text).ok_or_else(|| unknown_role(OrgRole::ALL.iter().map(|role| role.name())))
}

/// Any but that of an owner.
pub(super) fn key_role(text: &str) -> Result<OrgRole, ApiError> {
    let known = OrgRole::ALL.iter().filter(|role| **role != OrgRole::Owner);
    let role = known.clone().find(|role| role.name() == text);
    role.copied().ok_or_else(|| unknown_role(known.map(|role| role.name())))
}

pub(super) fn platform_role(text: &str) -> Result<PlatformRole, ApiError> {
    PlatformRole::named(text).ok_or_else(|| unknown_role(PlatformRole::ALL.iter().map(|role| role.name())))
}

fn unknown_role<'a>(known: impl Iterator<Item = &'a str>) -> ApiError {
    let message = format!("must be one of {}", known.collect::<Vec<_>>().join(", "));
    FieldErrors::one("role", FieldFault::UnknownValue, message).into()
}

/// The name of the device, and its gate.
pub(super) fn gate_device(body: RegisterGateDeviceBody) -> Result<(String, GatePlace), ApiError> {
    let RegisterGateDeviceBody { name, event_id, gate } = body;
    let event = EventId::new(event_id)
        .map_err(|error| FieldErrors::one("eventId", FieldFault::OutOfRange, error.to_string()))?;
    Ok((label("name", name)?, GatePlace { event, name: label("gate", gate)? }))
}

pub(super) fn organization(organization: Organization, role: Option<OrgRole>) -> OrganizationBody {
    OrganizationBody {
        id: organization.id,
        name: organization.name,
        role: role.map(OrgRole::name),
        created_at: WireTime(organization.created_at),
    }
}

pub(super) fn member(member: &Member) -> MemberBody {
    MemberBody { user_id: member.user, role: member.role.name(), since: WireTime(member.since) }
}

/// `text`: where it was made just now.
pub(super) fn api_key(key: ApiKey, text: Option<String>) -> ApiKeyBody {
    ApiKeyBody {
        id: key.id,
        name: key.name,
        role: key.role.name(),
        created_at: WireTime(key.created_at),
        key: text,
    }
}

/// `token`: where it was registered just now.
pub(super) fn registered(device: GateDevice, token: Option<&IssuedToken>) -> GateDeviceBody {
    GateDeviceBody {
        id: device.id,
        event_id: device.place.event.get(),
        created_at: WireTime(device.created_at),
        expires_at: WireTime(device.expires_at()),
        device_token: token.map(|token| token.access_token.expose().clone()),
        name: device.name,
        gate: device.place.name,
    }
}

pub(super) fn staff_member(member: StaffMember) -> PlatformRoleBody {
    PlatformRoleBody { user_id: member.user, role: member.role.name(), since: WireTime(member.since) }
}

pub(super) fn audit_record(record: AuditRecord) -> AuditRecordBody {
    // Written by ourselves, as objects.
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    AuditRecordBody {
        id: record.id,
        at: WireTime(record.at),
        actor: record.actor,
        actor_kind: record.actor_kind,
        action: record.action,
        object_kind: record.object_kind,
        object_id: record.object_id,
        before: json(record.was),
        after: json(record.is_now),
        reason: record.reason,
        trace_id: record.trace_id,
    }
}
