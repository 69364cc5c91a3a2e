variable "environment" {
  description = "staging or prod."
  type        = string
}

variable "protected" {
  description = "Whether it survives the loss of a zone and a mistake: Multi-AZ, deletion protection, snapshots, a NAT gateway in each zone."
  type        = bool
}

variable "cidr" {
  description = "The network, a /16; the chart's values name its parts."
  type        = string
}

variable "zones" {
  description = "Three availability zones."
  type        = list(string)
}

variable "domain" {
  description = "The name of the shop."
  type        = string
}

variable "zone_id" {
  description = "The zone of that name in Route 53."
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

variable "cloudfront" {
  description = "Whether CloudFront and WAF are in front."
  type        = bool
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
}

variable "sizes" {
  description = "How large the parts are."
  type = object({
    node              = string
    nodes             = number
    mysql             = string
    mysql_gib         = number
    mysql_connections = number
    redis             = string
    edge_redis        = string
    kafka             = string
    kafka_gib         = number
  })
}

variable "worker_image" {
  description = "The image that delivers notifications, by digest; null while there is none."
  type        = string
  default     = null
}

variable "waiting_room_image" {
  description = "The image of the waiting room's functions, by digest; null while there is none."
  type        = string
  default     = null
}
