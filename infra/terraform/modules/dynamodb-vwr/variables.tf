variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "protected" {
  description = "Whether the tables refuse to be deleted."
  type        = bool
}

