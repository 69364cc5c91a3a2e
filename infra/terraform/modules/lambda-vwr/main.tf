# The two functions of the waiting room: one answers visitors, the other lets the next ones in every minute.
locals {
  functions = {
    api     = { concurrency = var.concurrency, timeout = 5 }
    advance = { concurrency = 1, timeout = 60 }
  }
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
    resources = var.table_arns
  }

  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]
  }
}

resource "aws_iam_role" "this" {
  name               = "${var.name}-waiting-room"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "this" {
  name   = "tables"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(["AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess"])

  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key == "AWSXRayDaemonWriteAccess" ? "" : "service-role/"}${each.key}"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.functions

  name              = "/aws/lambda/${var.name}-waiting-room-${each.key}"
  retention_in_days = 365
  kms_key_id        = var.kms_key_arn
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name                  = "${var.name}-waiting-room-${each.key}"
  role                           = aws_iam_role.this.arn
  package_type                   = "Image"
  image_uri                      = var.image
  architectures                  = ["arm64"]
  memory_size                    = 256
  timeout                        = each.value.timeout
  reserved_concurrent_executions = each.value.concurrency
  kms_key_arn                    = var.kms_key_arn

  image_config {
    command = [each.key]
  }

  environment {
    variables = { COUNTERS = var.tables.counters, POSITIONS = var.tables.positions }
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.this]
}

resource "aws_cloudwatch_event_rule" "advance" {
  name                = "${var.name}-waiting-room-advance"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "advance" {
  rule = aws_cloudwatch_event_rule.advance.name
  arn  = aws_lambda_function.this["advance"].arn
}

resource "aws_lambda_permission" "advance" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["advance"].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.advance.arn
}
