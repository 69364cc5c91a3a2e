output "distribution" {
  description = "Where the name of the shop leads to."
  value       = { domain = aws_cloudfront_distribution.this.domain_name, zone_id = aws_cloudfront_distribution.this.hosted_zone_id }
}

output "arn" {
  description = "The distribution."
  value       = aws_cloudfront_distribution.this.arn
}

