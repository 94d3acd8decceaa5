"""What Prometheus reads at ``/metrics``."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

requests = Histogram(
    "rmapp_request_seconds",
    "Time to serve a request",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
# labelled, so that its value is made after the processes agreed on a folder to count in
bugs = Counter("rmapp_bugs_total", "Requests that ended in a 500", ["part"])


def served(method: str, route: str, status: int, seconds: float) -> None:
    """Count one served request; ``route`` is the endpoint's name, empty when there is none."""
    requests.labels(method, route or "none", str(status)).observe(seconds)


def exposition() -> bytes:
    """The metrics of all web processes in the text format of Prometheus."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
