# All binaries and the gateway, from the sources and nothing else:
#   docker build --target service .    holdfast, and a binary for each service, in one small image
#   docker build --target gateway .    nginx with the page and the API description
# Stages follow from what changes rarely to what changes often. No syntax of newer builders is needed.

ARG RUST_IMAGE=rust:1.95-bookworm
ARG NODE_IMAGE=node:20-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot
ARG NGINX_IMAGE=nginxinc/nginx-unprivileged:1.28-bookworm
# The image that runs has no OpenSSL, so it is compiled into Kafka's client; rustls serves Redis and MySQL. Empty: linked to the system's.
# Here and not in a stage, because older builders do not hand an argument on from one stage to the next: the second one would then build
# everything again and without OpenSSL, without a warning.
ARG FEATURES=vendored-openssl

# --- the page -------------------------------------------------------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS page
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
COPY contracts/openapi/ /src/contracts/openapi/
RUN npm run build

# --- what cargo needs to know of the workspace to build its dependencies: manifests, and empty sources --------------------------------
FROM ${RUST_IMAGE} AS hollow
WORKDIR /src
COPY . .
RUN sh infra/images/hollow.sh

# --- dependencies: built again only when a manifest or the lock file has changed, because only these are copied -------------------------
FROM ${RUST_IMAGE} AS dependencies
WORKDIR /src
ARG FEATURES
# The image that runs has no libz, which would be linked to where the image that builds has it.
ENV LIBZ_SYS_STATIC=1
ENV CARGO_TERM_COLOR=never
COPY --from=hollow /src/ ./
RUN sh infra/images/build.sh

# --- the binaries -------------------------------------------------------------------------------------------------------------------------
FROM dependencies AS binaries
ARG FEATURES
COPY . .
COPY --from=page /src/web/dist/ /src/web/dist/
ENV HOLDFAST_WEB_DIST=/src/web/dist
# Cargo compares times, and the empty sources are younger than the real ones.
RUN find contracts crates services tools -name '*.rs' -exec touch {} + \
 && sh infra/images/build.sh \
 && mkdir -p /out/bin /out/data \
 && find target/release -maxdepth 1 -type f -executable -name 'holdfast*' -exec cp -t /out/bin/ {} +

# --- what runs: no shell, no package manager, no user's account, nothing that needs to be written ------------------------------------------
FROM ${RUNTIME_IMAGE} AS service
COPY --from=binaries /out/bin/ /usr/local/bin/
# For `holdfast`, which keeps everything in its data folder. The separate services write nothing.
COPY --from=binaries --chown=65532:65532 /out/data/ /data/
USER 65532:65532
ENV HOLDFAST_DATA=/data LOG_FORMAT=json
EXPOSE 8080
CMD ["/usr/local/bin/holdfast", "--listen", "0.0.0.0:8080"]

# --- the proxy, with the page -------------------------------------------------------------------------------------------------------------
FROM ${NGINX_IMAGE} AS gateway
COPY infra/nginx/ /etc/nginx/holdfast/
COPY contracts/openapi/holdfast.json /usr/share/holdfast/openapi/holdfast.json
COPY --from=page /src/web/dist/ /usr/share/holdfast/page/
# For the health check: every one of our binaries can probe, and this is the smallest.
COPY --from=binaries /out/bin/holdfast-payment /usr/local/bin/
USER 101:101
EXPOSE 8080
CMD ["sh", "/etc/nginx/holdfast/start.sh"]
