module "environment" {
  source = "../../modules/environment"

  providers = { aws = aws, aws.global = aws.global }

  environment     = "prod"
  protected       = true
  cidr            = "10.30.0.0/16"
  zones           = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
  domain          = "tickets.example.com"
  zone_id         = var.zone_id
  admin_role_arns = var.admin_role_arns
  alarm_addresses = var.alarm_addresses
  cloudfront      = true
  log_days        = 400

  sizes = {
    node              = "m7g.large"
    nodes             = 3
    mysql             = "db.m7g.large"
    mysql_gib         = 100
    mysql_connections = 600
    redis             = "cache.m7g.large"
    edge_redis        = "cache.t4g.small"
    kafka             = "kafka.m7g.large"
    kafka_gib         = 200
  }
}

# Both environments run the same images, so their registry is here.
module "ecr" {
  source = "../../modules/ecr"

  repositories = ["holdfast", "holdfast-gateway"]
  kms_key_arn  = module.environment.kms_key_arn
}
