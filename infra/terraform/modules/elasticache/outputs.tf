output "host" {
  description = "What engines.redis.host or engines.edgeRedis.host of the chart is."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

