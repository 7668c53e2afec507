{{- define "gazette.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "gazette.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "gazette.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gazette.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "gazette.name" .) }}
{{- end }}

{{- define "gazette.claim" -}}
{{ .Values.persistence.existingClaim | default (include "gazette.name" .) }}
{{- end }}

{{- define "gazette.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "gazette.pullSecrets" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The restricted Pod Security Standard. */}}
{{- define "gazette.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
# Otherwise the owner of every file of the history is set at each start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "gazette.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* With ReadWriteOnce, all pods of the volume are on one node: that of the web server. */}}
{{- define "gazette.affinity" -}}
{{- if and .Values.web.enabled (eq .Values.persistence.accessMode "ReadWriteOnce") }}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "gazette.selector" . | nindent 12 }}
            app.kubernetes.io/component: web
{{- end }}
{{- end }}

{{/* The kinds of snapshots. Listing, and nothing else. */}}
{{- define "gazette.rules" -}}
- apiGroups: ['']
  resources:
    - endpoints
    - events
{{- if .cluster }}
    - namespaces
    - nodes
{{- end }}
    - persistentvolumeclaims
{{- if .cluster }}
    - persistentvolumes
{{- end }}
    - pods
    - replicationcontrollers
    - resourcequotas
    - services
  verbs: [list]
- apiGroups: [apps]
  resources: [daemonsets, deployments, replicasets, statefulsets]
  verbs: [list]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [list]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
- apiGroups: [extensions, networking.k8s.io]
  resources: [ingresses]
  verbs: [list]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways, grpcroutes, httproutes]
  verbs: [list]
{{- if .cluster }}
- apiGroups: [metrics.k8s.io]
  resources: [nodes]
  verbs: [list]
{{- end }}
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [list]
{{- if .cluster }}
- apiGroups: [storage.k8s.io]
  resources: [storageclasses, volumeattachments]
  verbs: [list]
{{- end }}
{{- range .customResources }}
{{- $parts := regexSplit "\\." . 2 }}
- apiGroups: [{{ index $parts 1 | quote }}]
  resources: [{{ index $parts 0 | quote }}]
  verbs: [list]
{{- end }}
{{- end }}

{{- define "gazette.customResources" -}}
{{- $all := .Values.config.customResources | default list }}
{{- range .Values.config.clusters }}
{{- if .inCluster }}{{ $all = concat $all (.customResources | default list) }}{{ end }}
{{- end }}
{{- $all | uniq | toJson }}
{{- end }}

{{/* Behind oauth2-proxy, only the proxy of the same pod reaches the pages. */}}
{{- define "gazette.nginx" -}}
worker_processes 1;
pid /tmp/nginx.pid;
error_log stderr warn;
events {
  worker_connections 1024;
}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  access_log off;
  server_tokens off;
  sendfile on;
  charset utf-8;
  gzip on;
  gzip_min_length 1000;
  gzip_types text/css text/csv text/markdown text/plain application/javascript application/json application/xml application/atom+xml image/svg+xml;

  server {
    listen {{ eq .Values.web.access.mode "oauth2-proxy" | ternary "127.0.0.1:8080" "8080" }};
    root /data/site;
    absolute_redirect off;
    error_page 404 /404.html;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-cache;
    {{- if eq .Values.web.access.mode "basic" }}
    auth_basic "Gazette";
    auth_basic_user_file /users/htpasswd;
    {{- end }}

    # Names of files that are being written.
    location ~ /\. {
      return 404;
    }
    location = /-/state.json {
      return 404;
    }
    location ^~ /-/staging/ {
      return 404;
    }
    # Their names are digests of their bytes.
    location ^~ /_astro/ {
      add_header X-Content-Type-Options nosniff always;
      add_header Cache-Control "public, max-age=31536000, immutable";
    }
  }
  server {
    listen 8081;
    location = /live {
      return 200;
    }
    location = /ready {
      if (!-f /data/site/index.html) {
        return 503;
      }
      return 200;
    }
  }
}
{{- end }}
