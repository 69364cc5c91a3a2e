variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "domain" {
  description = "The name of the shop."
  type        = string
}

variable "certificate_arn" {
  description = "For that name, in us-east-1."
  type        = string
}

variable "web_acl_arn" {
  description = "What refuses requests before they get here."
  type        = string
}

variable "load_balancer_domain" {
  description = "Where the load balancer answers, by HTTPS."
  type        = string
}

variable "page_domain" {
  description = "The bucket of the page."
  type        = string
}

variable "waiting_room_domain" {
  description = "The API of the waiting room; null where there is none."
  type        = string
  default     = null
}
