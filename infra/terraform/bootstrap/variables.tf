variable "state_bucket" {
  description = "A name that no other bucket has."
  type        = string
}

variable "repository" {
  description = "The repository whose workflows get these roles, such as owner/holdfast."
  type        = string
}
