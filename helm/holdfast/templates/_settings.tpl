{{/* The contents of a component's ConfigMap: dict root, component. */}}
{{- define "holdfast.config" -}}
{{- if eq .component.name "gateway" -}}
kubernetes.conf: |
  {{- include "holdfast.nginx" .root | nindent 2 }}
{{- else -}}
{{- include "holdfast.settings" . }}
{{- end }}
{{- end }}

{{/* The settings of a service that are no secrets. What the chart owns wins over `config`, which _checks.tpl refuses to overlap. */}}
{{- define "holdfast.settings" -}}
{{- $root := .root }}{{- $c := .component }}{{- $values := .root.Values }}
{{- $settings := dict
  "HOLDFAST_LISTEN" (printf "0.0.0.0:%d" (int $c.port))
  "HOLDFAST_INTERNAL_LISTEN" (printf "0.0.0.0:%d" (int $c.internalPort))
  "HOLDFAST_DRAIN_DELAY_MS" (mul (int $c.drainSeconds) 1000 | toString)
  "HOLDFAST_RATE_LIMITS" ($values.edge.rateLimits | ternary "on" "off")
  "HOLDFAST_PROXIES" (join "," $values.network.podCidrs)
  "HOLDFAST_CONNECTIONS_PER_ADDRESS" "25000"
  "KAFKA_BROKERS" (join "," $values.engines.kafka.brokers)
  "KAFKA_SECURITY_PROTOCOL" $values.engines.kafka.protocol
  "KAFKA_REPLICATION" ($values.engines.kafka.replication | toString)
  "KAFKA_PARTITIONS" ($values.engines.kafka.partitions | toString)
  "KAFKA_SESSION_TIMEOUT_MS" "6000"
  "LOG_FORMAT" "json" }}
{{- if hasPrefix "sasl" $values.engines.kafka.protocol }}
{{- $_ := set $settings "KAFKA_SASL_MECHANISM" $values.engines.kafka.mechanism }}
{{- end }}
{{- if and $values.edge.host (eq $c.name "identity") }}
{{- $_ := set $settings "HOLDFAST_PUBLIC_ORIGIN" (printf "https://%s" $values.edge.host) }}
{{- end }}
{{- with $values.engines.kafka.region }}
{{- $_ := set $settings "AWS_REGION" . }}
{{- end }}
{{- if $values.engines.kafka.ca.configMap }}
{{- $_ := set $settings "KAFKA_SSL_CA" (printf "/etc/holdfast/ca/kafka/%s" $values.engines.kafka.ca.key) }}
{{- end }}
{{- if $values.telemetry.otlp }}
{{- $_ := set $settings "OTEL_EXPORTER_OTLP_ENDPOINT" $values.telemetry.otlp }}
{{- $_ := set $settings "HOLDFAST_TRACE_WRITES" ($values.telemetry.writes | toString) }}
{{- $_ := set $settings "HOLDFAST_TRACE_READS" ($values.telemetry.reads | toString) }}
{{- end }}
{{- $all := include "holdfast.components" $root | fromYaml }}
{{- range $c.calls }}
{{- $url := include "holdfast.internalUrl" (dict "root" $root "name" . "component" (get $all .)) }}
{{- $_ := set $settings (printf "HOLDFAST_%s_URL" (upper . | replace "-" "_")) $url }}
{{- end }}
{{- merge $settings (include "holdfast.secretSettings" . | fromYaml) $c.config | toYaml }}
{{- end }}

{{/* External Secrets fills in user and password; both may have letters that mean something in a URL. */}}
{{- define "holdfast.databaseUrl" -}}
{{- $mysql := .root.Values.engines.mysql -}}
mysql://{{ `{{ .username | urlquery }}:{{ .password | urlquery }}` }}@{{ $mysql.host }}:{{ $mysql.port }}/holdfast_{{ .name }}?ssl-mode={{ eq $mysql.tls "verify-identity" | ternary "VERIFY_IDENTITY" "PREFERRED" }}
{{- if $mysql.ca.configMap }}&ssl-ca=/etc/holdfast/ca/mysql/{{ $mysql.ca.key }}{{ end }}
{{- end }}

{{/* Of the seats, or of the edge: dict redis, its part of the values. */}}
{{- define "holdfast.redisUrl" -}}
{{- $redis := .redis -}}
{{ $redis.tls | ternary "rediss" "redis" }}{{ $redis.cluster | ternary "+cluster" "" }}://{{ `{{ .username | urlquery }}:{{ .password | urlquery }}` }}@{{ $redis.host }}:{{ $redis.port }}
{{- end }}
