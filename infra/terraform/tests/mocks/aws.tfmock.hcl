mock_data "aws_region" {
  defaults = { region = "ap-northeast-2" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "000000000000" }
}

mock_data "aws_iam_policy_document" {
  defaults = { json = "{}" }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    domain_validation_options = [{
      domain_name           = "tickets.example.com"
      resource_record_name  = "_1.tickets.example.com"
      resource_record_type  = "CNAME"
      resource_record_value = "_2.acm-validations.aws"
    }]
  }
}

mock_resource "aws_db_instance" {
  defaults = {
    master_user_secret = [{ kms_key_id = "key", secret_arn = "secret", secret_status = "active" }]
  }
}

mock_resource "aws_api_gateway_stage" {
  defaults = { invoke_url = "https://api.execute-api.ap-northeast-2.amazonaws.com/vwr-api" }
}
