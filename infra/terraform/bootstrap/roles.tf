# Each workflow has a role of its own, and each role one kind of run that may take it: the subject of the token says which.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  roles = {
    images          = { subjects = ["ref:refs/heads/main"], policy = data.aws_iam_policy_document.images.json }
    terraform-plan  = { subjects = ["pull_request"], policy = data.aws_iam_policy_document.state.json }
    terraform-apply = { subjects = ["environment:staging", "environment:prod"], policy = data.aws_iam_policy_document.state.json }
    load            = { subjects = ["ref:refs/heads/main"], policy = data.aws_iam_policy_document.load.json }
    compose         = { subjects = ["environment:compose"], policy = data.aws_iam_policy_document.compose.json }
  }
}

data "aws_iam_policy_document" "assume" {
  for_each = local.roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [for subject in each.value.subjects : "repo:${var.repository}:${subject}"]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = "holdfast-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.assume[each.key].json
  max_session_duration = 7200
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles

  name   = each.key
  role   = aws_iam_role.this[each.key].id
  policy = each.value.policy
}

# A plan reads everything, an apply makes it.
resource "aws_iam_role_policy_attachment" "this" {
  for_each = { terraform-plan = "ReadOnlyAccess", terraform-apply = "AdministratorAccess" }

  role       = aws_iam_role.this[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
