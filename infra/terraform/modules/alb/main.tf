# Around the load balancer that its controller makes from the chart's Ingress: who may reach it, whom it may reach, and its certificate.
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_security_group" "this" {
  name        = "${var.name}-alb"
  description = "The load balancer of the shop"
  vpc_id      = var.vpc_id
}

# Behind CloudFront nothing else reaches it; without CloudFront everything does, by HTTPS.
resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = var.behind_cloudfront ? "HTTPS from CloudFront" : "HTTPS from everywhere"
  prefix_list_id    = var.behind_cloudfront ? data.aws_ec2_managed_prefix_list.cloudfront.id : null
  cidr_ipv4         = var.behind_cloudfront ? null : "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "gateway" {
  security_group_id = aws_security_group.this.id
  description       = "The gateway's pods"
  cidr_ipv4         = var.app_cidr
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
}

resource "aws_acm_certificate" "this" {
  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.this.domain_validation_options :
    option.domain_name => option
  }

  zone_id         = var.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}
