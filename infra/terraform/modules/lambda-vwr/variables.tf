variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of tables, logs and settings."
  type        = string
}

variable "image" {
  description = "The image of both functions in ECR, by digest."
  type        = string
}

variable "concurrency" {
  description = "How many visitors are answered at once."
  type        = number
}

variable "tables" {
  description = "Their names."
  type        = object({ counters = string, positions = string })
}

variable "table_arns" {
  description = "Both tables."
  type        = list(string)
}

