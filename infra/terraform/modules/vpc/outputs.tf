output "id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Its addresses."
  value       = aws_vpc.this.cidr_block
}

output "subnet_ids" {
  description = "The subnets of each tier."
  value = {
    for tier in local.tiers :
    tier => [for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.tier == tier]
  }
}

output "app_cidr" {
  description = "The addresses of nodes and pods."
  value       = cidrsubnet(var.cidr, 4, index(local.tiers, "app"))
}

output "public_cidr" {
  description = "The addresses of the load balancer."
  value       = cidrsubnet(var.cidr, 4, index(local.tiers, "public"))
}

output "route_table_ids" {
  description = "All route tables, for gateway endpoints."
  value       = [for table in aws_route_table.this : table.id]
}
