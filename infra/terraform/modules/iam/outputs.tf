output "role_arns" {
  description = "The role of each service account."
  value       = { for name, role in aws_iam_role.pod : name => role.arn }
}

output "interruption_queue" {
  description = "What Karpenter listens to."
  value       = aws_sqs_queue.interruptions.name
}

