variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Who is called."
  type        = string
}

