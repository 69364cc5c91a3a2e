variable "repositories" {
  description = "One for each image."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

