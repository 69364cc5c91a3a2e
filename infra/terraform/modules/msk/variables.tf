variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The tier of streaming, one subnet for each broker."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Two of three brokers have to acknowledge, so there have to be three."
  }
}

variable "app_cidr" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts it."
  type        = string
}

variable "kafka_version" {
  description = "Such as 3.9.x."
  type        = string
}

variable "instance_type" {
  description = "Such as kafka.t3.small."
  type        = string
}

variable "storage_gib" {
  description = "Of each broker."
  type        = number
}

variable "scram_secret_arn" {
  description = "User name and password of the services; its name begins with AmazonMSK_."
  type        = string
}

