mock_provider "aws" {
  override_during = plan
  source          = "./mocks"
}

mock_provider "aws" {
  alias           = "global"
  override_during = plan
  source          = "./mocks"
}

variables {
  zone_id         = "Z000000000000"
  admin_role_arns = ["arn:aws:iam::000000000000:role/admin"]
  alarm_addresses = ["operators@example.com"]
}

run "staging" {
  command = plan

  module {
    source = "../environments/staging"
  }
}

run "prod" {
  command = plan

  module {
    source = "../environments/prod"
  }
}

run "bootstrap" {
  command = plan

  variables {
    state_bucket = "holdfast-state"
    repository   = "owner/holdfast"
  }

  module {
    source = "../bootstrap"
  }
}

run "two_zones_are_refused" {
  command = plan

  variables {
    name           = "holdfast-test"
    cidr           = "10.0.0.0/16"
    zones          = ["ap-northeast-2a", "ap-northeast-2b"]
    nat_per_zone   = false
    log_bucket_arn = "arn:aws:s3:::logs"
  }

  module {
    source = "../modules/vpc"
  }

  expect_failures = [var.zones]
}

# The chart's values have the same addresses: helm/values/eks-prod.yaml.
run "the_gateway_trusts_the_public_tier" {
  command = plan

  module {
    source = "../environments/prod"
  }

  assert {
    condition     = output.chart.trusted_proxies == "10.30.0.0/20"
    error_message = "edge.trustedProxies of the chart has other addresses"
  }
}

# Nothing sets these images yet: what has no code is not built. Here their modules are planned all the same.
run "with_a_waiting_room_and_a_worker" {
  command = plan

  variables {
    environment        = "test"
    protected          = true
    cidr               = "10.40.0.0/16"
    zones              = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
    domain             = "tickets.example.com"
    cloudfront         = true
    log_days           = 30
    worker_image       = "000000000000.dkr.ecr.ap-northeast-2.amazonaws.com/worker@sha256:0"
    waiting_room_image = "000000000000.dkr.ecr.ap-northeast-2.amazonaws.com/waiting-room@sha256:0"

    sizes = {
      node              = "t4g.medium"
      nodes             = 2
      mysql             = "db.t4g.small"
      mysql_gib         = 20
      mysql_connections = 300
      redis             = "cache.t4g.small"
      edge_redis        = "cache.t4g.micro"
      kafka             = "kafka.t3.small"
      kafka_gib         = 20
    }
  }

  module {
    source = "../modules/environment"
  }

  providers = {
    aws        = aws
    aws.global = aws.global
  }
}
