variable "name" {
  description = "What all of it is called."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "vpc_cidr" {
  description = "Its addresses."
  type        = string
}

variable "subnet_ids" {
  description = "Where the interfaces are: the tier of the pods."
  type        = list(string)
}

variable "route_table_ids" {
  description = "Whose routes lead to the gateways."
  type        = list(string)
}

