variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kubernetes_version" {
  description = "The minor version, such as 1.34."
  type        = string
}

variable "subnet_ids" {
  description = "The tier of nodes and pods."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "The key of secrets, disks and logs."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be deleted."
  type        = bool
}

variable "admin_role_arns" {
  description = "The roles of people who administer it."
  type        = list(string)
}

variable "system_instance_types" {
  description = "Of the first nodes, arm64."
  type        = list(string)
}

variable "system_nodes" {
  description = "How many of them, two or more."
  type        = number
}

