{{/* How a new version replaces the old one: dict root, component. */}}
{{- define "holdfast.strategy.rolling" -}}
type: RollingUpdate
rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
{{- end }}

{{/* For whatever handles messages: a member of the new version takes a share of them, as an instance would that was added. */}}
{{- define "holdfast.strategy.canary" -}}
canary:
  canaryService: {{ .component.full }}-preview
  maxSurge: 1
  maxUnavailable: 0
  steps:
    - setWeight: 25
    - analysis:
        {{- include "holdfast.analysisRun" (dict "root" .root "component" .component "count" 5 "interval" "10s") | nindent 8 }}
    - setWeight: 50
    - pause: {duration: 60s}
    - setWeight: 100
    - analysis:
        {{- include "holdfast.analysisRun" (dict "root" .root "component" .component "count" 5 "interval" "60s") | nindent 8 }}
{{- end }}

{{/* For what handles no messages: the whole new version stands ready beside the old one, and takes over at once. */}}
{{- define "holdfast.strategy.blueGreen" -}}
blueGreen:
  activeService: {{ .component.full }}
  previewService: {{ .component.full }}-preview
  autoPromotionEnabled: true
  scaleDownDelaySeconds: 60
  prePromotionAnalysis:
    {{- include "holdfast.analysisRun" (dict "root" .root "component" .component "count" 5 "interval" "10s") | nindent 4 }}
  postPromotionAnalysis:
    {{- include "holdfast.analysisRun" (dict "root" .root "component" .component "count" 5 "interval" "60s") | nindent 4 }}
{{- end }}

{{/* The gateway has no metrics of its own, so what it fronts is measured. */}}
{{- define "holdfast.analysisRun" -}}
templates:
  - templateName: {{ include "holdfast.name" .root }}-health
  - templateName: {{ include "holdfast.name" .root }}-smoke
args:
  - {name: service, value: {{ eq .component.name "gateway" | ternary "catalog" .component.name }}}
  {{- if eq .component.name "gateway" }}
  # All versions: there is nothing to tell them apart by.
  - {name: hash, value: ""}
  {{- else }}
  - {name: hash, valueFrom: {podTemplateHashValue: Latest}}
  {{- end }}
  - {name: preview, value: "{{ .component.full }}-preview:{{ .component.port }}"}
  - {name: path, value: {{ .component.smoke }}}
  - {name: count, value: {{ .count | quote }}}
  - {name: interval, value: {{ .interval }}}
{{- end }}
