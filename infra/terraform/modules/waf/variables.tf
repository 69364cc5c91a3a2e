variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "requests_per_five_minutes" {
  description = "Of one address; a school or an office shares one."
  type        = number
}

