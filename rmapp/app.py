"""The life of a request, in one method."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import MethodNotAllowed, SecurityError

from .answers import moved_on, problem
from .core import addresses, clock, idempotency, metrics
from .core.errors import (
    Forbidden,
    Malformed,
    NotFound,
    Refusal,
    StepUpNeeded,
    TooLarge,
    Unauthenticated,
)
from .core.redirects import page_before
from .core.speaking import SpeakingEnvironment
from .core.transaction import transaction
from .limits.operations import count_shown
from .policy.enforce import Actor, Door, door_of, pass_door
from .refusals import as_refusal, extra
from .settings import settings
from .staff import sessions
from .staff.asking import whom_to_ask
from .staff.sign_in import step_up_age
from .staff.views.proving import is_of_the_deed, prove_on_the_way

log = structlog.get_logger("rmapp.request")
csrf = CSRFProtect()

API = "/api/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


class App(Flask):
    """The web application. Everything that happens to every request happens here."""

    jinja_environment = SpeakingEnvironment
    url_rule_class = addresses.LateRule

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's, written from an address that differs in its public ids alone."""
        if not has_request_context() or endpoint.startswith("."):
            return super().url_for(endpoint, **values)
        return addresses.written(super().url_for, request.script_root, endpoint, values)

    def full_dispatch_request(self) -> Response:
        """Serve one request: number it, open its transaction, screen it, find who asks, pass the
        door, run the view, commit; a refusal becomes a page or problem JSON; headers last."""
        self._got_first_request = True
        started = time.perf_counter()
        g.request_number = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request=g.request_number)
        try:
            with transaction():
                try:
                    response = self._serve()
                except Forbidden as refusal:
                    _tell_whom_to_ask(refusal)
                    raise
        except Exception as error:
            response = self._refuse(as_refusal(error), error)
        finally:
            structlog.contextvars.unbind_contextvars("request")
        self._write_headers(response)
        took = time.perf_counter() - started
        metrics.served(request.method, request.endpoint or "", response.status_code, took)
        log.info(
            "request",
            number=g.request_number,
            method=request.method,
            route=str(request.url_rule or ""),
            status=response.status_code,
            ms=round(took * 1000, 1),
            actor=actor.public_id if (actor := g.get("actor")) else None,
        )
        return self.process_response(response)

    def _serve(self) -> Response:
        g.actor = _who_asks()  # first: whatever is refused is refused in their language
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        door = door_of(self, request.endpoint or "") or Door()
        request.max_content_length = door.body
        _screen()
        if door.csrf and not _is_api() and request.method not in SAFE and _may_act(door):
            csrf.protect()
        try:
            pass_door(door, g.actor, now=clock.now() if door.step_up else None, fresh=step_up_age())
        except StepUpNeeded:
            proof = prove_on_the_way(g.actor)
            if not isinstance(proof, Actor):
                if proof is None:
                    raise
                return proof
            g.actor = proof
        if g.actor and g.actor.must_change_password and not _may_wait(door):
            return self.make_response(redirect(url_for("profile.password")))
        key = _submit_key() if request.method == "POST" else None
        if key is None:
            return self._run_view(door)
        who = f"{g.actor.employee_id if g.actor else 'anybody'}:{request.path}"
        first = idempotency.begin(who, key, _submitted())
        if first is not None:
            return _repeat(first)
        response = self._run_view(door)
        is_form = response.status_code == 200 and not _is_api()  # shown again: nothing was done
        if response.status_code >= 400 or is_form or g.get("keep_no_answer"):
            idempotency.free(who, key)
        else:
            body = b"" if response.direct_passthrough else response.get_data()
            idempotency.finish(
                who,
                key,
                idempotency.Answer(
                    response.status_code,
                    response.headers.get("Location"),
                    response.headers.get("Content-Type"),
                    body,
                ),
            )
        return response

    def _run_view(self, door: Door) -> Response:
        response = self.preprocess_request()
        if response is None:
            try:
                response = self.dispatch_request()
            except NotFound:
                response = moved_on(is_api=_is_api())
                if response is None:
                    raise
        answer = self.make_response(response)
        if request.method in SAFE or _is_api():
            count_shown(door.permission, g.actor, answer.status_code)
        return answer

    def _refuse(self, refusal: Refusal | None, error: Exception) -> Response:
        """Answer a refusal; anything else is a bug and gets a reference number."""
        if refusal is None:
            if self.testing and self.config.get("PROPAGATE_BUGS", True):
                raise error
            log.error("bug", number=g.request_number, exc_info=error)
            metrics.bugs.labels("web").inc()
            if _is_api():
                return problem(500, "bug", _("This went wrong on our side."), {})
            return self.make_response((_plain_page("errors/bug.html"), 500))
        if isinstance(error, SecurityError):  # a forged Host: there is no address to link to
            words = _("The desk is not served under this address.")
            return Response(f"{words}\n", 400, content_type="text/plain; charset=utf-8")
        if _is_api():
            words = str(refusal.message)
            response = problem(refusal.status, refusal.code, words, extra(refusal))
        else:
            response = self.make_response(_refusal_page(refusal))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    def _write_headers(self, response: Response) -> None:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("X-Request-Id", g.request_number)
        if not (request.endpoint or "").endswith("static"):
            headers.setdefault("Cache-Control", "no-store")
        if settings().is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def _is_api() -> bool:
    return request.path.startswith(API)


def _may_act(door: Door) -> bool:
    """Whether a forged form could do anything: whoever is signed out is sent to sign in."""
    return door.is_public or g.actor is not None


def _may_wait(door: Door) -> bool:
    """What a person with a first password may open: public pages and the change of it."""
    return door.is_public or request.endpoint in ("profile.password", "sign_in.sign_out")


def _who_asks() -> Actor | None:
    if _is_api():
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 20 <= len(token) <= 200:
            return None
        return sessions.actor_of_token(token.strip())
    return current_user.actor if current_user.is_authenticated else None


def _screen() -> None:
    """Refuse what is not even a request: controls, halves of characters, endless addresses."""
    if len(request.full_path) > 8_000:
        raise TooLarge(_("The address is too long."))
    parts = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
    if any(NEVER.search(part) for part in parts):
        raise Malformed(_("The address contains characters that cannot be used."))


def _submit_key() -> str | None:
    key = request.headers.get("Idempotency-Key") if _is_api() else request.form.get("form_key")
    if not key:
        return None
    if len(key) > 100 or not key.isascii() or not key.isprintable():
        raise Malformed(_("The idempotency key must be at most 100 printable ASCII characters."))
    return key


def _submitted() -> bytes:
    """What was submitted, for telling a repeated submit from another one under the same key."""
    if _is_api():
        return request.get_data()
    fields = sorted(
        (name, value) for name, value in request.form.items(multi=True) if is_of_the_deed(name)
    )
    files = sorted((name, file.filename or "") for name, file in request.files.items(multi=True))
    return repr((fields, files)).encode("utf-8", "replace")


def _repeat(first: idempotency.Answer) -> Response:
    response = current_app.make_response((first.body, first.status))
    if first.location:
        response.headers["Location"] = first.location
    if first.content_type:
        response.headers["Content-Type"] = first.content_type
    response.headers["Idempotent-Replay"] = "true"
    return response


def _tell_whom_to_ask(refusal: Forbidden) -> None:
    """A page says what is missing and who can help; asked before the rollback."""
    missing, actor = refusal.extra.get("permission"), g.get("actor")
    if missing and actor and not _is_api() and "X-Fragment" not in request.headers:
        refusal.extra["asking"] = whom_to_ask(actor, missing)


def _refusal_page(refusal: Refusal) -> ResponseReturnValue:
    if location := refusal.extra.get("location"):
        return redirect(location, 308)
    here = request.full_path.rstrip("?") if request.method in SAFE else "/"
    if isinstance(refusal, Unauthenticated):
        if request.method in SAFE:
            return redirect(url_for("sign_in.form", next=here))
        return redirect(url_for("sign_in.form", next=page_before(request), ended=1))
    if isinstance(refusal, StepUpNeeded):
        back = here if request.method in SAFE else (request.referrer or "/")
        return redirect(url_for("sign_in.step_up", next=back))
    name = "errors/conflict.html" if refusal.extra.get("versions") else "errors/refusal.html"
    if request.headers.get("X-Fragment"):
        name = "errors/_refusal.html"
    return _plain_page(name, refusal=refusal), refusal.status


def _plain_page(name: str, **values: Any) -> str:
    """A page drawn after the transaction was rolled back: it reads nothing from the database."""
    g.without_database = True
    return render_template(name, request_number=g.request_number, **values)
