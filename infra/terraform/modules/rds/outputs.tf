output "host" {
  description = "What engines.mysql.host of the chart is."
  value       = aws_db_instance.this.address
}

