// A map that needs no network: places and lines on a plain SVG, north up, with a scale bar; below them tiles, if their address is
// set. Put one on a page with the macro of map.html; `panel.map(figure)` answers its controls: show(data), select(key), fit().
// Events on the figure: map:select {key}, map:drop {key, onto} (a movable place was dropped on another, or on none).
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const METRES = 111319.49; // of a degree of longitude on the equator
  const UNIT = 100000; // units of drawing per degree, about a metre: numbers that SVG keeps exactly
  const CLOSEST = 4, EDGE = 48, CONTROLS = 60, SLOP = 5, LEADER = 5;

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

  // The kind decides the shape, so that colour is never alone, and whose label stands if there is no room for all.
  const SHAPES = {
    circle: "M0-9A9 9 0 1 1 0 9A9 9 0 1 1 0-9Z", square: "M-8-8H8V8H-8Z", diamond: "M0-11L11 0L0 11L-11 0Z",
    triangle: "M0-11L10 8H-10Z", pin: "M0 10C-9 0-9-11 0-12C9-11 9 0 0 10Z", dot: "M0-4A4 4 0 1 1 0 4A4 4 0 1 1 0-4Z",
  };
  const SHAPE_OF = { visit: "circle", customer: "square", stop: "diamond", warn: "triangle", danger: "triangle", person: "pin", point: "dot" };
  const RANKS = ["danger", "warn", "person", "customer", "visit", "ok", "stop", "point"];
  const rank = (one) => (RANKS.indexOf(one.kind) + 1 || RANKS.length) - Math.min(one.count ?? 0, 1e6) / 1e7;
  const radius = (count) => Math.min(22, 10 + 3.2 * Math.log10(Math.max(1, count)));
  const short = (count) => (count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`);

  function start(figure) {
    const words = JSON.parse(figure.dataset.words);
    const svg = figure.querySelector("svg");
    const layer = (parent = svg) => make("g", {}, parent);
    const ground = layer(), rings = layer(), world = layer(), leaders = layer(), marks = layer(), tip = layer();
    const tiles = panel.mapTiles.layer(figure, ground, make, UNIT), shift = panel.mapTiles.shift(figure);
    const scaleBar = figure.querySelector("[data-map-scale]");
    ground.setAttribute("class", "ev-map-ground");
    world.setAttribute("class", "ev-map-world");
    tip.setAttribute("class", "ev-map-tip");
    let places = [], shown = [], origin = [0, 0], bounds = null, chosen = null, told = null, arranged = 0;
    const view = { x: 0, y: 0, zoom: 1 }; // the middle in units, pixels per unit

    const size = () => ({ width: svg.clientWidth || 600, height: svg.clientHeight || 400 });
    const project = (longitude, latitude) => { const [x, y] = shift(longitude, latitude); return [(x - origin[0]) * UNIT, (origin[1] - mercator(y)) * UNIT]; };
    const toScreen = ([x, y]) => { const { width, height } = size(); return [(x - view.x) * view.zoom + width / 2, (y - view.y) * view.zoom + height / 2]; };
    const tell = (name, detail) => figure.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

    function show(data) {
      const all = [...(data.places ?? []).map((one) => [one.lon, one.lat]), ...(data.lines ?? []).flatMap((one) => one.line)];
      for (const group of [ground, rings, world, leaders, marks, tip]) group.replaceChildren();
      figure.classList.toggle("is-empty", all.length === 0);
      [places, shown, bounds, told, arranged] = [[], [], null, null, 0];
      if (!all.length) { scaleBar.hidden = true; return; }
      const [x, y] = shift(...all[0]);
      origin = [x, mercator(y)];
      const flat = all.map((one) => project(...one));
      bounds = [0, 1].flatMap((axis) => [flat.reduce((least, one) => Math.min(least, one[axis]), Infinity), flat.reduce((most, one) => Math.max(most, one[axis]), -Infinity)]);
      for (const one of data.lines ?? []) {
        const path = one.line.map((place) => project(...place).map((value) => value.toFixed(2)).join(" "));
        if (path.length < 2) continue;
        const drawn = make("path", { d: `M${path.join("L")}`, class: `ev-map-line ev-map-${one.kind ?? "route"} ev-tone-${(one.tone ?? 0) % 8}` }, world);
        if (one.label) make("title", {}, drawn).textContent = one.label;
      }
      for (const one of data.places ?? []) {
        const at = project(one.lon, one.lat);
        if (one.radius) make("circle", { cx: at[0], cy: at[1], r: one.radius * UNIT / METRES / Math.cos(one.lat * Math.PI / 180), class: "ev-map-ring" }, rings);
        places.push({ one, at, node: null });
      }
      fit();
    }

    // -- marks

    /** A mark for one place, or for several that would lie upon each other. */
    function mark(members) {
      const one = members.length === 1 ? members[0].one : null;
      const sum = (field, otherwise) => members.reduce((total, member) => total + (member.one[field] ?? otherwise(member.one)), 0);
      const count = one ? one.count : sum("count", () => 1);
      const doubtful = one ? one.doubtful : sum("doubtful", (other) => Number(other.kind === "danger" || other.kind === "warn"));
      const label = one?.label ?? "";
      const text = one ? [one.label, one.text].filter(Boolean).join(" · ") : words.crowd.replace("{count}", count);
      const kind = one?.count === undefined && one ? one.kind ?? "point" : "crowd";
      const element = make(one?.href ? "a" : "g", { class: `ev-map-place ev-map-${kind} ev-tone-${(one?.tone ?? 0) % 8}`, href: one?.href, role: one?.href ? undefined : "button", tabindex: -1, "aria-label": [one?.mark, text].filter(Boolean).join(" ") });
      const r = count === undefined ? (SHAPE_OF[kind] === "dot" || (!SHAPE_OF[kind] && !one.mark) ? 6 : 11) : radius(count);
      make("circle", { r: Math.max(13, r + 2), class: "ev-map-target" }, element);
      if (count === undefined) make("path", { d: SHAPES[SHAPE_OF[kind] ?? (one.mark ? "circle" : "dot")], class: "ev-map-shape" }, element);
      else pie(element, r, doubtful / count);
      const figures = count === undefined ? one.mark : short(count);
      if (figures) make("text", { class: "ev-map-mark", y: 4 }, element).textContent = figures;
      const written = make("text", { class: "ev-map-label", visibility: "hidden" }, element);
      written.textContent = label;
      const node = { members, one, element, written, text, r, width: 0, at: [0, 1].map((axis) => members.reduce((total, member) => total + member.at[axis], 0) / members.length), dx: 0, dy: 0, drag: [0, 0], leader: null };
      element.addEventListener("focus", () => { if (one) choose(one.key); told = node; bring(node); speak(); });
      element.addEventListener("blur", () => { told = null; speak(); });
      element.addEventListener("pointerenter", () => { told = node; speak(); });
      element.addEventListener("pointerleave", () => { if (document.activeElement !== element) { told = null; speak(); } });
      const act = () => { if (one) select(one.key); else nearer(node); };
      element.addEventListener("click", (event) => { if (element.dataset.dragged) event.preventDefault(); else act(); });
      element.addEventListener("keydown", (event) => { if (!one?.href && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); act(); } });
      if (one?.movable) movable(node);
      for (const member of members) member.node = node;
      return node;
    }

    /** A disc with a ring round it: as much of the ring is in the colour of doubt as of what it counts is doubtful. */
    function pie(element, r, share) {
      make("circle", { r, class: "ev-map-shape" }, element);
      if (!share) return;
      const middle = r - 1.5, whole = 2 * Math.PI * middle;
      make("circle", { r: middle, class: "ev-map-share", "stroke-dasharray": `${Math.max(3, share * whole)} ${whole}`, transform: "rotate(-90)" }, element);
    }

    function nearer(node) {
      const flat = node.members.map((member) => member.at);
      const span = [0, 1].map((axis) => Math.max(...flat.map((at) => at[axis])) - Math.min(...flat.map((at) => at[axis])));
      const { width, height } = size();
      [view.x, view.y] = node.at;
      view.zoom = Math.min(CLOSEST, Math.max(view.zoom * 1.5, Math.min((width - 2 * EDGE) / Math.max(span[0], 1), (height - 2 * EDGE) / Math.max(span[1], 1))));
      const first = node.members[0];
      draw();
      first.node.element.focus();
    }

    /** Who stands alone and who in a crowd, and who steps aside: anew whenever the zoom changes. */
    function arrange() {
      arranged = view.zoom;
      const focused = shown.find((node) => node.element === document.activeElement)?.members[0];
      const spots = places.map((place) => ({ place, x: place.at[0] * view.zoom, y: place.at[1] * view.zoom }))
        .sort((one, other) => rank(one.place.one) - rank(other.place.one));
      const alone = ({ place }) => place.one.movable || place.one.key === chosen || view.zoom >= CLOSEST;
      shown = panel.mapLayout.crowds(spots, alone).map((crowd) => mark(crowd.map((spot) => spot.place)));
      const discs = shown.map((node) => ({ node, x: node.at[0] * view.zoom, y: node.at[1] * view.zoom, r: node.r }));
      panel.mapLayout.spread(discs);
      for (const disc of discs) [disc.node.dx, disc.node.dy] = [disc.dx, disc.dy];
      leaders.replaceChildren();
      marks.replaceChildren(...[...shown].sort((one, other) => places.indexOf(one.members[0]) - places.indexOf(other.members[0])).map((node) => node.element));
      for (const node of shown) {
        if (Math.hypot(node.dx, node.dy) > LEADER) node.leader = make("line", { class: "ev-map-leader" }, leaders);
        node.width = node.written.textContent ? node.written.getComputedTextLength() || 12 * node.written.textContent.length : 0;
      }
      (marks.firstElementChild)?.setAttribute("tabindex", 0);
      choose(chosen);
      if (focused) focused.node.element.focus();
    }

    function movable(node) {
      const { element } = node;
      element.classList.add("is-movable");
      element.addEventListener("pointerdown", (event) => {
        event.stopPropagation();
        delete element.dataset.dragged;
        const from = [event.clientX, event.clientY];
        const move = (now) => {
          node.drag = [now.clientX - from[0], now.clientY - from[1]];
          if (Math.hypot(...node.drag) > SLOP) element.dataset.dragged = "yes";
          draw();
        };
        const stop = (now) => {
          for (const [name, listener] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) window.removeEventListener(name, listener);
          const under = shown.filter((other) => other !== node).map((other) => [Math.hypot(other.left - node.left, other.top - node.top), other]).sort((a, b) => a[0] - b[0])[0];
          node.drag = [0, 0];
          draw();
          if (element.dataset.dragged && now.type === "pointerup") tell("map:drop", { key: node.one.key, onto: under && under[0] < 20 ? under[1].one?.key ?? null : null });
        };
        for (const [name, listener] of [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]]) window.addEventListener(name, listener);
      });
    }

    function choose(key) {
      chosen = key;
      for (const node of shown) node.element.classList.toggle("is-chosen", node.one !== null && node.one.key === key && key !== null);
    }

    function select(key) {
      const place = places.find((one) => one.one.key === key);
      if (!place) { choose(null); return; }
      chosen = key;
      if (place.node.members.length > 1) arrange();
      choose(key);
      bring(place.node);
      tell("map:select", { key });
    }

    /** Into sight, without moving more than needed. */
    function bring(node) {
      const { width, height } = size();
      const [x, y] = toScreen(node.at);
      if (x < EDGE || y < EDGE || x > width - EDGE || y > height - EDGE) [view.x, view.y] = node.at;
      draw();
    }

    // -- the view

    function fit() {
      if (!bounds) return;
      const { width, height } = size();
      const [left, right, top, bottom] = bounds;
      const side = EDGE + CONTROLS / 2; // the buttons at the right stand on nothing, the middle stays the middle
      view.x = (left + right) / 2;
      view.y = (top + bottom) / 2;
      view.zoom = Math.min(CLOSEST / 4, (width - 2 * side) / Math.max(right - left, 1), (height - 2 * EDGE) / Math.max(bottom - top, 1));
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

    const frame = () => { const { width, height } = size(); return [4, 4, width - 4, height - 4]; };

    function draw() {
      if (!bounds) return;
      if (arranged !== view.zoom) arrange();
      const { width, height } = size();
      const transform = `translate(${width / 2} ${height / 2}) scale(${view.zoom}) translate(${-view.x} ${-view.y})`;
      for (const group of [ground, rings, world]) group.setAttribute("transform", transform);
      for (const node of shown) {
        const [x, y] = toScreen(node.at);
        node.left = x + node.dx + node.drag[0];
        node.top = y + node.dy + node.drag[1];
        node.element.setAttribute("transform", `translate(${node.left.toFixed(1)} ${node.top.toFixed(1)})`);
        for (const [name, value] of Object.entries({ x1: x, y1: y, x2: node.left, y2: node.top })) node.leader?.setAttribute(name, value.toFixed(1));
      }
      tiles?.(view, { width, height }, origin);
      bar(METRES * Math.cos(latitudeOf(origin[1] - view.y / UNIT) * Math.PI / 180) / UNIT / view.zoom);
      const controls = [[width - 52, 0, width, 126], [0, 0, 46, 30], [0, height - 34, scaleBar.offsetWidth + 24, height], [width - (figure.querySelector(".ev-map-credit")?.offsetWidth ?? 0), height - 20, width, height]];
      const boxes = panel.mapLayout.labels(shown.filter((node) => node.left > 0 && node.left < width && node.top > 0 && node.top < height), frame(), controls);
      for (const node of shown) {
        const box = boxes.get(node);
        node.written.setAttribute("visibility", box ? "inherit" : "hidden");
        if (box) { node.written.setAttribute("x", (box[0] - node.left).toFixed(1)); node.written.setAttribute("y", (box[1] - node.top + 12).toFixed(1)); }
      }
      speak();
    }

    /** What the mark under the pointer or in focus says in full. */
    function speak() {
      tip.replaceChildren();
      if (!told || !told.text || !shown.includes(told)) return;
      const written = make("text", { x: 0, y: 0 }, tip);
      written.textContent = told.text;
      const most = size().width - 24;
      while (written.getComputedTextLength() > most && written.textContent.length > 2) written.textContent = `${written.textContent.slice(0, -2)}…`;
      const box = panel.mapLayout.beside(told, written.getComputedTextLength() + 14, 24, frame(), shown.map((node) => [node.left - node.r, node.top - node.r, node.left + node.r, node.top + node.r]));
      tip.prepend(make("rect", { x: box[0], y: box[1], width: box[2] - box[0], height: 24, rx: 5 }));
      written.setAttribute("x", box[0] + 7);
      written.setAttribute("y", box[1] + 16);
    }

    function bar(metresPerPixel) {
      const most = metresPerPixel * 110;
      const power = 10 ** Math.floor(Math.log10(most));
      const length = [5, 2, 1].map((one) => one * power).find((one) => one <= most) ?? power;
      scaleBar.hidden = false;
      scaleBar.style.width = `${length / metresPerPixel}px`;
      scaleBar.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    }

    panel.mapHands(figure, svg, { view, zoom, fit, draw, marks: () => [...marks.children] });
    new ResizeObserver(() => draw()).observe(svg);
    show(JSON.parse(figure.dataset.map));
    return { show, select: (key) => select(key), fit, element: figure };
  }

  const known = new WeakMap();
  panel.map = (figure) => {
    if (!known.has(figure)) known.set(figure, start(figure));
    return known.get(figure);
  };
  for (const figure of document.querySelectorAll("[data-map]")) panel.map(figure);
})();
