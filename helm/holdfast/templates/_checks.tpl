{{/* What would render and not work, or work and be dangerous, is refused with a sentence. The schema has refused unknown keys and wrong types before. */}}
{{- define "holdfast.checks" -}}
{{- $all := include "holdfast.components" . | fromYaml }}
{{- include "holdfast.checks.images" . }}
{{- include "holdfast.checks.engines" . }}
{{- include "holdfast.checks.edge" . }}
{{- include "holdfast.checks.autoscaling" . }}
{{- include "holdfast.checks.connections" (dict "root" . "all" $all) }}
{{- range $name, $c := $all }}
{{- include "holdfast.checks.component" (dict "root" $ "name" $name "component" $c "all" $all) }}
{{- if $c.internalPort }}{{ include "holdfast.checks.config" (dict "root" $ "name" $name "component" $c) }}{{ end }}
{{- end }}
{{- end }}

{{- define "holdfast.checks.images" -}}
{{- range $where, $image := dict "image" .Values.image "gateway.image" .Values.gateway.image }}
{{- if not $image.repository }}{{ fail (printf "%s.repository is required" $where) }}{{ end }}
{{- if and (not $image.digest) (not $.Values.demo) }}{{ fail (printf "%s.digest is required: a tag can be moved to another image (demo: true accepts a tag)" $where) }}{{ end }}
{{- if and (not $image.digest) (not $image.tag) }}{{ fail (printf "%s needs a digest or a tag" $where) }}{{ end }}
{{- end }}
{{- end }}

{{- define "holdfast.checks.engines" -}}
{{- $engines := .Values.engines }}{{- $secrets := .Values.secrets }}
{{- if not $engines.kafka.brokers }}{{ fail "engines.kafka.brokers is required" }}{{ end }}
{{- if not .Values.demo }}
{{- if ne $engines.mysql.tls "verify-identity" }}{{ fail "engines.mysql.tls must be verify-identity outside a demo" }}{{ end }}
{{- if not $engines.redis.tls }}{{ fail "engines.redis.tls must be true outside a demo" }}{{ end }}
{{- if not $engines.edgeRedis.tls }}{{ fail "engines.edgeRedis.tls must be true outside a demo" }}{{ end }}
{{- if not (has $engines.kafka.protocol (list "ssl" "sasl_ssl")) }}{{ fail "engines.kafka.protocol must be ssl or sasl_ssl outside a demo" }}{{ end }}
{{- if not $engines.mysql.maxConnections }}{{ fail "engines.mysql.maxConnections is required: the pools of all pods together must fit" }}{{ end }}
{{- end }}
{{- if and (eq $engines.kafka.mechanism "AWS_MSK_IAM") (not (and (eq $engines.kafka.protocol "sasl_ssl") $engines.kafka.region)) }}{{ fail "engines.kafka.protocol: sasl_ssl and engines.kafka.region are required with engines.kafka.mechanism: AWS_MSK_IAM" }}{{ end }}
{{- with $engines.edgeRedis }}
{{- if and .enabled .host (eq .host $engines.redis.host) (eq (int .port) (int $engines.redis.port)) }}{{ fail "engines.edgeRedis is engines.redis: that of the seats may forget nothing, and a flood of requests must not reach it" }}{{ end }}
{{- if and .enabled (not .host) (or (eq $secrets.provider "external") (eq $.Values.network.policy "cilium")) }}{{ fail "engines.edgeRedis.host is required with secrets.provider: external, and with network.policy: cilium" }}{{ end }}
{{- end }}
{{- if eq $secrets.provider "external" }}
{{- if not $secrets.store.name }}{{ fail "secrets.store.name is required with secrets.provider: external" }}{{ end }}
{{- if not (and $engines.mysql.host $engines.redis.host) }}{{ fail "engines.mysql.host and engines.redis.host are required with secrets.provider: external" }}{{ end }}
{{- end }}
{{- end }}

{{- define "holdfast.checks.edge" -}}
{{- $edge := .Values.edge }}{{- $network := .Values.network }}
{{- if eq $edge.mode "alb" }}
{{- if not (and $edge.host $edge.certificateArn) }}{{ fail "edge.host and edge.certificateArn are required with edge.mode: alb" }}{{ end }}
{{- if not $edge.trustedProxies }}{{ fail "edge.trustedProxies is required with edge.mode: alb: without it all buyers share the few addresses of the load balancer, and its limits" }}{{ end }}
{{- if or (le (int $edge.idleSeconds) 15) (ge (int $edge.idleSeconds) 75) }}{{ fail "edge.idleSeconds must be above 15, the heartbeat of streams, and below 75, the keep-alive of the gateway" }}{{ end }}
{{- end }}
{{- if and (eq $edge.mode "gatewayApi") (not (and $edge.host $edge.parent.name $edge.parent.namespace)) }}{{ fail "edge.host and edge.parent are required with edge.mode: gatewayApi" }}{{ end }}
{{- if and (eq $network.policy "kubernetes") (not (or $network.engineCidrs $network.enginePods)) }}{{ fail "network.engineCidrs is required with network.policy: kubernetes: everything else is denied" }}{{ end }}
{{- if and (eq $network.policy "cilium") (not (and .Values.engines.mysql.host .Values.engines.redis.host)) }}{{ fail "engines.mysql.host and engines.redis.host are required with network.policy: cilium: everything else is denied" }}{{ end }}
{{- end }}

{{- define "holdfast.checks.autoscaling" -}}
{{- $scaling := .Values.autoscaling }}
{{- if and $scaling.onSales (ne $scaling.provider "keda") }}{{ fail "autoscaling.onSales needs autoscaling.provider: keda" }}{{ end }}
{{- if and (eq $scaling.provider "keda") (not $scaling.prometheus) }}{{ fail "autoscaling.prometheus is required with autoscaling.provider: keda" }}{{ end }}
{{- end }}

{{/* While a version replaces another there is one pod more than the maximum, or twice as many. */}}
{{- define "holdfast.checks.connections" -}}
{{- $sum := 0 }}
{{- range $name, $c := .all }}
{{- if eq $c.store "database" }}
{{- $max := int $c.replicas.max }}
{{- $pods := eq $c.strategy "blueGreen" | ternary (mul $max 2) (add $max 1) }}
{{- $sum = add $sum (mul $pods (get $c.config "DATABASE_CONNECTIONS" | default "16" | int)) }}
{{- end }}
{{- end }}
{{- $limit := int .root.Values.engines.mysql.maxConnections }}
{{- if and $limit (gt (int $sum) $limit) }}{{ fail (printf "the services may open %d connections to MySQL, which allows %d: lower replicas.max or DATABASE_CONNECTIONS" $sum $limit) }}{{ end }}
{{- end }}

{{- define "holdfast.checks.component" -}}
{{- $c := .component }}{{- $name := .name }}
{{- if gt (int $c.replicas.min) (int $c.replicas.max) }}{{ fail (printf "%s: replicas.min is above replicas.max" $name) }}{{ end }}
{{- $partitions := int .root.Values.engines.kafka.partitions }}
{{- if and $c.consumes (gt (int $c.replicas.max) $partitions) }}{{ fail (printf "%s: replicas.max is above the %d partitions of a topic: further pods would be idle" $name $partitions) }}{{ end }}
{{- if ne (eq $c.kind "deployment") (eq $c.strategy "rolling") }}{{ fail (printf "%s: a deployment is rolling, a rollout is canary or blueGreen" $name) }}{{ end }}
{{- if and $c.consumes (eq $c.strategy "blueGreen") }}{{ fail (printf "%s: blueGreen is not for a service that consumes messages: its preview would handle live ones" $name) }}{{ end }}
{{- if and (eq $c.kind "rollout") (not .root.Values.analysis.prometheus) }}{{ fail "analysis.prometheus is required where anything is a rollout" }}{{ end }}
{{- if lt (int $c.graceSeconds) (add (int $c.drainSeconds) 10) }}{{ fail (printf "%s: graceSeconds must be 10 above drainSeconds: a stop takes up to ten seconds" $name) }}{{ end }}
{{- if lt (int $c.drainSeconds) 6 }}{{ fail (printf "%s: drainSeconds must be 6 or more: the load balancer has to let go of a pod before it stops" $name) }}{{ end }}
{{- range $c.calls }}
{{- if not (hasKey $.all .) }}{{ fail (printf "%s calls %s, which is not enabled" $name .) }}{{ end }}
{{- end }}
{{- end }}

{{/* A setting that nothing reads would silently leave the default. */}}
{{- define "holdfast.checks.config" -}}
{{- $known := .root.Files.Get "files/settings.json" | fromJson }}
{{- $owned := include "holdfast.settings" (dict "root" .root "component" (set (deepCopy .component) "config" dict)) | fromYaml }}
{{- $names := keys .component.config }}
{{- range .component.extraEnv }}{{- $names = append $names .name }}{{- end }}
{{- if has "KAFKA_GROUP_INSTANCE" $names }}{{ fail (printf "%s: KAFKA_GROUP_INSTANCE needs pods with stable names; here it would leave partitions without a consumer" .name) }}{{ end }}
{{- range $setting, $value := .component.config }}
{{- if hasKey $known (printf "%s_FILE" $setting) }}{{ fail (printf "%s: %s is a secret, and does not belong into config" $.name $setting) }}{{ end }}
{{- if hasKey $owned $setting }}{{ fail (printf "%s: %s is set by the chart" $.name $setting) }}{{ end }}
{{- if not (has $.name (get $known $setting | default list)) }}{{ fail (printf "%s: it reads no setting %s" $.name $setting) }}{{ end }}
{{- if and (eq $setting "HOLDFAST_CALLER_HEADER") (eq $value "trust") }}{{ fail (printf "%s: %s=%s would let any caller act as another: here tokens name callers" $.name $setting $value) }}{{ end }}
{{- if not $.root.Values.demo }}
{{- if or (and (eq $setting "HOLDFAST_ANONYMOUS") (eq $value "open")) (hasPrefix "HOLDFAST_DEMO" $setting) }}{{ fail (printf "%s: %s=%s is for a demo: any caller could act as another" $.name $setting $value) }}{{ end }}
{{- end }}
{{- end }}
{{- end }}
