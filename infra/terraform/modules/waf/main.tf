# Before everything else: too many requests of one address, and what AWS's lists know. The rules are JSON, in the form of the API, because
# their statements nest deeper than blocks do.
locals {
  visibility = { SampledRequestsEnabled = true, CloudWatchMetricsEnabled = true }

  limit = {
    Name             = "requests-per-address"
    Priority         = 0
    Action           = { Block = { CustomResponse = { ResponseCode = 429 } } }
    Statement        = { RateBasedStatement = { Limit = var.requests_per_five_minutes, AggregateKeyType = "IP" } }
    VisibilityConfig = merge(local.visibility, { MetricName = "requests-per-address" })
  }

  lists = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]

  managed = [
    for index, list in local.lists : {
      Name             = list
      Priority         = index + 1
      OverrideAction   = { None = {} }
      Statement        = { ManagedRuleGroupStatement = { VendorName = "AWS", Name = list } }
      VisibilityConfig = merge(local.visibility, { MetricName = list })
    }
  ]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "The shop, at CloudFront"
  scope       = "CLOUDFRONT"
  rule_json   = jsonencode(concat([local.limit], local.managed))

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
    metric_name                = var.name
  }
}

# WAF takes only groups with this prefix.
resource "aws_cloudwatch_log_group" "this" {
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = 365
}

# Only what was refused, and without the tokens of callers.
resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }
    }
  }

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }
}
