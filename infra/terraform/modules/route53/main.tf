# The name of the shop leads to CloudFront.
resource "aws_route53_record" "this" {
  for_each = toset(["A", "AAAA"])

  zone_id = var.zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = var.distribution.domain
    zone_id                = var.distribution.zone_id
    evaluate_target_health = false
  }
}
