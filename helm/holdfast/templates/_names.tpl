{{/* What things are called, and the components: all services and the gateway, each with its defaults filled in. */}}

{{- define "holdfast.name" -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* What selects the pods of a component: dict root, name. */}}
{{- define "holdfast.selector" -}}
app.kubernetes.io/name: holdfast
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "holdfast.labels" -}}
{{ include "holdfast.selector" . }}
app.kubernetes.io/part-of: holdfast
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* As YAML: the name of each enabled component, and all of it. */}}
{{- define "holdfast.components" -}}
{{- $all := dict }}
{{- range $name, $given := merge (dict "gateway" .Values.gateway) .Values.services }}
{{- $component := mergeOverwrite (deepCopy $.Values.defaults) (deepCopy $given) }}
{{- if $component.enabled }}
{{- $_ := set $all $name (merge (dict "name" $name "full" (printf "%s-%s" (include "holdfast.name" $) $name)) $component) }}
{{- end }}
{{- end }}
{{- toYaml $all }}
{{- end }}

{{/* Where a service is called by others, which is to say all addresses of that name: dict root, name, component. */}}
{{- define "holdfast.internalUrl" -}}
dns+http://{{ include "holdfast.name" .root }}-{{ .name }}-internal:{{ .component.internalPort }}
{{- end }}

{{- define "holdfast.image" -}}
{{- $image := .image }}
{{- if $image.digest }}{{ $image.repository }}@{{ $image.digest }}{{ else }}{{ $image.repository }}:{{ $image.tag }}{{ end }}
{{- end }}

{{/* Whether an autoscaler decides how many pods there are: dict root, component. Then no manifest may. */}}
{{- define "holdfast.isScaled" -}}
{{- if and (ne .root.Values.autoscaling.provider "none") (gt (int .component.replicas.max) (int .component.replicas.min)) }}yes{{ end }}
{{- end }}

{{- define "holdfast.target" -}}
apiVersion: {{ eq .kind "rollout" | ternary "argoproj.io/v1alpha1" "apps/v1" }}
kind: {{ eq .kind "rollout" | ternary "Rollout" "Deployment" }}
name: {{ .full }}
{{- end }}
