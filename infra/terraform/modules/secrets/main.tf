# Under the names that ExternalSecrets ask for: shared, identity, one for each service with records, redis, edge-redis and kafka; and receivers,
# which a person fills in, since only a person knows where alerts are to go. Passwords are drawn once and then left alone; rotating one is a
# version that a person or a job adds, as is the mail server of identity (docs/OPERATIONS.md).
locals {
  servers = { redis = "reservation", edge-redis = "edge", kafka = "holdfast" }
  users   = merge({ for service in var.database_services : "mysql-${service}" => service }, local.servers)
  secrets = setunion(keys(local.users), ["identity", "receivers", "shared"])
}

data "aws_secretsmanager_random_password" "this" {
  for_each = setunion(keys(local.users), ["secret", "serviceSecret", "identity"])

  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets

  name                    = "${var.prefix}${each.key}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.protected ? 30 : 7
}

resource "aws_secretsmanager_secret_version" "user" {
  for_each = local.users

  secret_id = aws_secretsmanager_secret.this[each.key].id
  secret_string = jsonencode({
    username = each.value
    password = data.aws_secretsmanager_random_password.this[each.key].random_password
  })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_secretsmanager_secret_version" "shared" {
  secret_id = aws_secretsmanager_secret.this["shared"].id
  secret_string = jsonencode({
    for name in ["secret", "serviceSecret"] : name => data.aws_secretsmanager_random_password.this[name].random_password
  })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

# What signs access tokens is known to one service.
resource "aws_secretsmanager_secret_version" "identity" {
  secret_id     = aws_secretsmanager_secret.this["identity"].id
  secret_string = jsonencode({ secret = data.aws_secretsmanager_random_password.this["identity"].random_password })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

# MSK takes only secrets with this prefix, encrypted by a key of one's own.
resource "aws_secretsmanager_secret" "msk" {
  name                    = "AmazonMSK_${var.name}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.protected ? 30 : 7
}

resource "aws_secretsmanager_secret_version" "msk" {
  secret_id     = aws_secretsmanager_secret.msk.id
  secret_string = aws_secretsmanager_secret_version.user["kafka"].secret_string
}

data "aws_iam_policy_document" "msk" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.msk.arn]

    principals {
      type        = "Service"
      identifiers = ["kafka.amazonaws.com"]
    }
  }
}

resource "aws_secretsmanager_secret_policy" "msk" {
  secret_arn = aws_secretsmanager_secret.msk.arn
  policy     = data.aws_iam_policy_document.msk.json
}
