// A street map below the marks, for installations that set the address of tiles: Web Mercator, 256 pixels. Without it there is
// none, and nothing is asked of any other server.
"use strict";

panel.mapTiles = (() => {
  const CLOSEST = 18, SIZE = 256, AXIS = 6378245, FLAT = 0.006693421622965943;

  /** WGS-84 as Chinese maps draw it (GCJ-02): what stands there is a few hundred metres off. Longitude, latitude. */
  function gcj02(longitude, latitude) {
    if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return [longitude, latitude];
    const x = longitude - 105, y = latitude - 35, { PI, sin, cos, sqrt, abs } = Math;
    const waves = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3;
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
      + (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 + (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
      + (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 + (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
    const radians = latitude / 180 * PI, magic = 1 - FLAT * sin(radians) ** 2;
    return [
      longitude + east * 180 / (AXIS / sqrt(magic) * cos(radians) * PI),
      latitude + north * 180 / (AXIS * (1 - FLAT) / (magic * sqrt(magic)) * PI),
    ];
  }

  /** The layer of a figure in `group`, drawn by a function of view, size and origin; null if no tiles are set. */
  function layer(figure, group, make, unit) {
    const address = figure.dataset.tiles;
    if (!address) return null;
    const known = new Map();
    let wanted = new Set(), failed = 0;

    const settle = () => {
      if ([...wanted].some((key) => !known.get(key).done)) return; // the coarser ones stay until the finer are there
      for (const [key, one] of known) if (!wanted.has(key)) { one.image.remove(); known.delete(key); }
      figure.classList.toggle("is-without-tiles", wanted.size > 0 && failed >= wanted.size);
    };

    return function draw(view, { width, height }, origin) {
      const world = 360 * unit;
      const level = Math.max(0, Math.min(CLOSEST, Math.round(Math.log2(world * view.zoom / SIZE))));
      const count = 2 ** level, side = world / count;
      const west = (origin[0] + 180) * unit, north = (180 - origin[1]) * unit;
      const span = (middle, length, start) => [-1, 1].map((sign) => Math.floor((middle + sign * length / 2 / view.zoom + start) / side));
      const [left, right] = span(view.x, width, west), [top, bottom] = span(view.y, height, north);
      wanted = new Set();
      failed = 0;
      for (let row = Math.max(0, top); row <= Math.min(count - 1, bottom); row += 1) {
        for (let column = left; column <= right; column += 1) {
          const key = `${level}/${column}/${row}`;
          wanted.add(key);
          if (known.has(key)) { failed += known.get(key).failed; continue; }
          const href = address.replace("{z}", level).replace("{x}", ((column % count) + count) % count).replace("{y}", row);
          const image = make("image", { href, x: column * side - west, y: row * side - north, width: side, height: side, preserveAspectRatio: "none", "data-tile": key }, group);
          const one = { image, done: false, failed: 0 };
          known.set(key, one);
          image.addEventListener("load", () => { one.done = true; settle(); });
          image.addEventListener("error", () => { one.done = true; one.failed = 1; failed += wanted.has(key) ? 1 : 0; image.remove(); settle(); });
        }
      }
      settle();
    };
  }

  const shift = (figure) => (figure.dataset.tiles && figure.dataset.datum === "GCJ02" ? gcj02 : (longitude, latitude) => [longitude, latitude]);

  return { layer, shift };
})();
