# One key for all that an environment keeps.
data "aws_caller_identity" "this" {}

data "aws_region" "this" {}

locals {
  name    = "holdfast-${var.environment}"
  account = data.aws_caller_identity.this.account_id
  region  = data.aws_region.this.region
}

data "aws_iam_policy_document" "key" {
  # The account decides by its own policies who may use the key.
  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${local.account}:root"]
    }
  }

  # Services that write without a role of ours: logs, alarms, flow logs.
  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type = "Service"
      identifiers = [
        "cloudfront.amazonaws.com", "cloudwatch.amazonaws.com", "delivery.logs.amazonaws.com", "logs.${local.region}.amazonaws.com",
      ]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "All that ${local.name} keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.this.key_id
}
