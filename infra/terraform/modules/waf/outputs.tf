output "arn" {
  description = "What the distribution names."
  value       = aws_wafv2_web_acl.this.arn
}

