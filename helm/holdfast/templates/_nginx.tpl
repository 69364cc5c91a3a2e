{{/* nginx in Kubernetes: the same files as in compose, below names of Services. They are headless, so each pod is an upstream of its own. */}}
{{- define "holdfast.nginx" -}}
# Not by the processors of the node, of which the gateway has two.
worker_processes 2;
pid /tmp/nginx.pid;
error_log stderr warn;
# Streams have no end of their own.
worker_shutdown_timeout 15s;

events {
    worker_connections 16384;
}

http {
    client_body_temp_path /tmp/body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    # For rooms.conf: there are few rooms, and each takes a kilobyte or two.
    proxy_cache_path /tmp/rooms keys_zone=rooms:1m max_size=16m inactive=1m use_temp_path=off;
    include http.conf;
    access_log /dev/stdout holdfast;
    {{- if .Values.edge.rateLimits }}
    include rates.conf;
    {{- end }}
    include callers-ignored.conf;

    # Limits are per buyer, and not per load balancer: its word on where a request came from is believed, and no one else's.
    {{- range .Values.edge.trustedProxies }}
    set_real_ip_from {{ . }};
    {{- end }}

    resolver {{ .Values.network.dnsService }} valid=5s ipv6=off;
    {{- range $name, $c := include "holdfast.components" . | fromYaml }}
    {{- if ne $name "gateway" }}
    upstream {{ $name }} {
        zone {{ $name }} 64k;
        server {{ $c.full }}.{{ $.Release.Namespace }}.svc.cluster.local:{{ $c.port }} max_fails=3 fail_timeout=5s resolve;
        keepalive 64;
    }
    upstream {{ $name }}-streams {
        zone {{ $name }}-streams 64k;
        server {{ $c.full }}.{{ $.Release.Namespace }}.svc.cluster.local:{{ $c.port }} max_fails=0 resolve;
    }
    {{- end }}
    {{- end }}

    server {
        listen {{ .Values.gateway.port }};
        root /usr/share/holdfast/page;
        set $openapi /usr/share/holdfast/openapi/holdfast.json;
        include shop.conf;
    }
    # For the kubelet and the load balancer alone.
    server {
        listen 8090;
        access_log off;
        location = /healthz { return 200 ok; }
        location / { return 404; }
    }
}
{{- end }}
