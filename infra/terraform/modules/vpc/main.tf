# Five tiers in three zones. Only the public tier has a way in; the tiers of the engines have no way out either.
locals {
  # The order is the address plan: public has the first sixteenth of the network, which the gateway trusts as its proxies.
  tiers = ["public", "app", "db", "cache", "streaming"]

  subnets = {
    for pair in setproduct(range(length(local.tiers)), range(length(var.zones))) :
    "${local.tiers[pair[0]]}-${var.zones[pair[1]]}" => {
      tier = local.tiers[pair[0]]
      zone = var.zones[pair[1]]
      cidr = cidrsubnet(cidrsubnet(var.cidr, 4, pair[0]), 2, pair[1])
    }
  }

  # What Kubernetes' load balancer controller and Karpenter look for.
  tier_tags = {
    public = { "kubernetes.io/role/elb" = "1" }
    app    = { "karpenter.sh/discovery" = var.name }
  }

  nat_zones = var.nat_per_zone ? var.zones : [var.zones[0]]
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

# Nothing uses it, and without rules nothing can.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr
  map_public_ip_on_launch = false
  tags                    = merge({ Name = "${var.name}-${each.key}" }, lookup(local.tier_tags, each.value.tier, {}))
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"
  tags   = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.this["public-${each.key}"].id
  tags          = { Name = "${var.name}-${each.key}" }
}

# One table for each tier and zone; those of the engines stay without a route to anywhere else.
resource "aws_route_table" "this" {
  for_each = local.subnets

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-${each.key}" }
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_route" "public" {
  for_each = toset(var.zones)

  route_table_id         = aws_route_table.this["public-${each.key}"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route" "app" {
  for_each = toset(var.zones)

  route_table_id         = aws_route_table.this["app-${each.key}"].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.nat_per_zone ? each.key : var.zones[0]].id
}

resource "aws_flow_log" "this" {
  vpc_id               = aws_vpc.this.id
  traffic_type         = "REJECT"
  log_destination_type = "s3"
  log_destination      = "${var.log_bucket_arn}/flow/"
}
