"""How a message leaves the app: mail, and the group robots of DingTalk, WeCom and Feishu, by apprise.

An address is only ever one of four kinds, checked before it is stored; the robots' hosts are fixed here and the mail
server is a setting, so that nobody can point the server at a machine or file of their choice. apprise takes HTTP 200
for success, but these services say in the answer's body what was wrong; so sending is ours and reads it.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from erp_visit.core.errors import invalid
from erp_visit.jobs import Told
from erp_visit.work.models import ChannelKind

SECONDS = 8
_apprise = logging.getLogger("apprise")
_apprise.setLevel(logging.DEBUG)
_apprise.propagate = False  # its debug messages hold addresses with their keys
_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_PLACES = {
    ChannelKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send", "access_token"),
    ChannelKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
    ChannelKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
}
_EXAMPLES = {
    ChannelKind.MAIL: "name@example.com",
    ChannelKind.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=…&secret=SEC…",
    ChannelKind.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
    ChannelKind.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
}


class NotSent(Told):
    """A message did not go out; the text says why, without the address's secret."""

    template = "The message was not sent: {text}"


def _post(url: str, payload: dict[str, Any]) -> None:
    """Send to a robot; raises NotSent with what it answered."""
    import requests  # noqa: PLC0415 -- only who sends a message needs it

    try:
        answer = requests.post(url, json=payload, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotSent(f"{urlsplit(url).hostname}: {type(error).__name__}") from None  # its text holds the key
    try:
        told = answer.json()
    except ValueError:
        told = {}
    code = told.get("errcode", told.get("code", 0)) if isinstance(told, dict) else 0
    if answer.status_code != 200 or code:
        said = told.get("errmsg") or told.get("msg") or "" if isinstance(told, dict) else ""
        raise NotSent(f"{urlsplit(url).hostname}: HTTP {answer.status_code}, {code} {said}".strip()[:300])


def check_address(kind: ChannelKind, address: str, *path: str | int) -> str:
    """The address if it is one of its kind; raises INVALID_INPUT that shows what one looks like."""
    text = address.strip()
    fits = _MAIL.fullmatch(text) is not None if kind is ChannelKind.MAIL else _robot(kind, text) is not None
    if not fits:
        raise invalid("This is no address for {channel}; one looks like {example}.", *path,
                      channel=kind.value, example=_EXAMPLES[kind])  # fmt: skip
    return text


def _robot(kind: ChannelKind, address: str) -> tuple[str, str | None] | None:
    """Key and secret in the address of a robot; None if it is not one of this kind."""
    host, path, parameter = _PLACES[kind]
    try:
        parts = urlsplit(address)
        given = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        return None
    if (parts.scheme, parts.netloc, parts.fragment) != ("https", host, ""):
        return None
    allowed = {parameter, "secret"} if kind is ChannelKind.DINGTALK else {parameter} - {""}
    if not set(given) <= allowed or any(len(values) != 1 for values in given.values()):
        return None
    key = given.get(parameter, [""])[0] if parameter else parts.path.removeprefix(path).rstrip("/")
    in_place = parts.path == path if parameter else parts.path.startswith(path)
    secret = given.get("secret", [None])[0]
    if not in_place or not _KEY.fullmatch(key) or (secret is not None and not _KEY.fullmatch(secret)):
        return None
    return key, secret


def send(kind: ChannelKind, address: str, title: str, body: str, mail_server: str | None) -> None:
    """Send one message, here and now; raises NotSent. It blocks for seconds: call it in a thread.

    `mail_server` is the setting ERP_VISIT_MAIL_SERVER.
    """
    from apprise.exception import AppriseException  # noqa: PLC0415 -- 20 MB that only who sends a message needs

    try:
        if kind is ChannelKind.MAIL:
            _send_mail(address, title, body, mail_server)
        else:
            _send_to_robot(kind, address, f"{title}\n{body}")
    except AppriseException as error:
        raise NotSent(str(error)[:300]) from error


def _send_to_robot(kind: ChannelKind, address: str, text: str) -> None:
    from apprise.plugins.dingtalk import NotifyDingTalk  # noqa: PLC0415 -- likewise
    from apprise.plugins.feishu import NotifyFeishu  # noqa: PLC0415
    from apprise.plugins.wecombot import NotifyWeComBot  # noqa: PLC0415

    found = _robot(kind, address)
    if found is None:
        raise NotSent("the address is not one of this kind")
    key, secret = found
    plain = {"msgtype": "text", "text": {"content": text}}
    match kind:
        case ChannelKind.DINGTALK:
            robot: Any = NotifyDingTalk(token=key, secret=secret)  # type: ignore[no-untyped-call]  # so apprise has it
            url = robot.notify_url.format(token=key)
            if secret is not None:
                url += "&timestamp={}&sign={}".format(*robot.get_signature())
            _post(url, plain)
        case ChannelKind.WECOM:
            _post(NotifyWeComBot.notify_url.format(key=key), plain)
        case _:
            _post(NotifyFeishu.notify_url.format(token=key), {"msg_type": "text", "content": {"text": text}})


def _send_mail(address: str, title: str, body: str, server: str | None) -> None:
    """Mail over the server of the settings: smtp://user:password@host:port?from=name@example.com (smtps, starttls)."""
    from apprise.plugins.email.base import NotifyEmail  # noqa: PLC0415 -- likewise

    if server is None:
        raise NotSent("ERP_VISIT_MAIL_SERVER is not set")
    parts = urlsplit(server)
    sender = parse_qs(parts.query).get("from", [""])[0] or unquote(parts.username or "")
    mail = NotifyEmail(  # type: ignore[no-untyped-call]  # likewise
        smtp_host=parts.hostname,
        host=parts.hostname,
        port=parts.port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        from_addr=f"ERP Visit <{sender}>",
        targets=[address],
        secure_mode={"smtp": "insecure", "smtps": "ssl", "starttls": "starttls"}[parts.scheme],
        secure=parts.scheme != "smtp",
        format="text",
        cto=SECONDS,
        rto=SECONDS,
    )
    with _listening() as said:
        done = mail.send(body=body, title=title)  # type: ignore[no-untyped-call]  # likewise
    if not done:
        raise NotSent("; ".join(said)[:300] or "not sent")


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What apprise logs about failures in this thread: it answers False and says the reason only there."""
    said: list[str] = []
    thread = threading.get_ident()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if record.thread == thread and (record.levelno >= logging.WARNING or text.startswith("Socket Exception")):
                said.append(text)

    ear = Ear()
    _apprise.addHandler(ear)
    try:
        yield said
    finally:
        _apprise.removeHandler(ear)


__all__ = ["NotSent", "check_address", "send"]
