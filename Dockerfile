# One image for every process: `docker run jml:0.1.0 lifecycle`.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    JML_HOME=/var/lib/jml \
    JML_POLICY_DIR=/app/policy \
    JML_HEALTH_HOST=0.0.0.0 \
    JML_HEALTH_PORT=8080
# any user may be given, so that he can read the secrets that are mounted for him
RUN useradd --uid 10001 --no-create-home jml && mkdir -m 1777 /var/lib/jml
COPY --from=packages /venv /venv
WORKDIR /app
COPY pyproject.toml ./
COPY cli/ cli/
COPY domain/ domain/
COPY ops/ ops/
COPY policy/ policy/
COPY producers/ producers/
COPY runtime/ runtime/
COPY scenarios/ scenarios/
COPY schemas/ schemas/
COPY simulators/ simulators/
COPY sinks/ sinks/
COPY streams/ streams/
RUN python -m pip install --no-cache-dir --no-index --no-deps --no-build-isolation -e . && python -m compileall -q .
USER 10001
VOLUME /var/lib/jml
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["jml"]
CMD ["--help"]
