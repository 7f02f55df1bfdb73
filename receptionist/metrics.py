"""What Prometheus is told: how long each stage takes, and what is counted; never a caller's words or number.

With several workers, PROMETHEUS_MULTIPROC_DIR names a directory in which each keeps its counts (gunicorn.conf.py
makes it); whoever is asked adds them up. What the store knows anyway is read from it at that moment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from receptionist.cases import Call, Fault, Reply, Turn
from receptionist.costs import Spent

Gauges = Mapping[str, Callable[[], Mapping[str, int]]]
"""Name of a gauge -> what counts it, by state; may raise StoreError."""

_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)
COMPONENTS = frozenset({"openai", "anthropic", "elevenlabs", "twilio"})
"""What can be at fault; a label has no other values but `other`."""
STAGES = frozenset(
    {"understood", "decided", "commit_a", "first_token", "first_sentence", "speech", "commit_b", "total"}
)


class Metrics:
    """Counts for one process. Implements stopwatch.Meter; any thread may use it."""

    def __init__(self, gauges: Gauges) -> None:
        """`gauges` are read when somebody asks."""
        self._registry = own = CollectorRegistry()
        self._gauges = _Gauges(gauges)
        self._stages = Histogram(
            "receptionist_stage_seconds",
            "How long a stage of a turn took",
            ("stage", "channel"),
            buckets=_BUCKETS_S,
            registry=own,
        )
        # To find the histogram of two labels takes longer than to count in it.
        self._stage = cache(self._stages.labels)
        self._calls = Counter("receptionist_calls", "Calls and exchanges of texts", ("channel",), registry=own)
        labels = ("channel", "conversation")
        self._turns = Counter("receptionist_turns", "Replies, by whose words they are", labels, registry=own)
        self._fallbacks = Counter(
            "receptionist_fallbacks", "Replies for which a model failed", ("channel",), registry=own
        )
        self._faults = Counter("receptionist_faults", "Failures of what is outside", ("component",), registry=own)
        self._tokens = Counter("receptionist_tokens", "Tokens of models", ("model", "kind"), registry=own)
        self._stops = Counter("receptionist_guard_stops", "Sentences of models that were stopped", registry=own)
        self._refused = Counter(
            "receptionist_admission_refusals", "Calls for which there was no room", registry=own
        )

    def replied(
        self,
        call: Call,
        turn: Turn,
        reply: Reply,
        *,
        took_ms: Mapping[str, float],
        faults: Iterable[Fault],
        spent: Iterable[Spent],
    ) -> None:
        """Count a reply, its stages, and what its models did."""
        channel = call.channel
        if turn.key.kind == "greeting":
            self._calls.labels(channel).inc()
        self._turns.labels(channel, reply.conversation).inc()
        for stage in took_ms.keys() & STAGES:
            self.took(stage, channel, took_ms[stage] / 1000)
        components = [fault.component for fault in faults]
        if components:
            self._fallbacks.labels(channel).inc()
        for component in components:
            self.fault(component)
        for line in spent:
            model, _, kind = line.item.rpartition("/")
            self._tokens.labels(model, kind).inc(line.quantity)

    def took(self, stage: str, channel: str, seconds: float) -> None:
        """Note how long a stage took."""
        self._stage(stage, channel).observe(seconds)

    def fault(self, component: str) -> None:
        """Count something outside that went wrong."""
        self._faults.labels(component if component in COMPONENTS else "other").inc()

    def stopped(self) -> None:
        """Count a sentence that the guard stopped."""
        self._stops.inc()

    def refused(self) -> None:
        """Count a call for which there was no room."""
        self._refused.inc()

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format, of all workers. Raises StoreError."""
        of_all = CollectorRegistry()
        try:
            MultiProcessCollector(of_all)  # type: ignore[no-untyped-call]
        except ValueError:  # There is no directory: this process is the only one.
            of_all = self._registry
        return generate_latest(of_all) + generate_latest(self._gauges)


class _Gauges:
    """Reads what the store knows when Prometheus asks: the same from every worker."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Yield each gauge as it stands."""
        for name, count in self._gauges.items():
            family = GaugeMetricFamily(
                name, f"{name.removeprefix('receptionist_')}, as in the store", labels=("state",)
            )
            for state, number in count().items():
                family.add_metric((state,), number)
            yield family
