output "domain" {
  description = "The origin of CloudFront."
  value       = split("/", aws_api_gateway_stage.this.invoke_url)[2]
}

