// Background jobs: the page follows what goes on, quickly while something runs or waits, else now and then.
"use strict";

(() => {
  const BUSY = 1500, IDLE = 10000;
  const place = document.querySelector("[data-jobs]");
  if (!place) return;
  const lost = document.querySelector("[data-jobs-lost]");
  const address = new URL(location.href);
  address.searchParams.set("state", place.dataset.state);

  // What stands anew in the place of what had the focus: the same button, link or table.
  const trail = (one) => one?.closest("form")?.getAttribute("action") ?? one?.getAttribute("href") ?? one?.getAttribute("aria-label");
  function draw(html) {
    const kept = place.contains(document.activeElement) ? trail(document.activeElement) : null;
    const scrolled = [...place.querySelectorAll(".ev-table-wrap")].map((one) => one.scrollLeft);
    place.innerHTML = html; // our own template, escaped there
    place.querySelectorAll(".ev-table-wrap").forEach((one, at) => { one.scrollLeft = scrolled[at] ?? 0; });
    if (kept) [...place.querySelectorAll("a, button, [tabindex]")].find((one) => trail(one) === kept)?.focus({ preventScroll: true });
  }

  /** Somebody presses a button or marks a text, an error to be copied: the page waits with what is new. */
  function inUse() {
    const marked = getSelection();
    return place.querySelector(":active") !== null || (!marked.isCollapsed && place.contains(marked.anchorNode));
  }

  async function refresh() {
    if (document.hidden || inUse()) return;
    const html = await panel.part(address);
    lost.hidden = html !== null;
    if (html !== null) draw(html);
  }

  async function follow() {
    await refresh();
    setTimeout(follow, place.querySelector("[data-busy]") ? BUSY : IDLE);
  }
  setTimeout(follow, place.querySelector("[data-busy]") ? BUSY : IDLE);
  document.addEventListener("visibilitychange", refresh);
})();
