output "url" {
  description = "The shop."
  value       = "https://${var.domain}"
}
