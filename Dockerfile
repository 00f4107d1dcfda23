# The command line in a container: `docker run --rm -v "$PWD/workspace:/workspace" graphsvc ask portfolio`.
FROM python:3.11-slim AS build
WORKDIR /source
RUN pip install --no-cache-dir build
COPY . .
RUN python -m build --wheel --outdir /wheels .

FROM python:3.11-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    wheel="$(echo /wheels/*.whl)" && pip install --no-cache-dir "${wheel}[neo4j]" \
 && useradd --create-home --uid 1000 graphsvc \
 && install --directory --owner=graphsvc /workspace
USER graphsvc
ENV GRAPHSVC_WORKSPACE=/workspace PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/tmp/numba
WORKDIR /workspace
VOLUME /workspace
ENTRYPOINT ["graphsvc"]
CMD ["--help"]
