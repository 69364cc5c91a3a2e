variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "protected" {
  description = "Whether a bucket with files in it refuses to be deleted."
  type        = bool
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
}

