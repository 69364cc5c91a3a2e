output "name" {
  description = "The cluster."
  value       = aws_eks_cluster.this.name
}

output "node_role_arn" {
  description = "The role of every node."
  value       = aws_iam_role.node.arn
}

output "security_group_id" {
  description = "The group of nodes and pods."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

