terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }

  # The bucket is named at `terraform init`: -backend-config=bucket=NAME, from bootstrap.
  backend "s3" {
    key          = "staging/terraform.tfstate"
    region       = "ap-northeast-2"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = "ap-northeast-2"

  default_tags {
    tags = { project = "holdfast", environment = "staging" }
  }
}

# CloudFront, its certificates and its WAF are in this region, wherever the rest is.
provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = { project = "holdfast", environment = "staging" }
  }
}
