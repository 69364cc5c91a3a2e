output "security_group_id" {
  description = "What the Ingress names as its group."
  value       = aws_security_group.this.id
}

output "certificate_arn" {
  description = "What edge.certificateArn of the chart is."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

