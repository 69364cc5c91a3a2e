variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "app_cidr" {
  description = "Where the gateway's pods are."
  type        = string
}

variable "behind_cloudfront" {
  description = "Whether CloudFront is in front of it."
  type        = bool
}

variable "domain" {
  description = "The name that its certificate is for."
  type        = string
}

variable "zone_id" {
  description = "The zone of that name."
  type        = string
}

