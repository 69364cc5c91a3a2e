# MySQL for the records of catalog, order and payment. What is committed is on disk, in two zones where `multi_az` says so.
resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-mysql"
  description = "MySQL, for pods alone"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "mysql" {
  security_group_id = aws_security_group.this.id
  description       = "MySQL from pods"
  cidr_ipv4         = var.app_cidr
  ip_protocol       = "tcp"
  from_port         = 3306
  to_port           = 3306
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  family      = "mysql8.4"

  dynamic "parameter" {
    for_each = {
      # An acknowledged order survives a power loss.
      innodb_flush_log_at_trx_commit = "1"
      sync_binlog                    = "1"
      # The services read what is committed, and lock what they change.
      transaction_isolation    = "READ-COMMITTED"
      innodb_lock_wait_timeout = "5"
      require_secure_transport = "ON"
      character_set_server     = "utf8mb4"
      collation_server         = "utf8mb4_0900_bin"
      max_connections          = tostring(var.max_connections)
    }

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "mysql"
  engine_version = "8.4"
  instance_class = var.instance_class

  storage_type          = "gp3"
  allocated_storage     = var.storage_gib
  max_allocated_storage = 4 * var.storage_gib
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  username                            = "administrator"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.kms_key_arn
  iam_database_authentication_enabled = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  publicly_accessible    = false
  multi_az               = var.multi_az

  backup_retention_period   = var.backup_days
  copy_tags_to_snapshot     = true
  deletion_protection       = var.protected
  skip_final_snapshot       = !var.protected
  final_snapshot_identifier = var.protected ? "${var.name}-last" : null

  # Not while people buy: three in the morning in Seoul, and never by itself in a sale.
  backup_window               = "18:00-18:30"
  maintenance_window          = "mon:19:00-mon:20:00"
  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = false
  apply_immediately           = false

  enabled_cloudwatch_logs_exports       = ["error", "slowquery"]
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
}

# Tuesday before dawn: a rotated password is seen when load opens new connections, so it does not fall into an evening sale.
resource "aws_secretsmanager_secret_rotation" "administrator" {
  secret_id          = aws_db_instance.this.master_user_secret[0].secret_arn
  rotate_immediately = false

  rotation_rules {
    schedule_expression = "cron(0 19 ? * MON *)"
    duration            = "2h"
  }
}

# Reads of reports, never of a sale: the services ask the primary.
resource "aws_db_instance" "replica" {
  count = var.replica ? 1 : 0

  identifier                      = "${var.name}-replica"
  replicate_source_db             = aws_db_instance.this.identifier
  instance_class                  = var.instance_class
  storage_encrypted               = true
  publicly_accessible             = false
  multi_az                        = false
  vpc_security_group_ids          = [aws_security_group.this.id]
  parameter_group_name            = aws_db_parameter_group.this.name
  auto_minor_version_upgrade      = true
  copy_tags_to_snapshot           = true
  deletion_protection             = var.protected
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["error", "slowquery"]
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
}
