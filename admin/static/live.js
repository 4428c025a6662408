// What changes elsewhere, as it happens: one stream of server-sent events per page; a lost connection is shown.

const listeners = new Set();
let source = null, lost = false;

/** Call `listener({kind, keys})` for every change, and `listener(null)` when events may have been missed. */
export function onChange(listener) {
  listeners.add(listener);
}

function tell(change) {
  for (const listener of listeners) listener(change);
}

function show(place, on) {
  place.textContent = on ? place.dataset.textOn : place.dataset.textOff;
  place.classList.toggle("is-off", !on);
}

function start(place) {
  source = new EventSource(place.dataset.liveUrl);
  source.addEventListener("open", () => {
    show(place, true);
    if (lost) tell(null);
    lost = false;
  });
  source.addEventListener("changed", (event) => tell(JSON.parse(event.data)));
  source.addEventListener("lost", () => tell(null));
  source.addEventListener("error", () => {
    lost = true;
    show(place, false);
    // A refusal (logged out, server gone for long) ends the stream for good; then we ask again ourselves.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => start(place), 2000);
  });
}

const place = document.querySelector("[data-live]");
if (place) {
  start(place);
  // A browser keeps only six connections to a server open: pages that nobody looks at leave theirs to others.
  const stop = () => { source?.close(); lost = true; };
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => {
    stop();
    if (!document.hidden) start(place);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) start(place); });
}
