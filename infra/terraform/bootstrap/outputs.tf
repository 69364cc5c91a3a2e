output "role_arns" {
  description = "What the variables of the repository on GitHub are: AWS_IMAGES_ROLE, AWS_TERRAFORM_PLAN_ROLE and so on."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "state_bucket" {
  description = "TERRAFORM_STATE_BUCKET."
  value       = aws_s3_bucket.state.bucket
}
