# The product and the gateway, from the sources and nothing else:
#   docker build --target service .    holdfast, which is also each service by that service's name, in one small image
#   docker build --target gateway .    nginx with the page and the API description
# Stages follow from what changes rarely to what changes often. It needs a builder that knows cache mounts: BuildKit, or buildah.

# What they are is their digest, of an index of several architectures; the tag is for the reader.
ARG RUST_IMAGE=rust:1.95-bookworm@sha256:6258907abe69656e41cd992e0b705cdcfabcbbe3db374f92ed2d47121282d4a1
ARG NODE_IMAGE=node:20-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f
ARG NGINX_IMAGE=nginxinc/nginx-unprivileged:1.30.5-alpine@sha256:4714e0b1b2577eaa1a6131d07c958b67f0eb68e6d0521e90c6e5287db8cf0bc5
# The image that runs has no OpenSSL, so it is compiled into Kafka's client; rustls serves Redis and MySQL. Empty: linked to the system's.
# Here and not in a stage, because older builders do not hand an argument on from one stage to the next: the second one would then build
# everything again and without OpenSSL, without a warning.
ARG FEATURES=vendored-openssl
# Of the release, and of the commit.
ARG VERSION=dev
ARG REVISION=unknown

# --- the page -------------------------------------------------------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS page
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
COPY clients/typescript/package.json /src/clients/typescript/
RUN --mount=type=cache,id=holdfast-npm,target=/root/.npm npm ci --no-audit --no-fund
COPY clients/typescript/ /src/clients/typescript/
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
# It writes into each binary which crates it is made of: scanners and bills of materials read that.
RUN --mount=type=cache,id=holdfast-cargo,target=/usr/local/cargo/registry,sharing=locked \
    cargo install --quiet --locked --version 0.7.7 cargo-auditable
WORKDIR /src
ARG FEATURES
# The image that runs has no libz, which would be linked to where the image that builds has it.
ENV LIBZ_SYS_STATIC=1
ENV CARGO_TERM_COLOR=never
COPY --from=hollow /src/ ./
RUN --mount=type=cache,id=holdfast-cargo,target=/usr/local/cargo/registry,sharing=locked sh infra/images/build.sh

# --- the binary --------------------------------------------------------------------------------------------------------------------------
FROM dependencies AS binaries
ARG FEATURES
ARG VERSION
ARG REVISION
COPY . .
COPY --from=page /src/web/dist/ /src/web/dist/
ENV HOLDFAST_WEB_DIST=/src/web/dist
ENV HOLDFAST_VERSION=${VERSION} HOLDFAST_REVISION=${REVISION}
# Cargo compares times, and the empty sources are younger than the real ones.
RUN --mount=type=cache,id=holdfast-cargo,target=/usr/local/cargo/registry,sharing=locked \
    find clients contracts crates services tools -name '*.rs' -exec touch {} + \
 && sh infra/images/build.sh \
 && mkdir -p /out/bin /out/data \
 && cp target/release/holdfast /out/bin/ \
 && for service in services/*/; do ln -s -f holdfast "/out/bin/holdfast-$(basename "${service}")"; done \
 && rm /out/bin/holdfast-holdfast

# --- what runs: no shell, no package manager, no user's account, nothing that needs to be written ------------------------------------------
FROM ${RUNTIME_IMAGE} AS service
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Holdfast" \
      org.opencontainers.image.description="A ticketing engine: catalog, reservation, order, payment, and all of them in one process" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=binaries /out/bin/ /usr/local/bin/
# For `holdfast`, which keeps everything in its data folder. The separate services write nothing.
COPY --from=binaries --chown=65532:65532 /out/data/ /data/
USER 65532:65532
ENV HOLDFAST_DATA=/data LOG_FORMAT=json
EXPOSE 8080
CMD ["/usr/local/bin/holdfast", "--listen", "0.0.0.0:8080"]

# --- the proxy, with the page. It needs no compiler: its health check is a page of its own ------------------------------------------------
FROM ${NGINX_IMAGE} AS gateway
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Holdfast gateway" \
      org.opencontainers.image.description="nginx with Holdfast's page, in front of its services" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY infra/nginx/ /etc/nginx/holdfast/
COPY contracts/openapi/holdfast.json /usr/share/holdfast/openapi/holdfast.json
COPY --from=page /src/web/dist/ /usr/share/holdfast/page/
USER 101:101
EXPOSE 8080
CMD ["sh", "/etc/nginx/holdfast/start.sh"]
