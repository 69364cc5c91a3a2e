output "security_group_id" {
  description = "The group of all interfaces."
  value       = aws_security_group.this.id
}

