variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "purpose" {
  description = "What is in it."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The tier of caches."
  type        = list(string)
}

variable "app_cidr" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "node_type" {
  description = "Such as cache.t4g.small."
  type        = string
}

variable "nodes" {
  description = "A primary and its replicas, in different zones."
  type        = number
}

variable "when_full" {
  description = "What happens at the limit of memory: noeviction, or allkeys-lru where everything may be forgotten."
  type        = string
}

variable "backup_days" {
  description = "How many daily snapshots are kept; 0 for none."
  type        = number
}

variable "username" {
  description = "Whom services connect as."
  type        = string
}

variable "password" {
  description = "Of that user."
  type        = string
  sensitive   = true
}

