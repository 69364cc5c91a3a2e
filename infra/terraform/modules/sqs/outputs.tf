output "arn" {
  description = "The queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "Where to send to."
  value       = aws_sqs_queue.this.url
}

