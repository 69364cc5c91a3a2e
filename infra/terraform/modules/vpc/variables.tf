variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "cidr" {
  description = "The network, a /16."
  type        = string

  validation {
    condition     = endswith(var.cidr, "/16")
    error_message = "The address plan needs a /16."
  }
}

variable "zones" {
  description = "Three availability zones: Kafka and Multi-AZ need as many."
  type        = list(string)

  validation {
    condition     = length(distinct(var.zones)) == 3
    error_message = "There have to be three different zones."
  }
}

variable "nat_per_zone" {
  description = "A way out in each zone, instead of one that all share."
  type        = bool
}

variable "log_bucket_arn" {
  description = "Where refused connections are noted."
  type        = string
}
