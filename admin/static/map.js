// A map that needs no network: places and lines on a plain SVG, north up, with a scale bar. Put one on a page with the
// macro of map.html; `panel.map(figure)` answers its controls: show(data), select(key), fit().
// Events on the figure: map:select {key}, map:drop {key, onto} (a movable place was dropped on another, or on none).
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const METRES = 111319.49; // of a degree of longitude on the equator
  const UNIT = 100000; // units of drawing per degree, about a metre: numbers that SVG keeps exactly
  const CLOSEST = 4, EDGE = 36, LABELS = 150, SLOP = 5;

  const make = (name, attributes = {}, parent = null) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(key, value);
    parent?.append(element);
    return element;
  };
  const mercator = (latitude) => {
    const bounded = Math.max(-85, Math.min(85, latitude)) * Math.PI / 180;
    return Math.log(Math.tan(Math.PI / 4 + bounded / 2)) * 180 / Math.PI;
  };
  const latitudeOf = (y) => (2 * Math.atan(Math.exp(y * Math.PI / 180)) - Math.PI / 2) * 180 / Math.PI;

  // The kind decides the shape, so that colour is never alone.
  const SHAPES = {
    circle: "M0-9A9 9 0 1 1 0 9A9 9 0 1 1 0-9Z", square: "M-8-8H8V8H-8Z", diamond: "M0-11L11 0L0 11L-11 0Z",
    triangle: "M0-11L10 8H-10Z", pin: "M0 10C-9 0-9-11 0-12C9-11 9 0 0 10Z", dot: "M0-4A4 4 0 1 1 0 4A4 4 0 1 1 0-4Z",
  };
  const SHAPE_OF = { visit: "circle", customer: "square", stop: "diamond", warn: "triangle", danger: "triangle", person: "pin", point: "dot" };

  function start(figure) {
    const svg = figure.querySelector("svg");
    const rings = make("g", { class: "ev-map-world" }, svg);
    const world = make("g", { class: "ev-map-world" }, svg);
    const marks = make("g", {}, svg);
    const scaleBar = figure.querySelector("[data-map-scale]");
    let places = [], origin = [0, 0], bounds = null, chosen = null;
    const view = { x: 0, y: 0, zoom: 1 }; // the middle in units, pixels per unit

    const size = () => ({ width: svg.clientWidth || 600, height: svg.clientHeight || 400 });
    const project = (longitude, latitude) => [(longitude - origin[0]) * UNIT, (origin[1] - mercator(latitude)) * UNIT];
    const toScreen = ([x, y]) => { const { width, height } = size(); return [(x - view.x) * view.zoom + width / 2, (y - view.y) * view.zoom + height / 2]; };

    function show(data) {
      const all = [...(data.places ?? []).map((one) => [one.lon, one.lat]), ...(data.lines ?? []).flatMap((one) => one.line)];
      for (const group of [rings, world, marks]) group.replaceChildren();
      figure.classList.toggle("is-empty", all.length === 0);
      places = [];
      bounds = null;
      if (!all.length) { figure.querySelector("[data-map-scale]").hidden = true; return; }
      origin = [all[0][0], mercator(all[0][1])];
      const flat = all.map((one) => project(...one));
      bounds = [0, 1].flatMap((axis) => [flat.reduce((least, one) => Math.min(least, one[axis]), Infinity), flat.reduce((most, one) => Math.max(most, one[axis]), -Infinity)]);
      for (const one of data.lines ?? []) {
        const path = one.line.map((place) => project(...place).map((value) => value.toFixed(2)).join(" "));
        if (path.length < 2) continue;
        const drawn = make("path", { d: `M${path.join("L")}`, class: `ev-map-line ev-map-${one.kind ?? "route"} ev-tone-${(one.tone ?? 0) % 8}` }, world);
        if (one.label) make("title", {}, drawn).textContent = one.label;
      }
      for (const one of data.places ?? []) places.push(place(one));
      if (chosen !== null) select(chosen, false);
      fit();
    }

    function place(one) {
      const at = project(one.lon, one.lat);
      if (one.radius) make("circle", { cx: at[0], cy: at[1], r: one.radius * UNIT / METRES / Math.cos(one.lat * Math.PI / 180), class: "ev-map-ring" }, rings);
      const text = [one.label, one.text].filter(Boolean).join(" · ");
      const mark = make(one.href ? "a" : "g", { class: `ev-map-place ev-map-${one.kind ?? "point"} ev-tone-${(one.tone ?? 0) % 8}`, href: one.href, tabindex: 0, role: one.href ? undefined : "button", "aria-label": [one.mark, text].filter(Boolean).join(" ") }, marks);
      make("title", {}, mark).textContent = text;
      make("circle", { r: 13, class: "ev-map-target" }, mark);
      make("path", { d: SHAPES[SHAPE_OF[one.kind] ?? (one.mark ? "circle" : "dot")], class: "ev-map-shape" }, mark);
      if (one.mark) make("text", { class: "ev-map-mark", y: 4 }, mark).textContent = one.mark;
      const label = make("text", { class: "ev-map-label", x: 14, y: 4 }, mark);
      label.textContent = one.label ?? "";
      const known = { ...one, at, mark, label, drag: [0, 0] };
      mark.addEventListener("focus", () => { select(one.key, false); bring(known); });
      mark.addEventListener("click", (event) => { if (mark.dataset.dragged) event.preventDefault(); else select(one.key); });
      mark.addEventListener("keydown", (event) => { if (!one.href && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); select(one.key); } });
      if (one.movable) movable(known);
      return known;
    }

    function movable(one) {
      one.mark.classList.add("is-movable");
      one.mark.addEventListener("dragstart", (event) => event.preventDefault());
      one.mark.addEventListener("pointerdown", (event) => {
        event.stopPropagation();
        delete one.mark.dataset.dragged;
        const from = [event.clientX, event.clientY];
        const move = (now) => {
          one.drag = [now.clientX - from[0], now.clientY - from[1]];
          if (Math.hypot(...one.drag) > SLOP) one.mark.dataset.dragged = "yes";
          draw();
        };
        const stop = (now) => {
          window.removeEventListener("pointermove", move);
          window.removeEventListener("pointerup", stop);
          window.removeEventListener("pointercancel", stop);
          const here = toScreen(one.at).map((value, axis) => value + one.drag[axis]);
          const under = places.filter((other) => other !== one).map((other) => [Math.hypot(...toScreen(other.at).map((value, axis) => value - here[axis])), other]).sort((a, b) => a[0] - b[0])[0];
          one.drag = [0, 0];
          draw();
          if (one.mark.dataset.dragged && now.type === "pointerup") tell("map:drop", { key: one.key, onto: under && under[0] < 20 ? under[1].key : null });
        };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", stop);
        window.addEventListener("pointercancel", stop);
      });
    }

    const tell = (name, detail) => figure.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

    function select(key, loud = true) {
      chosen = key;
      for (const one of places) {
        const mine = one.key === key;
        one.mark.classList.toggle("is-chosen", mine);
        if (mine && loud) { bring(one); tell("map:select", { key }); }
      }
    }

    /** Into sight, without moving more than needed. */
    function bring(one) {
      const { width, height } = size();
      const [x, y] = toScreen(one.at);
      if (x < EDGE || y < EDGE || x > width - EDGE || y > height - EDGE) { [view.x, view.y] = one.at; draw(); }
    }

    function fit() {
      if (!bounds) return;
      const { width, height } = size();
      const [left, right, top, bottom] = bounds;
      view.x = (left + right) / 2;
      view.y = (top + bottom) / 2;
      view.zoom = Math.min(CLOSEST / 4, (width - 2 * EDGE) / Math.max(right - left, 1), (height - 2 * EDGE) / Math.max(bottom - top, 1));
      draw();
    }

    function zoom(factor, x = size().width / 2, y = size().height / 2) {
      const { width, height } = size();
      const next = Math.max(1e-6, Math.min(CLOSEST, view.zoom * factor));
      view.x += (x - width / 2) * (1 / view.zoom - 1 / next);
      view.y += (y - height / 2) * (1 / view.zoom - 1 / next);
      view.zoom = next;
      draw();
    }

    function draw() {
      if (!bounds) return;
      const { width, height } = size();
      const transform = `translate(${width / 2} ${height / 2}) scale(${view.zoom}) translate(${-view.x} ${-view.y})`;
      world.setAttribute("transform", transform);
      rings.setAttribute("transform", transform);
      const taken = [];
      const labelled = places.length <= LABELS;
      for (const one of places) {
        const [x, y] = toScreen(one.at).map((value, axis) => value + one.drag[axis]);
        one.mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
        if (!labelled) { one.label.setAttribute("visibility", "hidden"); continue; }
        const box = [x + 12, y - 9, x + 16 + 12 * (one.label.textContent.length || 0), y + 9];
        const free = !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
        if (free) taken.push(box);
        one.label.setAttribute("visibility", free ? "inherit" : "hidden");
      }
      bar(METRES * Math.cos(latitudeOf(origin[1] - view.y / UNIT) * Math.PI / 180) / UNIT / view.zoom);
    }

    function bar(metresPerPixel) {
      const most = metresPerPixel * 110;
      const power = 10 ** Math.floor(Math.log10(most));
      const length = [5, 2, 1].map((one) => one * power).find((one) => one <= most) ?? power;
      scaleBar.hidden = false;
      scaleBar.style.width = `${length / metresPerPixel}px`;
      scaleBar.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    }

    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest(".is-movable")) return;
      const from = [event.clientX, event.clientY, view.x, view.y];
      let moved = false;
      const move = (now) => {
        const way = [now.clientX - from[0], now.clientY - from[1]];
        moved ||= Math.hypot(...way) > SLOP;
        if (!moved) return;
        view.x = from[2] - way[0] / view.zoom;
        view.y = from[3] - way[1] / view.zoom;
        draw();
      };
      const stop = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", stop);
        window.removeEventListener("pointercancel", stop);
        if (moved) svg.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", stop);
      window.addEventListener("pointercancel", stop);
    });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !figure.contains(document.activeElement)) return; // the page scrolls until somebody is at the map
      event.preventDefault();
      const area = svg.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - area.left, event.clientY - area.top);
    }, { passive: false });
    svg.addEventListener("keydown", (event) => {
      const step = 60 / view.zoom;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; draw(); }
      else if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const buttons = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), fit };
    for (const button of figure.querySelectorAll("[data-map-do]")) button.addEventListener("click", buttons[button.dataset.mapDo]);
    new ResizeObserver(() => draw()).observe(svg);
    show(JSON.parse(figure.dataset.map));
    return { show, select, fit, element: figure };
  }

  const known = new WeakMap();
  panel.map = (figure) => {
    if (!known.has(figure)) known.set(figure, start(figure));
    return known.get(figure);
  };
  for (const figure of document.querySelectorAll("[data-map]")) panel.map(figure);
})();
