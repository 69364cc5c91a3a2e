variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Where it runs."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "The key of the queue, of logs and of its settings."
  type        = string
}

variable "queue_arn" {
  description = "What it consumes."
  type        = string
}

variable "image" {
  description = "Its image in ECR, by digest."
  type        = string
}

