output "chart" {
  description = "What the values of the chart need to know: helm/values/eks-staging.yaml."
  value       = module.environment.chart
}
