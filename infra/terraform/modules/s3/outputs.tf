output "page" {
  description = "The bucket of the page."
  value       = { arn = aws_s3_bucket.this["page"].arn, domain = aws_s3_bucket.this["page"].bucket_regional_domain_name }
}

output "logs" {
  description = "The bucket of logs."
  value       = { arn = aws_s3_bucket.this["logs"].arn, name = aws_s3_bucket.this["logs"].bucket }
}

