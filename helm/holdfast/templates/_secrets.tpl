{{/*
What is secret, and how a process gets it: as files, which it reads again where they are used (docs/adr/0068). What all services share stands
in Secrets of its own, so that all have a new one at the same time.
*/}}

{{/* Each Secret of a service by its name, and its keys, each a file of that name. As YAML. Argument: dict root, component. */}}
{{- define "holdfast.secrets" -}}
{{- $own := dict "database" (list "DATABASE_URL") "seats" (list "REDIS_URL") }}
{{ include "holdfast.sharedSecret" .root }}: {{ include "holdfast.sharedKeys" .root | fromYaml | keys | sortAlpha | toJson }}
{{- with get $own .component.store }}
{{ $.component.full }}: {{ toJson . }}
{{- end }}
{{- if eq .component.name "identity" }}
{{ include "holdfast.identitySecret" .root }}: {{ include "holdfast.identityKeys" .root | fromYaml | keys | sortAlpha | toJson }}
{{- end }}
{{- if .root.Values.engines.edgeRedis.enabled }}
{{ include "holdfast.edgeRedisSecret" .root }}: [HOLDFAST_EDGE_REDIS_URL]
{{- end }}
{{- if include "holdfast.kafkaLogin" .root }}
{{ include "holdfast.kafkaSecret" .root }}: [KAFKA_SASL_PASSWORD]
{{- end }}
{{- end }}

{{/* The keys of the Secret of all services, and the property that each is in the store. As YAML. Argument: the root. */}}
{{- define "holdfast.sharedKeys" -}}
HOLDFAST_SECRET: secret
HOLDFAST_SERVICE_SECRET: serviceSecret
{{- if .Values.secrets.operatorToken }}
HOLDFAST_OPERATOR_TOKEN: operatorToken
{{- end }}
{{- end }}

{{/* The same of what identity alone knows: who can sign access tokens can be anyone. Argument: the root. */}}
{{- define "holdfast.identityKeys" -}}
HOLDFAST_IDENTITY_SECRET: secret
{{- if .Values.secrets.bootstrapToken }}
HOLDFAST_BOOTSTRAP_TOKEN: bootstrapToken
{{- end }}
{{- if .Values.secrets.smtp }}
HOLDFAST_SMTP_URL: smtpUrl
{{- end }}
{{- end }}

{{- define "holdfast.identitySecret" -}}
{{ include "holdfast.name" . }}-identity-secrets
{{- end }}

{{- define "holdfast.edgeRedisSecret" -}}
{{ include "holdfast.name" . }}-edge-redis
{{- end }}

{{- define "holdfast.sharedSecret" -}}
{{ include "holdfast.name" . }}-shared
{{- end }}

{{- define "holdfast.kafkaSecret" -}}
{{ include "holdfast.name" . }}-kafka
{{- end }}

{{/* Whether the brokers ask for a user and a password. Argument: the root. */}}
{{- define "holdfast.kafkaLogin" -}}
{{- $kafka := .Values.engines.kafka }}
{{- if and (hasPrefix "sasl" $kafka.protocol) (ne $kafka.mechanism "AWS_MSK_IAM") }}yes{{ end }}
{{- end }}

{{- define "holdfast.secretFolder" -}}/etc/holdfast/secrets{{- end }}

{{/* The settings that name the files: dict root, component. */}}
{{- define "holdfast.secretSettings" -}}
{{- range $keys := include "holdfast.secrets" . | fromYaml }}
{{- range $keys }}
{{ . }}_FILE: {{ include "holdfast.secretFolder" $ }}/{{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* One folder out of all of them. Not by `subPath`, whose files never change: dict root, component. */}}
{{- define "holdfast.secretVolume" -}}
name: secrets
projected:
  # 0440: for the group of the pod, which is the process's own.
  defaultMode: 288
  sources:
    {{- range $name, $keys := include "holdfast.secrets" . | fromYaml }}
    - secret:
        name: {{ $name }}
        items:
          {{- range $keys }}
          - {key: {{ . }}, path: {{ . }}}
          {{- end }}
    {{- end }}
{{- end }}

{{/* What a process reads only when it starts. Reloader restarts it when that changes, and not for other secrets: dict root, component. */}}
{{- define "holdfast.readOnce" -}}
{{- if and .root.Values.reloader .component.internalPort }}
{{- $secrets := list }}
{{- if include "holdfast.kafkaLogin" .root }}{{- $secrets = append $secrets (include "holdfast.kafkaSecret" .root) }}{{- end }}
{{- if eq .component.name "identity" }}{{- $secrets = append $secrets (include "holdfast.identitySecret" .root) }}{{- end }}
{{- with $secrets }}
secret.reloader.stakater.com/reload: {{ join "," . }}
{{- end }}
{{- with .root.Values.engines.kafka.ca.configMap }}
configmap.reloader.stakater.com/reload: {{ . }}
{{- end }}
{{- end }}
{{- end }}
