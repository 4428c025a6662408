"""The browser and system that a client says it is, in few words; nobody proves it."""

from __future__ import annotations

import re

from erp_visit.panel.wording import translate

# The first that fits: most browsers say as well that they are those which they descend from.
_APPS = (
    (r"MicroMessenger/(\d+)", "WeChat"),
    (r"DingTalk/(\d+)", "DingTalk"),
    (r"Edg(?:A|iOS)?/(\d+)", "Edge"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"OPR/(\d+)", "Opera"),
    (r"HuaweiBrowser/(\d+)", "Huawei Browser"),
    (r"SamsungBrowser/(\d+)", "Samsung Internet"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+)\S* (?:Mobile/\S+ )?Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone|iPad", "iOS"),
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"Windows NT", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def device_name(agent: str, locale: str) -> str:
    """Such as Chrome 139 · Windows; what the client said itself if that says no more to us."""
    app = next(((name, found[1]) for pattern, name in _APPS if (found := re.search(pattern, agent))), None)
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, agent)), None)
    if app is None or system is None:
        return agent
    return f"{translate(app[0], locale, {})} {app[1]} · {system}"


__all__ = ["device_name"]
