variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "prefix" {
  description = "What the names of secrets begin with, such as holdfast/prod/."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "database_services" {
  description = "The services with records, each with a user of its own."
  type        = list(string)
}

variable "protected" {
  description = "Whether a deleted secret can be had back for a month."
  type        = bool
}

