output "redis" {
  description = "User and password of the Redis of the seats."
  value       = jsondecode(aws_secretsmanager_secret_version.user["redis"].secret_string)
  sensitive   = true
}

output "edge_redis" {
  description = "User and password of the Redis of the edge."
  value       = jsondecode(aws_secretsmanager_secret_version.user["edge-redis"].secret_string)
  sensitive   = true
}

output "msk_secret_arn" {
  description = "What MSK reads."
  value       = aws_secretsmanager_secret_version.msk.arn
}

