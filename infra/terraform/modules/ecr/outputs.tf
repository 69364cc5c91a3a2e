output "urls" {
  description = "Where to push to."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

