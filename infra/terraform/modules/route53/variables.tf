variable "zone_id" {
  description = "The zone of the name."
  type        = string
}

variable "domain" {
  description = "The name of the shop."
  type        = string
}

variable "distribution" {
  description = "Where it leads to."
  type        = object({ domain = string, zone_id = string })
}

