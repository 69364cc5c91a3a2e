{{/*
The values of a part of the platform: those of values.yaml, which may use what stands there, and over them whole files, which stay as they are:
`into` is where each belongs, `key` the part of it that is meant. Argument: dict root, app.
*/}}
{{- define "gitops.values" -}}
{{- $values := tpl (toYaml .app.values) .root | fromYaml }}
{{- range .app.files }}
{{- $content := $.root.Files.Get .file | fromYaml }}
{{- if not $content }}{{ fail (printf "%s is not there, or is no YAML" .file) }}{{ end }}
{{- if .key }}{{ $content = get $content .key }}{{ end }}
{{- range splitList "." .into | reverse }}{{ $content = dict . $content }}{{ end }}
{{- $values = mergeOverwrite $values $content }}
{{- end }}
{{- toYaml $values }}
{{- end }}
