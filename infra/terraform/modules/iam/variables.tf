variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "cluster_name" {
  description = "The cluster whose pods get these roles."
  type        = string
}

variable "node_role_arn" {
  description = "What Karpenter gives to new nodes."
  type        = string
}

variable "secret_prefix" {
  description = "The secrets of this environment, such as holdfast/prod/."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of secrets and logs."
  type        = string
}

variable "log_bucket_arn" {
  description = "Where Loki keeps logs."
  type        = string
}

variable "prometheus_arn" {
  description = "Where Prometheus sends samples."
  type        = string
}

