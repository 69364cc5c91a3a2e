# One environment out of the other modules. What differs between staging and production is in its variables; what must not differ is in
# the modules.
module "s3" {
  source = "../s3"

  name        = local.name
  kms_key_arn = aws_kms_key.this.arn
  protected   = var.protected
  log_days    = var.log_days
}

module "vpc" {
  source = "../vpc"

  name           = local.name
  cidr           = var.cidr
  zones          = var.zones
  nat_per_zone   = var.protected
  log_bucket_arn = module.s3.logs.arn
}

module "vpc_endpoints" {
  source = "../vpc-endpoints"

  name            = local.name
  vpc_id          = module.vpc.id
  vpc_cidr        = module.vpc.cidr
  subnet_ids      = module.vpc.subnet_ids.app
  route_table_ids = module.vpc.route_table_ids
}

module "secrets" {
  source = "../secrets"

  name        = local.name
  prefix      = "holdfast/${var.environment}/"
  kms_key_arn = aws_kms_key.this.arn
  protected   = var.protected
  database_services = [
    # each service with a database, by `cargo xtask services`:
    # | "@name@",
    "catalog",
    "order",
    "payment",
    "identity",
    # end of services
  ]
}

module "monitoring" {
  source = "../monitoring"

  name            = local.name
  kms_key_arn     = aws_kms_key.this.arn
  alarm_addresses = var.alarm_addresses
}

module "eks" {
  source = "../eks"

  name                  = local.name
  kubernetes_version    = "1.34"
  subnet_ids            = module.vpc.subnet_ids.app
  kms_key_arn           = aws_kms_key.this.arn
  deletion_protection   = var.protected
  admin_role_arns       = var.admin_role_arns
  system_instance_types = [var.sizes.node]
  system_nodes          = var.sizes.nodes
}

module "iam" {
  source = "../iam"

  name           = local.name
  cluster_name   = module.eks.name
  node_role_arn  = module.eks.node_role_arn
  secret_prefix  = "holdfast/${var.environment}/"
  kms_key_arn    = aws_kms_key.this.arn
  log_bucket_arn = module.s3.logs.arn
  prometheus_arn = module.monitoring.prometheus_arn
}

module "sqs" {
  source = "../sqs"

  name            = local.name
  kms_key_arn     = aws_kms_key.this.arn
  alarm_topic_arn = module.monitoring.alarm_topic_arn
}

module "lambda_worker" {
  source = "../lambda-worker"
  count  = var.worker_image == null ? 0 : 1

  name        = local.name
  vpc_id      = module.vpc.id
  subnet_ids  = module.vpc.subnet_ids.app
  kms_key_arn = aws_kms_key.this.arn
  queue_arn   = module.sqs.arn
  image       = var.worker_image
}
