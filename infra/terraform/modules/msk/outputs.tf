output "brokers" {
  description = "What engines.kafka.brokers of the chart is."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

