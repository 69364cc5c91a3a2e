{{/* The pod of a component, for a Deployment and a Rollout alike: dict root, component. */}}
{{- define "holdfast.pod" -}}
{{- $root := .root }}{{- $c := .component }}
metadata:
  labels:
    {{- include "holdfast.labels" (dict "root" $root "name" $c.name) | nindent 4 }}
  annotations:
    # A change of the settings is a change of the pod, so it is rolled out.
    holdfast.dev/config: {{ include "holdfast.config" . | sha256sum | trunc 16 | quote }}
    {{- with $c.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ $c.full }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $c.graceSeconds }}
  securityContext:
    {{- toYaml $c.podSecurityContext | nindent 4 }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $c.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $c.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- include "holdfast.placement" . | nindent 2 }}
  {{- if and $c.initCommand (ne $root.Values.engines.kafka.mechanism "AWS_MSK_IAM") }}
  initContainers:
    - name: prepare
      {{- include "holdfast.container" (dict "root" $root "component" $c "command" $c.initCommand) | nindent 6 }}
  {{- end }}
  containers:
    - name: {{ $c.name }}
      {{- include "holdfast.container" (dict "root" $root "component" $c "command" $c.command) | nindent 6 }}
      ports:
        - {name: http, containerPort: {{ $c.port }}}
        {{- if $c.internalPort }}
        - {name: internal, containerPort: {{ $c.internalPort }}}
        {{- end }}
        {{- if eq $c.name "gateway" }}
        - {name: status, containerPort: 8090}
        {{- end }}
      {{- include "holdfast.probes" $c | nindent 6 }}
  volumes:
    {{- include "holdfast.volumes" . | nindent 4 }}
{{- end }}

{{/* What a container and its init container share: dict root, component, command. */}}
{{- define "holdfast.container" -}}
{{- $c := .component }}
{{- $image := $c.image | default .root.Values.image }}
image: {{ include "holdfast.image" (dict "image" $image) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
command: {{ .command | toJson }}
securityContext:
  {{- toYaml $c.securityContext | nindent 2 }}
resources:
  {{- toYaml $c.resources | nindent 2 }}
{{- if ne $c.name "gateway" }}
envFrom:
  - configMapRef: {name: {{ $c.full }}}
env:
  # Without it a service starts a thread for each processor of the node.
  - name: HOLDFAST_HTTP_THREADS
    valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: "1"}}
  {{- if include "holdfast.kafkaLogin" .root }}
  - name: KAFKA_SASL_USERNAME
    valueFrom: {secretKeyRef: {name: {{ include "holdfast.kafkaSecret" .root }}, key: KAFKA_SASL_USERNAME}}
  {{- end }}
  {{- with $c.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
volumeMounts:
  {{- include "holdfast.mounts" . | nindent 2 }}
{{- end }}

{{- define "holdfast.probes" -}}
{{- $status := eq .name "gateway" | ternary "status" "internal" }}
{{- $ready := eq .name "gateway" | ternary "/healthz" "/readyz" -}}
startupProbe:
  httpGet: {path: /healthz, port: {{ $status }}}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 75
livenessProbe:
  httpGet: {path: /healthz, port: {{ $status }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: {{ $ready }}, port: {{ $status }}}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- if eq .name "gateway" }}
# nginx stops accepting at once: the load balancer learns of the end first.
lifecycle:
  preStop: {sleep: {seconds: {{ .drainSeconds }}}}
{{- end }}
{{- end }}

{{/* Over zones strictly, over nodes if possible. Honor: a cordoned zone does not block a rollout. */}}
{{- define "holdfast.placement" -}}
{{- $labels := include "holdfast.selector" (dict "root" .root "name" .component.name) }}
{{- if ne .component.spread "none" }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: {{ .component.spread }}
    nodeTaintsPolicy: Honor
    matchLabelKeys: [{{ eq .component.kind "rollout" | ternary "rollouts-pod-template-hash" "pod-template-hash" }}]
    labelSelector:
      matchLabels:
        {{- $labels | nindent 8 }}
{{- end }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- $labels | nindent 14 }}
{{- end }}

{{- define "holdfast.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- if eq .component.name "gateway" }}
- name: settings
  configMap: {name: {{ .component.full }}}
{{- else }}
- {{ include "holdfast.secretVolume" . | nindent 2 | trim }}
{{- end }}
{{- range $engine, $settings := pick .root.Values.engines "mysql" "kafka" }}
{{- if $settings.ca.configMap }}
- name: ca-{{ $engine }}
  configMap: {name: {{ $settings.ca.configMap }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "holdfast.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if eq .component.name "gateway" }}
# Among the files of the image, because those include each other by their folder.
- {name: settings, mountPath: /etc/nginx/holdfast/kubernetes.conf, subPath: kubernetes.conf, readOnly: true}
{{- else }}
- {name: secrets, mountPath: {{ include "holdfast.secretFolder" . }}, readOnly: true}
{{- end }}
{{- range $engine, $settings := pick .root.Values.engines "mysql" "kafka" }}
{{- if $settings.ca.configMap }}
- {name: ca-{{ $engine }}, mountPath: /etc/holdfast/ca/{{ $engine }}, readOnly: true}
{{- end }}
{{- end }}
{{- end }}
