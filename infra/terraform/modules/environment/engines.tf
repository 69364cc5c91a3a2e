module "rds" {
  source = "../rds"

  name            = local.name
  vpc_id          = module.vpc.id
  subnet_ids      = module.vpc.subnet_ids.db
  app_cidr        = module.vpc.app_cidr
  kms_key_arn     = aws_kms_key.this.arn
  instance_class  = var.sizes.mysql
  storage_gib     = var.sizes.mysql_gib
  max_connections = var.sizes.mysql_connections
  multi_az        = var.protected
  protected       = var.protected
  backup_days     = var.protected ? 14 : 1
  replica         = false
}

module "elasticache" {
  source = "../elasticache"

  name        = local.name
  purpose     = "The seats of Holdfast"
  vpc_id      = module.vpc.id
  subnet_ids  = module.vpc.subnet_ids.cache
  app_cidr    = module.vpc.app_cidr
  kms_key_arn = aws_kms_key.this.arn
  node_type   = var.sizes.redis
  nodes       = 2
  when_full   = "noeviction"
  backup_days = var.protected ? 7 : 1
  username    = module.secrets.redis.username
  password    = module.secrets.redis.password
}

# A flood of requests reaches this one, so it is not that of the seats. It has a replica because every Redis here has.
module "edge_redis" {
  source = "../elasticache"

  name        = "${local.name}-edge"
  purpose     = "How often callers of Holdfast ask"
  vpc_id      = module.vpc.id
  subnet_ids  = module.vpc.subnet_ids.cache
  app_cidr    = module.vpc.app_cidr
  kms_key_arn = aws_kms_key.this.arn
  node_type   = var.sizes.edge_redis
  nodes       = 2
  when_full   = "allkeys-lru"
  backup_days = 0
  username    = module.secrets.edge_redis.username
  password    = module.secrets.edge_redis.password
}

module "msk" {
  source = "../msk"

  name             = local.name
  vpc_id           = module.vpc.id
  subnet_ids       = module.vpc.subnet_ids.streaming
  app_cidr         = module.vpc.app_cidr
  kms_key_arn      = aws_kms_key.this.arn
  kafka_version    = "3.9.x"
  instance_type    = var.sizes.kafka
  storage_gib      = var.sizes.kafka_gib
  scram_secret_arn = module.secrets.msk_secret_arn
}
