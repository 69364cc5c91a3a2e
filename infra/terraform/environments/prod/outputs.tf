output "chart" {
  description = "What the values of the chart need to know: helm/values/eks-prod.yaml."
  value       = module.environment.chart
}
