output "prometheus_arn" {
  description = "Where samples are kept."
  value       = aws_prometheus_workspace.this.arn
}

output "remote_write_url" {
  description = "Where Prometheus sends samples."
  value       = "${aws_prometheus_workspace.this.prometheus_endpoint}api/v1/remote_write"
}

output "alarm_topic_arn" {
  description = "Where alarms go."
  value       = aws_sns_topic.alarms.arn
}

