# The way in. Without `cloudfront` the load balancer has the name of the shop, and its controller makes the record.
locals {
  origin_domain = var.cloudfront ? "origin.${var.domain}" : var.domain
  waiting_room  = var.waiting_room_image == null ? 0 : 1
}

module "alb" {
  source = "../alb"

  name              = local.name
  vpc_id            = module.vpc.id
  app_cidr          = module.vpc.app_cidr
  behind_cloudfront = var.cloudfront
  domain            = local.origin_domain
  zone_id           = var.zone_id
}

module "dynamodb_vwr" {
  source = "../dynamodb-vwr"
  count  = local.waiting_room

  name        = local.name
  kms_key_arn = aws_kms_key.this.arn
  protected   = var.protected
}

module "lambda_vwr" {
  source = "../lambda-vwr"
  count  = local.waiting_room

  name        = local.name
  kms_key_arn = aws_kms_key.this.arn
  image       = var.waiting_room_image
  concurrency = 100
  tables      = module.dynamodb_vwr[0].tables
  table_arns  = module.dynamodb_vwr[0].arns
}

module "api_gateway_vwr" {
  source = "../api-gateway-vwr"
  count  = local.waiting_room

  name                = local.name
  kms_key_arn         = aws_kms_key.this.arn
  function            = module.lambda_vwr[0].api
  requests_per_second = 10000
}

module "waf" {
  source = "../waf"
  count  = var.cloudfront ? 1 : 0

  providers = { aws = aws.global }

  name                      = local.name
  requests_per_five_minutes = 3000
}

# CloudFront takes certificates of us-east-1 alone.
resource "aws_acm_certificate" "shop" {
  count    = var.cloudfront ? 1 : 0
  provider = aws.global

  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = var.cloudfront ? toset([var.domain]) : toset([])

  zone_id         = var.zone_id
  name            = one(aws_acm_certificate.shop[0].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.shop[0].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.shop[0].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "shop" {
  count    = var.cloudfront ? 1 : 0
  provider = aws.global

  certificate_arn         = aws_acm_certificate.shop[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

module "cloudfront" {
  source = "../cloudfront"
  count  = var.cloudfront ? 1 : 0

  name                 = local.name
  domain               = var.domain
  certificate_arn      = aws_acm_certificate_validation.shop[0].certificate_arn
  web_acl_arn          = module.waf[0].arn
  load_balancer_domain = local.origin_domain
  page_domain          = module.s3.page.domain
  waiting_room_domain  = one(module.api_gateway_vwr[*].domain)
}

module "route53" {
  source = "../route53"
  count  = var.cloudfront ? 1 : 0

  zone_id      = var.zone_id
  domain       = var.domain
  distribution = module.cloudfront[0].distribution
}
