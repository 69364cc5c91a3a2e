variable "zone_id" {
  description = "The zone of the shop's name in Route 53."
  type        = string
}

variable "admin_role_arns" {
  description = "The roles of people who administer the cluster."
  type        = list(string)
}

variable "alarm_addresses" {
  description = "Who gets mail of alarms."
  type        = list(string)
}
