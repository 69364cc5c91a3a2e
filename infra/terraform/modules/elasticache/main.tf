# One Redis: that of the seats, which may never evict, because a key that is gone is a seat that is free; or that of the edge, which may forget.
# A failover may lose the last writes, which the fence of reservation notices and a rebuild from the ledger repairs.
resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-redis"
  description = "Redis, for pods alone"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "redis" {
  security_group_id = aws_security_group.this.id
  description       = "Redis from pods"
  cidr_ipv4         = var.app_cidr
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
}

resource "aws_elasticache_parameter_group" "this" {
  name   = "${var.name}-redis7"
  family = "redis7"

  parameter {
    name  = "maxmemory-policy"
    value = var.when_full
  }
}

# Services connect as one user, and need no command that changes the server.
resource "aws_elasticache_user" "services" {
  user_id       = "${var.name}-services"
  user_name     = var.username
  engine        = "redis"
  access_string = "on ~holdfast:* &* +@all -@dangerous +info"

  authentication_mode {
    type      = "password"
    passwords = [var.password]
  }
}

# Every group needs a default user; this one may do nothing.
resource "aws_elasticache_user" "default" {
  user_id       = "${var.name}-default"
  user_name     = "default"
  engine        = "redis"
  access_string = "off -@all"

  authentication_mode {
    type = "no-password-required"
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "redis"
  user_ids      = [aws_elasticache_user.default.user_id, aws_elasticache_user.services.user_id]
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = var.purpose
  engine               = "redis"
  engine_version       = "7.1"
  node_type            = var.node_type
  num_cache_clusters   = var.nodes
  port                 = 6379

  automatic_failover_enabled = var.nodes > 1
  multi_az_enabled           = var.nodes > 1
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.this.id]
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn

  snapshot_retention_limit   = var.backup_days
  snapshot_window            = var.backup_days > 0 ? "18:00-19:00" : null
  maintenance_window         = "mon:19:00-mon:20:00"
  auto_minor_version_upgrade = true
  apply_immediately          = false
}
