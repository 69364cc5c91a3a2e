output "api" {
  description = "The function that answers visitors."
  value       = { name = aws_lambda_function.this["api"].function_name, invoke_arn = aws_lambda_function.this["api"].invoke_arn }
}

