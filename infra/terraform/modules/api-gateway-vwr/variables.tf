variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of its log."
  type        = string
}

variable "function" {
  description = "The function that answers."
  type        = object({ name = string, invoke_arn = string })
}

variable "requests_per_second" {
  description = "Beyond this visitors are asked to come back."
  type        = number
}

