{{/* Who may reach whom inside the release, once, for both kinds of policy. As YAML under `edges`: from, to, port. */}}
{{- define "holdfast.reach" -}}
{{- $edges := list }}
{{- $all := include "holdfast.components" . | fromYaml }}
{{- range $name, $c := $all }}
{{- if ne $name "gateway" }}{{- $edges = append $edges (dict "from" "gateway" "to" $name "port" $c.port) }}{{- end }}
{{- if eq $c.kind "rollout" }}{{- $edges = append $edges (dict "from" "smoke" "to" $name "port" $c.port) }}{{- end }}
{{- range $c.calls }}{{- $edges = append $edges (dict "from" $name "to" . "port" (get $all .).internalPort) }}{{- end }}
{{- end }}
{{- with $all.order }}{{- $edges = append $edges (dict "from" "verify" "to" "order" "port" .internalPort) }}{{- end }}
{{- dict "edges" $edges | toYaml }}
{{- end }}

{{/* All that has a policy: the components, and what runs now and then. As YAML under `names`. */}}
{{- define "holdfast.members" -}}
{{- $names := list }}
{{- range (include "holdfast.reach" . | fromYaml).edges }}{{- $names = append $names .from }}{{- $names = append $names .to }}{{- end }}
{{- dict "names" ($names | uniq | sortAlpha) | toYaml }}
{{- end }}

{{/* The engines that a component speaks to, as YAML under `engines`: host and port of each. Argument: dict root, component. */}}
{{- define "holdfast.engines" -}}
{{- $engines := .root.Values.engines }}
{{- $found := list }}
{{- if .component.internalPort }}
{{- range $engines.kafka.brokers }}{{- $found = append $found (dict "host" (splitList ":" . | first) "port" (splitList ":" . | last | int)) }}{{- end }}
{{- if eq .component.store "database" }}{{- $found = append $found (pick $engines.mysql "host" "port") }}{{- end }}
{{- if eq .component.store "seats" }}{{- $found = append $found (pick $engines.redis "host" "port") }}{{- end }}
{{- if $engines.edgeRedis.enabled }}{{- $found = append $found (pick $engines.edgeRedis "host" "port") }}{{- end }}
{{- end }}
{{- dict "engines" $found | toYaml }}
{{- end }}

{{/* Whether a component logs in to the brokers by its role, whose keys EKS Pod Identity gives on its node: dict root, component. */}}
{{- define "holdfast.asksForKeys" -}}
{{- if and .component.internalPort (eq .root.Values.engines.kafka.mechanism "AWS_MSK_IAM") }}yes{{ end }}
{{- end }}

{{- define "holdfast.keyAgent" -}}169.254.170.23/32{{- end }}
