"""How gunicorn serves the app: checked before a worker is made, drained before one ends; makes up no setting."""

import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from receptionist import outside
from receptionist.ports import ReceptionistError
from receptionist.settings import Settings
from receptionist.shop import business
from receptionist.storage.database import migrated
from utils import configure_logging

try:
    settings = Settings.load()
    business.load(settings.business_file)
    outside.check(settings)
except ReceptionistError as error:
    # An error in a worker would make gunicorn start new ones for ever.
    sys.exit(f"not started: {error}")

bind = f"0.0.0.0:{settings.port}"
workers = settings.web_concurrency
worker_class = "gthread"  # docs/decisions/0008-workers.md
threads = settings.worker_threads
# Beyond its threads a worker keeps idle connections only; at this many it would cease to accept calls.
worker_connections = max(1000, 2 * threads)
# Of a thread's stack only what is touched takes memory; the default reserves 8 MiB of addresses for each.
threading.stack_size(1024 * 1024)
# Longer than any load balancer keeps a connection, so that it is never we who close it under a request.
keepalive = 120
timeout = 30
# Heroku kills after 30 s.
graceful_timeout = 25
max_requests = 0
preload_app = False
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- gunicorn's heartbeat file
accesslog = None
# Heroku turns the access log on again; without the query, no token or number gets into it.
access_log_format = '%(m)s %(U)s %(s)s %(D)s "%({x-request-id}i)s"'


def on_starting(server: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Migrate once, in the master, before there are workers."""
    try:
        migrated(settings.store_url).dispose()
    except ReceptionistError as error:
        sys.exit(f"not started: the database of DATABASE_URL does not answer: {error}")
    if workers > 1:
        # Where workers keep their counts, for whichever of them Prometheus asks (receptionist/metrics.py).
        server.counts = tempfile.mkdtemp(prefix="receptionist-metrics-", dir=worker_tmp_dir)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.counts


def on_exit(server: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Leave nothing behind."""
    if counts := getattr(server, "counts", None):
        shutil.rmtree(counts, ignore_errors=True)


def when_ready(server: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Say where we are: the address on this machine, and the one that Twilio calls."""
    here = f"http://127.0.0.1:{settings.port}"
    webhook = f"{settings.public_url}/answer" if settings.public_url else "set PUBLIC_URL first"
    sys.stderr.write(f"health: {here}/health\nTwilio's voice webhook: {webhook}\n")


def post_fork(server: Any, worker: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Log from a thread of this worker; threads do not survive a fork."""
    worker.stop_logging = configure_logging(settings.log_level, settings.log_file, sys.stderr)


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Start follow-ups, and let SIGTERM turn /ready to 503 before gunicorn begins to drain."""
    receptionist = worker.app.callable.extensions["receptionist"]
    gunicorns = signal.getsignal(signal.SIGTERM)

    def drain(number: int, frame: FrameType | None) -> None:
        receptionist.draining.set()
        if callable(gunicorns):
            gunicorns(number, frame)

    signal.signal(signal.SIGTERM, drain)
    receptionist.start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Finish the follow-up in hand, let go of the store, write the last lines of the log."""
    if app := getattr(worker.app, "callable", None):
        app.extensions["receptionist"].close()
    worker.stop_logging()
