variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The tier of databases."
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

variable "instance_class" {
  description = "Such as db.t4g.medium."
  type        = string
}

variable "storage_gib" {
  description = "To begin with; it grows to four times that."
  type        = number
}

variable "max_connections" {
  description = "More than all pods together may open, which the chart checks."
  type        = number
}

variable "multi_az" {
  description = "A standby in another zone that has every commit."
  type        = bool
}

variable "protected" {
  description = "Whether it refuses to be deleted, and leaves a snapshot if it is after all."
  type        = bool
}

variable "backup_days" {
  description = "How far back it can be restored."
  type        = number
}

variable "replica" {
  description = "One more server, for reports."
  type        = bool
}

