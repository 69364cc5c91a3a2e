//! What every plan has to keep: nothing in clear text, nothing public but HTTPS, and in production nothing that one mistake or one zone takes
//! away.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::plan::{Plan, Resource};
use crate::stages::Outcome;

const PROD: &str = "prod";
const ZONES: usize = 3;
const HTTPS: u64 = 443;
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// An argument that each resource of a type has, where it is and what it says.
type Rule = (&'static str, &'static str, fn() -> Value);

/// In every environment.
const ALWAYS: [Rule; 28] = [
    ("aws_db_instance", "/storage_encrypted", || json!(true)),
    ("aws_db_instance", "/publicly_accessible", || json!(false)),
    ("aws_db_instance", "/manage_master_user_password", || json!(true)),
    ("aws_elasticache_replication_group", "/transit_encryption_enabled", || json!(true)),
    ("aws_elasticache_replication_group", "/at_rest_encryption_enabled", || json!("true")),
    ("aws_elasticache_replication_group", "/multi_az_enabled", || json!(true)),
    ("aws_msk_cluster", "/encryption_info/0/encryption_in_transit/0/client_broker", || json!("TLS")),
    ("aws_msk_cluster", "/encryption_info/0/encryption_in_transit/0/in_cluster", || json!(true)),
    ("aws_msk_cluster", "/client_authentication/0/unauthenticated", || json!(false)),
    ("aws_msk_cluster", "/number_of_broker_nodes", || json!(ZONES)),
    ("aws_eks_cluster", "/vpc_config/0/endpoint_public_access", || json!(false)),
    ("aws_eks_cluster", "/encryption_config/0/resources/0", || json!("secrets")),
    ("aws_launch_template", "/metadata_options/0/http_tokens", || json!("required")),
    ("aws_launch_template", "/block_device_mappings/0/ebs/0/encrypted", || json!("true")),
    ("aws_subnet", "/map_public_ip_on_launch", || json!(false)),
    ("aws_kms_key", "/enable_key_rotation", || json!(true)),
    ("aws_s3_bucket_public_access_block", "/block_public_acls", || json!(true)),
    ("aws_s3_bucket_public_access_block", "/block_public_policy", || json!(true)),
    ("aws_s3_bucket_public_access_block", "/restrict_public_buckets", || json!(true)),
    ("aws_s3_bucket_versioning", "/versioning_configuration/0/status", || json!("Enabled")),
    ("aws_ecr_repository", "/image_tag_mutability", || json!("IMMUTABLE")),
    ("aws_ecr_repository", "/image_scanning_configuration/0/scan_on_push", || json!(true)),
    ("aws_cloudfront_distribution", "/viewer_certificate/0/minimum_protocol_version", || {
        json!("TLSv1.2_2021")
    }),
    ("aws_cloudfront_distribution", "/default_cache_behavior/0/viewer_protocol_policy", || {
        json!("redirect-to-https")
    }),
    // What is the same for every visitor is kept once, and nothing that a service forbids to keep.
    ("aws_cloudfront_distribution", "/ordered_cache_behavior/0/path_pattern", || {
        json!("/api/waiting-room/events*")
    }),
    ("aws_cloudfront_cache_policy", "/min_ttl", || json!(0)),
    (
        "aws_cloudfront_cache_policy",
        "/parameters_in_cache_key_and_forwarded_to_origin/0/cookies_config/0/cookie_behavior",
        || json!("none"),
    ),
    (
        "aws_cloudfront_cache_policy",
        "/parameters_in_cache_key_and_forwarded_to_origin/0/query_strings_config/0/query_string_behavior",
        || json!("none"),
    ),
];
/// In production besides.
const IN_PROD: [Rule; 5] = [
    ("aws_db_instance", "/deletion_protection", || json!(true)),
    ("aws_db_instance", "/skip_final_snapshot", || json!(false)),
    ("aws_db_instance", "/multi_az", || json!(true)),
    ("aws_eks_cluster", "/deletion_protection", || json!(true)),
    ("aws_s3_bucket", "/force_destroy", || json!(false)),
];

pub(super) fn hold(plans: &[Plan]) -> anyhow::Result<Outcome> {
    let prod = plans.iter().find(|plan| plan.run == PROD).context("no run of the tests is called prod")?;
    let mut breaches = broken(&plans.iter().collect::<Vec<_>>(), &ALWAYS);
    breaches.extend(broken(&[prod], &IN_PROD));
    breaches.extend(plans.iter().flat_map(|plan| plan.resources.iter()).filter_map(opens_to_everywhere));
    breaches.extend(plans.iter().filter_map(lacks_a_zone));
    breaches.extend(plans.iter().filter_map(has_an_open_bucket));
    ensure!(breaches.is_empty(), "the plans break policies:\n{}", breaches.join("\n"));
    Ok(Outcome::Passed)
}

/// A rule about a type that nothing has would prove nothing.
fn broken(plans: &[&Plan], rules: &[Rule]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (kind, pointer, expected) in rules {
        let mut found = plans.iter().flat_map(|plan| plan.of(kind)).peekable();
        if found.peek().is_none() {
            breaches.push(format!("  no plan has any {kind}, so nothing proves {pointer}"));
        }
        let wrong = found.filter(|resource| !resource.is(pointer, &expected()));
        breaches
            .extend(wrong.map(|resource| format!("  {}: {pointer} is not {}", resource.address, expected())));
    }
    breaches
}

fn opens_to_everywhere(resource: &Resource) -> Option<String> {
    let is_rule = resource.kind == "aws_vpc_security_group_ingress_rule";
    // The older forms can say the same in more ways, so there are none.
    if matches!(resource.kind.as_str(), "aws_security_group_rule") {
        return Some(format!(
            "  {}: rules are aws_vpc_security_group_ingress_rule and _egress_rule",
            resource.address
        ));
    }
    let sources = [resource.text("cidr_ipv4"), resource.text("cidr_ipv6")];
    let is_open = sources.iter().any(|source| EVERYWHERE.contains(source));
    let is_https =
        ["from_port", "to_port"].iter().all(|port| resource.after.get(port) == Some(&json!(HTTPS)));
    (is_rule && is_open && !is_https).then(|| format!("  {}: everyone may connect", resource.address))
}

/// A plan with a network has each tier of it in three zones.
fn lacks_a_zone(plan: &Plan) -> Option<String> {
    let subnets: Vec<&Resource> = plan.of("aws_subnet").collect();
    let zones: BTreeSet<&str> = subnets.iter().map(|subnet| subnet.text("availability_zone")).collect();
    let is_even = subnets.len().is_multiple_of(ZONES) && zones.len() == ZONES;
    (!subnets.is_empty() && !is_even).then(|| format!("  {}: not every tier is in {ZONES} zones", plan.run))
}

fn has_an_open_bucket(plan: &Plan) -> Option<String> {
    let buckets = plan.of("aws_s3_bucket").count();
    let is_short = |kind| plan.of(kind).count() < buckets;
    let needed = [
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_policy",
    ];
    let missing: Vec<&str> = needed.into_iter().filter(|kind| is_short(kind)).collect();
    (!missing.is_empty()).then(|| format!("  {}: a bucket lacks {}", plan.run, missing.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(kind: &str, after: Value) -> Resource {
        Resource { address: format!("module.x.{kind}.this"), kind: kind.to_owned(), after }
    }

    fn plan(resources: Vec<Resource>) -> Plan {
        Plan { run: PROD.to_owned(), resources }
    }

    #[test]
    fn a_rule_is_broken_by_another_value_by_none_and_by_nothing_to_apply_it_to() {
        let rules: [Rule; 1] = [("aws_db_instance", "/storage_encrypted", || json!(true))];
        let breaches = |after| broken(&[&plan(vec![resource("aws_db_instance", after)])], &rules);
        assert_eq!(breaches(json!({"storage_encrypted": true})), Vec::<String>::new());
        assert_eq!(breaches(json!({"storage_encrypted": false})).len(), 1);
        assert_eq!(breaches(json!({})).len(), 1);
        assert_eq!(broken(&[&plan(Vec::new())], &rules).len(), 1);
    }

    #[test]
    fn everyone_may_connect_by_https_alone() {
        let rule = |cidr: &str, port: u64| {
            let after = json!({"cidr_ipv4": cidr, "from_port": port, "to_port": port});
            opens_to_everywhere(&resource("aws_vpc_security_group_ingress_rule", after))
        };
        assert_eq!(rule("0.0.0.0/0", 443), None);
        assert_eq!(rule("10.0.0.0/16", 3306), None);
        assert!(rule("0.0.0.0/0", 3306).is_some());
        assert!(opens_to_everywhere(&resource("aws_security_group_rule", json!({}))).is_some());
    }

    #[test]
    fn two_zones_and_a_bucket_without_a_policy_are_noticed() {
        let subnet = |zone: &str| resource("aws_subnet", json!({"availability_zone": zone}));
        assert_eq!(lacks_a_zone(&plan(vec![subnet("a"), subnet("b"), subnet("c")])), None);
        assert!(lacks_a_zone(&plan(vec![subnet("a"), subnet("b"), subnet("b")])).is_some());
        assert!(has_an_open_bucket(&plan(vec![resource("aws_s3_bucket", json!({}))])).is_some());
    }
}
