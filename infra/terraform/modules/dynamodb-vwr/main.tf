# The waiting room in front of everything: how many have come and how many were let in, and who has which position.
resource "aws_dynamodb_table" "counters" {
  name                        = "${var.name}-counters"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "eventId"
  deletion_protection_enabled = var.protected

  attribute {
    name = "eventId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}

resource "aws_dynamodb_table" "positions" {
  name                        = "${var.name}-positions"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "eventId"
  range_key                   = "visitorId"
  deletion_protection_enabled = var.protected

  attribute {
    name = "eventId"
    type = "S"
  }

  attribute {
    name = "visitorId"
    type = "S"
  }

  # Positions of a sale that is over go by themselves.
  ttl {
    enabled        = true
    attribute_name = "expiresAt"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
