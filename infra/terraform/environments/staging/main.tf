module "environment" {
  source = "../../modules/environment"

  providers = { aws = aws, aws.global = aws.global }

  environment     = "staging"
  protected       = false
  cidr            = "10.20.0.0/16"
  zones           = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
  domain          = "staging.tickets.example.com"
  zone_id         = var.zone_id
  admin_role_arns = var.admin_role_arns
  alarm_addresses = var.alarm_addresses
  cloudfront      = false
  log_days        = 30

  sizes = {
    node              = "t4g.medium"
    nodes             = 2
    mysql             = "db.t4g.small"
    mysql_gib         = 20
    mysql_connections = 300
    redis             = "cache.t4g.small"
    edge_redis        = "cache.t4g.micro"
    kafka             = "kafka.t3.small"
    kafka_gib         = 20
  }
}
