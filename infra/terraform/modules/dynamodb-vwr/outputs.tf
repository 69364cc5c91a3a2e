output "tables" {
  description = "Their names."
  value       = { counters = aws_dynamodb_table.counters.name, positions = aws_dynamodb_table.positions.name }
}

output "arns" {
  description = "Both tables."
  value       = [aws_dynamodb_table.counters.arn, aws_dynamodb_table.positions.arn]
}

