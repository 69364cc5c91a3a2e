# The roles of what runs in pods, by Pod Identity: each belongs to one service account, and may do what its policy says. Service accounts and
# namespaces are those of infra/gitops.
data "aws_region" "this" {}

data "aws_caller_identity" "this" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

locals {
  account = data.aws_caller_identity.this.account_id
  region  = data.aws_region.this.region
  policies = {
    "external-secrets"                 = { namespace = "external-secrets", json = data.aws_iam_policy_document.secrets.json }
    "aws-load-balancer-controller"     = { namespace = "kube-system", json = file("${path.module}/load-balancer-controller.json") }
    "karpenter"                        = { namespace = "kube-system", json = data.aws_iam_policy_document.karpenter.json }
    "loki"                             = { namespace = "observability", json = data.aws_iam_policy_document.loki.json }
    "kube-prometheus-stack-prometheus" = { namespace = "monitoring", json = data.aws_iam_policy_document.prometheus.json }
  }
}

resource "aws_iam_role" "pod" {
  for_each = local.policies

  name               = "${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "pod" {
  for_each = local.policies

  name   = each.key
  role   = aws_iam_role.pod[each.key].id
  policy = each.value.json
}

resource "aws_eks_pod_identity_association" "pod" {
  for_each = local.policies

  cluster_name    = var.cluster_name
  namespace       = each.value.namespace
  service_account = each.key
  role_arn        = aws_iam_role.pod[each.key].arn
}
