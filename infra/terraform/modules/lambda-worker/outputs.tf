output "arn" {
  description = "The function."
  value       = aws_lambda_function.this.arn
}

