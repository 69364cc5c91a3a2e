output "redis" {
  description = "User and password of Redis."
  value       = jsondecode(aws_secretsmanager_secret_version.user["redis"].secret_string)
  sensitive   = true
}

output "msk_secret_arn" {
  description = "What MSK reads."
  value       = aws_secretsmanager_secret_version.msk.arn
}

