output "chart" {
  description = "What the values of the chart need to know."
  value = {
    mysql           = module.rds.host
    redis           = module.elasticache.host
    edge_redis      = module.edge_redis.host
    kafka           = module.msk.brokers
    certificate_arn = module.alb.certificate_arn
    remote_write    = module.monitoring.remote_write_url
    trusted_proxies = module.vpc.public_cidr
    interruptions   = module.iam.interruption_queue
  }
}

output "kms_key_arn" {
  description = "The key of this environment."
  value       = aws_kms_key.this.arn
}
