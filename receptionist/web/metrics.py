"""GET /metrics, for Prometheus: numbers only; closed in production until a token is set."""

from collections.abc import Callable
from hmac import compare_digest

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST

from receptionist.settings import Settings


def blueprint(settings: Settings, exposition: Callable[[], bytes]) -> Blueprint:
    """Return the blueprint of the route; `exposition` returns everything in Prometheus' text format."""
    routes = Blueprint("metrics", __name__)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None

    @routes.get("/metrics")
    def metrics() -> Response:
        if token is None and settings.in_production:
            abort(404)
        given = request.headers.get("Authorization", "")
        if token and not compare_digest(given.encode(), f"Bearer {token}".encode()):
            abort(Response(status=401, headers={"WWW-Authenticate": "Bearer"}))
        return Response(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    return routes
