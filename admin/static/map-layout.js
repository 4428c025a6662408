// Where marks and labels of a map go, so that none lies upon another. Arithmetic only: it draws nothing.
"use strict";

panel.mapLayout = (() => {
  const NEAR = 20; // pixels: marks that are nearer to each other than this are one crowd
  const FEW = 6; // so many of a crowd can stand round their place; more become one mark that counts them
  const MANY = 60; // on a map with more places than that, every crowd does
  const ROUNDS = 40, FARTHEST = 60, GAP = 2;

  /** Crowds of places by their positions in pixels, the important ones first. `alone` says which never join a crowd. */
  function crowds(places, alone) {
    const found = [];
    for (const place of places) {
      const near = alone(place) ? null : found.find((crowd) => crowd.open && Math.hypot(crowd.x - place.x, crowd.y - place.y) < NEAR);
      if (near) near.members.push(place);
      else found.push({ x: place.x, y: place.y, members: [place], open: !alone(place) });
    }
    const fewest = places.length > MANY ? 1 : FEW;
    return found.flatMap((crowd) => (crowd.members.length > fewest ? [crowd.members] : crowd.members.map((one) => [one])));
  }

  /** Moves marks {x, y, r} apart until none touches another, each as little as it takes; the same for the same marks. */
  function spread(marks) {
    for (const [number, one] of marks.entries()) {
      one.dx = Math.cos(number * 2.4) * 0.1; // so that marks on one spot have a direction to go
      one.dy = Math.sin(number * 2.4) * 0.1;
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      let touched = false;
      for (let first = 0; first < marks.length; first += 1) {
        for (let second = first + 1; second < marks.length; second += 1) {
          const one = marks[first], other = marks[second];
          const x = other.x + other.dx - one.x - one.dx, y = other.y + other.dy - one.y - one.dy;
          const apart = one.r + other.r + GAP;
          if (Math.abs(x) >= apart || Math.abs(y) >= apart) continue;
          const distance = Math.hypot(x, y) || 0.01;
          if (distance >= apart) continue;
          touched = true;
          const push = (apart - distance) / 2 / distance;
          one.dx -= x * push; one.dy -= y * push;
          other.dx += x * push; other.dy += y * push;
        }
      }
      if (!touched) break;
    }
    for (const one of marks) {
      const far = Math.hypot(one.dx, one.dy);
      if (far > FARTHEST) { one.dx *= FARTHEST / far; one.dy *= FARTHEST / far; }
      if (far < 1) one.dx = one.dy = 0;
    }
  }

  const overlap = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const sides = (mark, width, height) => {
    const { left: x, top: y, r } = mark;
    return [
      [x + r + 3, y - height / 2], [x - r - 3 - width, y - height / 2], [x - width / 2, y - r - 2 - height], [x - width / 2, y + r + 2],
    ].map(([left, top]) => [left, top, left + width, top + height]);
  };
  const inside = (box, frame) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];

  /** The boxes of labels, by mark; marks come in their order of importance, `blocked` are boxes that stay free. */
  function labels(marks, frame, blocked) {
    const taken = [...blocked, ...marks.map((one) => [one.left - one.r, one.top - one.r, one.left + one.r, one.top + one.r])];
    const found = new Map();
    for (const mark of marks) {
      if (!mark.width) continue;
      const box = sides(mark, mark.width, 16).find((side) => inside(side, frame) && !taken.some((other) => overlap(side, other) > 0));
      if (!box) continue;
      taken.push(box);
      found.set(mark, box);
    }
    return found;
  }

  /** Where a box beside a mark may stand that must be seen: wholly in the frame, over as little as can be. */
  function beside(mark, width, height, frame, blocked) {
    const within = sides(mark, width, height).map(([left, top]) => {
      const x = Math.max(frame[0], Math.min(left, frame[2] - width)), y = Math.max(frame[1], Math.min(top, frame[3] - height));
      return [x, y, x + width, y + height];
    });
    const own = [mark.left - mark.r, mark.top - mark.r, mark.left + mark.r, mark.top + mark.r];
    const cost = (box) => 50 * overlap(box, own) + blocked.reduce((sum, other) => sum + overlap(box, other), 0);
    return within.sort((one, other) => cost(one) - cost(other))[0];
  }

  return { crowds, spread, labels, beside };
})();
