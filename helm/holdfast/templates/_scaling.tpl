{{/* Up at once, down slowly: a sale begins within seconds, and what it needed may be needed again. */}}
{{- define "holdfast.behavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - {type: Percent, value: 100, periodSeconds: 15}
    - {type: Pods, value: 4, periodSeconds: 15}
scaleDown:
  stabilizationWindowSeconds: {{ .scale.downSeconds }}
  policies:
    - {type: Pods, value: 1, periodSeconds: 60}
{{- end }}
