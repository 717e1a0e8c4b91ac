# A local AppStream in a container:
#
#   docker build --tag local-appstream .
#   docker run --rm --publish 127.0.0.1:4600:4600 local-appstream --seed demo
#
# Other containers reach this one by a name other than localhost. Pass that name with --allow-host; see
# examples/compose.yaml.

FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN python -m pip wheel --no-cache-dir --wheel-dir /wheels . "PyYAML>=6"

FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN python -m pip install --no-cache-dir --no-index --find-links /wheels appstream-typed PyYAML \
    && rm -r /wheels \
    && useradd --system --uid 10001 --no-create-home appstream \
    && install --directory --owner appstream /data
ENV PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
EXPOSE 4600
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 4600, timeout=2); c.request('GET', '/_local/health'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "appstream_typed.local", "--host", "0.0.0.0"]
