// What hands do to a map: drag with one finger or the mouse, pinch with two, wheel, buttons, keys.
"use strict";

panel.mapHands = (figure, svg, { view, zoom, fit, draw, marks }) => {
  const SLOP = 5;
  const fingers = new Map();
  let moved = false, swallow = false, hinted = 0;

  const middle = () => [0, 1].map((axis) => [...fingers.values()].reduce((sum, one) => sum + one[axis], 0) / fingers.size);
  const apart = () => { const [one, other] = [...fingers.values()]; return other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 0; };

  function move(event) {
    if (!fingers.has(event.pointerId)) return;
    const before = middle(), distance = apart();
    const from = fingers.get(event.pointerId);
    if (!moved && fingers.size === 1 && Math.hypot(event.clientX - from[0], event.clientY - from[1]) <= SLOP) return;
    moved = true;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    const after = middle();
    view.x -= (after[0] - before[0]) / view.zoom;
    view.y -= (after[1] - before[1]) / view.zoom;
    const area = svg.getBoundingClientRect();
    if (distance && apart()) zoom(apart() / distance, after[0] - area.left, after[1] - area.top);
    else draw();
  }
  function lift(event) {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    for (const [name, listener] of [["pointermove", move], ["pointerup", lift], ["pointercancel", lift]]) window.removeEventListener(name, listener);
    swallow = moved; // the click that ends a drag opens nothing
    setTimeout(() => { swallow = false; }, 50);
  }
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest(".is-movable")) return;
    if (!fingers.size) {
      moved = false;
      for (const [name, listener] of [["pointermove", move], ["pointerup", lift], ["pointercancel", lift]]) window.addEventListener(name, listener);
    }
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (swallow) { event.preventDefault(); event.stopPropagation(); } }, { capture: true });

  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !figure.contains(document.activeElement)) { // the page scrolls until somebody is at the map
      figure.classList.add("shows-hint");
      clearTimeout(hinted);
      hinted = setTimeout(() => figure.classList.remove("shows-hint"), 1500);
      return;
    }
    event.preventDefault();
    const area = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - area.left, event.clientY - area.top);
  }, { passive: false });

  /** One mark is in the order of Tab; Page Down and Page Up go from one to the next, so that a hundred are no trap. */
  function step(by) {
    const all = marks(), at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    for (const one of all) one.setAttribute("tabindex", one === next ? 0 : -1);
    next?.focus();
  }
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const far = 60 / view.zoom;
    const pan = (x, y) => { view.x += x; view.y += y; draw(); };
    const keys = {
      ArrowLeft: () => pan(-far, 0), ArrowRight: () => pan(far, 0), ArrowUp: () => pan(0, -far), ArrowDown: () => pan(0, far),
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: fit, PageDown: () => step(1), PageUp: () => step(-1),
    };
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
    event.stopPropagation();
  });
  const buttons = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), fit };
  for (const button of figure.querySelectorAll("[data-map-do]")) button.addEventListener("click", buttons[button.dataset.mapDo]);
};
