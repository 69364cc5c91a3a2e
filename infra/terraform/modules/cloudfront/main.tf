# Three origins: the load balancer for everything, the bucket for the page's files, and the waiting room where there is one.
locals {
  load_balancer = "load-balancer"
  page          = "page"
  waiting_room  = "waiting-room"
}

data "aws_cloudfront_cache_policy" "this" {
  for_each = toset(["CachingDisabled", "CachingOptimized"])

  name = "Managed-${each.key}"
}

data "aws_cloudfront_origin_request_policy" "this" {
  for_each = toset(["AllViewer", "AllViewerExceptHostHeader"])

  name = "Managed-${each.key}"
}

data "aws_cloudfront_response_headers_policy" "security" {
  name = "Managed-SecurityHeadersPolicy"
}

# One answer to a path, for as long as the service says: neither cookies nor headers nor the query make another one. It has no words in any language;
# if it had, `Accept-Language` would have to be among the headers here. What it answers with
# `no-store`, such as a visitor's own place, is not kept, because the least time is zero.
resource "aws_cloudfront_cache_policy" "rooms" {
  name        = "${var.name}-rooms"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 60

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip   = false
    enable_accept_encoding_brotli = false

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

resource "aws_cloudfront_origin_access_control" "page" {
  name                              = "${var.name}-page"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  enabled         = true
  is_ipv6_enabled = true
  comment         = var.name
  aliases         = [var.domain]
  http_version    = "http2and3"
  price_class     = "PriceClass_200"
  web_acl_id      = var.web_acl_arn

  origin {
    origin_id   = local.load_balancer
    domain_name = var.load_balancer_domain

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      # Streams send a heartbeat every 15 seconds.
      origin_read_timeout      = 60
      origin_keepalive_timeout = 60
    }
  }

  origin {
    origin_id                = local.page
    domain_name              = var.page_domain
    origin_access_control_id = aws_cloudfront_origin_access_control.page.id
  }

  dynamic "origin" {
    for_each = var.waiting_room_domain == null ? [] : [var.waiting_room_domain]

    content {
      origin_id   = local.waiting_room
      domain_name = origin.value

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }

  # The API and the page itself. It answers with its own cache headers and ETags, and a seat map is never older than a second.
  default_cache_behavior {
    target_origin_id         = local.load_balancer
    viewer_protocol_policy   = "redirect-to-https"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = data.aws_cloudfront_cache_policy.this["CachingDisabled"].id
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.this["AllViewer"].id
    compress                 = true
  }

  # The rooms in front of sales, the same for every visitor: however many ask, the load balancer hears of one a second. Entering a room is below
  # the same path, and is never kept.
  ordered_cache_behavior {
    path_pattern             = "/api/waiting-room/events*"
    target_origin_id         = local.load_balancer
    viewer_protocol_policy   = "redirect-to-https"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = aws_cloudfront_cache_policy.rooms.id
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.this["AllViewer"].id
  }

  # Files with a digest in their name.
  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = local.page
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = data.aws_cloudfront_cache_policy.this["CachingOptimized"].id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.security.id
    compress                   = true
  }

  dynamic "ordered_cache_behavior" {
    for_each = var.waiting_room_domain == null ? [] : [var.waiting_room_domain]

    content {
      path_pattern             = "/vwr-api/*"
      target_origin_id         = local.waiting_room
      viewer_protocol_policy   = "https-only"
      allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods           = ["GET", "HEAD"]
      cache_policy_id          = data.aws_cloudfront_cache_policy.this["CachingDisabled"].id
      origin_request_policy_id = data.aws_cloudfront_origin_request_policy.this["AllViewerExceptHostHeader"].id
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
