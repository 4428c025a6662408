// A page of figures: it is there at once, they come when they are added up. Nothing else waits for them.
"use strict";

(() => {
  const place = document.querySelector("[data-figures]");
  if (!place) return;
  const lost = document.querySelector("[data-figures-lost]"), again = lost.querySelector("button");

  // What stands anew in the place of what had the focus, was open, or was scrolled: as it was.
  const trail = (one) => one?.getAttribute("href") ?? one?.getAttribute("aria-label") ?? one?.textContent;
  const reached = () => [...place.querySelectorAll("a, summary, [tabindex]")];
  function draw(html) {
    const kept = place.contains(document.activeElement) ? trail(document.activeElement) : null;
    const open = [...place.querySelectorAll("details")].map((one) => one.open);
    const scrolled = [...place.querySelectorAll(".ev-table-wrap")].map((one) => one.scrollLeft);
    place.innerHTML = html; // our own template, escaped there
    place.querySelectorAll("details").forEach((one, at) => { one.open = open[at] ?? false; });
    place.querySelectorAll(".ev-table-wrap").forEach((one, at) => { one.scrollLeft = scrolled[at] ?? 0; });
    if (kept !== null) reached().find((one) => trail(one) === kept)?.focus({ preventScroll: true });
  }

  async function load() {
    const retried = lost.contains(document.activeElement);
    lost.hidden = true;
    place.setAttribute("aria-busy", "true");
    if (retried) place.querySelector("a")?.focus({ preventScroll: true });
    const html = await panel.part(location.href);
    place.setAttribute("aria-busy", "false");
    lost.hidden = html !== null;
    if (html === null) return;
    draw(html);
    if (history.state?.scrolled) document.fonts.ready.then(() => scrollTo(0, history.state.scrolled));
    panel.announce(place.dataset.told);
  }
  again.addEventListener("click", load);
  // Back returns to the same rows: the browser itself would look for them before they are there.
  addEventListener("pagehide", () => history.replaceState({ ...history.state, scrolled: scrollY }, ""));
  load();
})();
