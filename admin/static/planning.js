// Planning: the calendar (drag and drop, keys), the day's route (order by hand or worked out), plans, assignments and the
// working calendar. Every change goes to the server; what it made of it is fetched and drawn anew.
import { onChange } from "./live.js";

const fresh = () => crypto.randomUUID();
const say = (place, text, bad = false) => {
  if (place) { place.textContent = text; place.classList.toggle("is-bad", bad); }
  panel.announce(text);
};
const answerOf = (answer, lost) => answer.ok ? answer.data.message : (answer.data?.message ?? lost);

// -- the calendar

const board = document.querySelector("[data-board]");
if (board) {
  const dialog = document.querySelector("[data-move-dialog]");
  let dragged = null, busy = false, waiting = 0;

  const chip = (key) => board.querySelector(`[data-visit="${CSS.escape(key)}"]`);
  const wrap = () => board.querySelector(".ev-table-wrap");

  async function refresh(focus = null) {
    const text = await panel.part(location.href);
    if (text === null) return;
    const [left, top] = [wrap()?.scrollLeft ?? 0, wrap()?.scrollTop ?? 0];
    // Who went on to another visit while the answer was on its way stays there.
    const kept = document.activeElement?.closest("[data-visit]")?.dataset.visit ?? focus;
    board.innerHTML = text; // our own template, escaped there
    wrap()?.scrollTo(left, top);
    if (kept) chip(kept)?.querySelector("a")?.focus();
  }

  async function move(item, to) {
    if (busy) return;
    busy = true;
    item.classList.add("is-busy");
    const body = { visit: item.dataset.visit, version: Number(item.dataset.version), operationId: fresh(), ...to };
    if (body.rep === item.dataset.rep) delete body.rep;
    const answer = await panel.post(board.dataset.move, body);
    busy = false;
    item.classList.remove("is-busy");
    tell(answerOf(answer, board.dataset.lost), !answer.ok);
    if (answer.status) await refresh(item.dataset.visit);
  }

  function tell(text, bad) {
    let place = document.querySelector(".plan-toast");
    if (!place) {
      place = document.createElement("p");
      place.className = "plan-toast";
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.classList.toggle("is-bad", bad);
    place.textContent = text;
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => place.remove(), bad ? 9000 : 4000);
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.('[draggable="true"]');
    if (!dragged) return;
    event.dataTransfer.setData("text/plain", dragged.dataset.visit);
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("is-dragged");
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    board.querySelectorAll(".is-over").forEach((cell) => cell.classList.remove("is-over"));
    dragged = null;
  });
  const target = (event) => {
    const cell = event.target.closest?.("[data-drop]");
    return dragged && cell && !("past" in cell.dataset) ? cell : null;
  };
  board.addEventListener("dragover", (event) => {
    const cell = target(event);
    if (!cell) return;
    event.preventDefault();
    board.querySelectorAll(".is-over").forEach((other) => other !== cell && other.classList.remove("is-over"));
    cell.classList.add("is-over");
  });
  board.addEventListener("drop", (event) => {
    const cell = target(event);
    if (!cell) return;
    event.preventDefault();
    const before = event.target.closest("[data-visit]");
    const to = { day: cell.dataset.day, rep: cell.dataset.rep };
    if (before && before !== dragged) to.position = [...cell.querySelectorAll("[data-visit]")].indexOf(before) + 1;
    else if (cell.contains(dragged)) return;
    move(dragged, to);
  });

  function shift(item, days, reps) {
    const cell = item.closest("[data-drop]");
    let next;
    if (reps) {
      const row = cell.parentElement[reps < 0 ? "previousElementSibling" : "nextElementSibling"];
      next = row?.children[cell.cellIndex];
      if (board.querySelector(".is-month")) return;
    } else {
      const cells = [...board.querySelectorAll("[data-drop]")].filter((one) => one.dataset.rep === cell.dataset.rep);
      next = cells[cells.indexOf(cell) + days];
    }
    if (next?.dataset.day && !("past" in next.dataset)) move(item, { day: next.dataset.day, rep: next.dataset.rep });
  }

  function open(item) {
    if (!dialog) return;
    dialog.querySelector("[data-move-name]").textContent = item.dataset.name;
    dialog.querySelector("#move-day").value = item.dataset.day;
    dialog.querySelector("#move-time").value = "";
    const rep = dialog.querySelector("#move-rep");
    if (rep) rep.value = item.dataset.rep;
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue === "move") {
        const to = { day: dialog.querySelector("#move-day").value, time: dialog.querySelector("#move-time").value };
        if (rep) to.rep = rep.value;
        move(item, to);
      } else chip(item.dataset.visit)?.querySelector("a")?.focus();
    };
    dialog.showModal();
  }

  board.addEventListener("keydown", (event) => {
    const item = event.target.closest('[draggable="true"]');
    if (!item) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.altKey && steps) { event.preventDefault(); shift(item, ...steps); }
    else if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); open(item); }
  });
  board.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more]");
    if (button) open(button.closest("[data-visit]"));
  });
  onChange((change) => {
    if (change !== null && change.kind !== "Visit" && change.kind !== "DayRoute") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!busy && !dragged && !dialog?.open) refresh(); }, 600);
  });
}

// -- the day's route

const route = document.querySelector("[data-route]");
if (route) {
  const parts = route.querySelector("[data-parts]");
  const map = panel.map?.(document.getElementById("route"));
  let dragged = null, busy = false;

  const told = () => parts.querySelector("[data-told]");
  const items = () => [...parts.querySelectorAll("[data-visit]")];
  const planned = () => items().filter((item) => "planned" in item.dataset);

  async function refresh(text, bad, focus) {
    const html = await panel.part(location.href);
    if (html !== null) {
      parts.innerHTML = html;
      map?.show(JSON.parse(parts.querySelector("[data-map-data]").dataset.mapData));
    }
    say(told(), text, bad);
    if (focus) (parts.querySelector(focus) ?? parts.querySelector("[data-stops]"))?.focus();
  }
  async function send(url, body, focus) {
    if (busy) return;
    busy = true;
    parts.classList.add("is-busy");
    const answer = await panel.post(url, { day: route.dataset.day, rep: route.dataset.rep, operationId: fresh(), ...body });
    parts.classList.remove("is-busy");
    busy = false;
    await refresh(answerOf(answer, route.dataset.lost), !answer.ok, focus);
  }
  function place(key, at, focus) {
    const order = planned().map((item) => item.dataset.visit).filter((one) => one !== key);
    order.splice(Math.max(0, Math.min(at, order.length)), 0, key);
    send(route.dataset.order, { visits: order }, focus);
  }

  parts.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const item = step.closest("[data-visit]"), key = item.dataset.visit;
      place(key, planned().indexOf(item) + Number(step.dataset.step), `[data-visit="${CSS.escape(key)}"] [data-step="${step.dataset.step}"]`);
    } else if (event.target.closest("[data-optimise-now]")) send(route.dataset.optimise, {}, "[data-optimise-now]");
    else { const item = event.target.closest("[data-visit]"); if (item && !event.target.closest("a")) map?.select(item.dataset.visit); }
  });
  parts.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-planned]");
    if (dragged) { event.dataTransfer.setData("text/plain", dragged.dataset.visit); event.dataTransfer.effectAllowed = "move"; dragged.classList.add("is-dragged"); }
  });
  parts.addEventListener("dragend", () => { dragged?.classList.remove("is-dragged"); dragged = null; });
  parts.addEventListener("dragover", (event) => { if (dragged && event.target.closest("[data-planned]")) event.preventDefault(); });
  parts.addEventListener("drop", (event) => {
    const onto = event.target.closest("[data-planned]");
    if (!dragged || !onto || onto === dragged) return;
    event.preventDefault();
    place(dragged.dataset.visit, planned().indexOf(onto));
  });
  const figure = document.getElementById("route");
  figure?.addEventListener("map:drop", (event) => {
    const onto = planned().findIndex((item) => item.dataset.visit === event.detail.onto);
    if (onto >= 0) place(event.detail.key, onto);
  });
  figure?.addEventListener("map:select", (event) => {
    for (const item of items()) item.classList.toggle("is-chosen", item.dataset.visit === event.detail.key);
  });
}

// -- a plan

const plan = document.querySelector("[data-plan]");
if (plan) {
  const parts = plan.querySelector("[data-parts]");
  let waiting = 0;
  async function refresh() {
    const open = [...parts.querySelectorAll("details[open] > summary strong")].map((one) => one.textContent);
    const said = parts.querySelector("[data-told]")?.textContent ?? "";
    const html = await panel.part(location.href);
    if (html === null) return;
    parts.innerHTML = html;
    for (const one of parts.querySelectorAll("details")) if (open.includes(one.querySelector("summary strong").textContent)) one.open = true;
    if (said) parts.querySelector("[data-told]").textContent = said;
  }
  parts.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-plan-do]");
    if (!button || button.disabled) return;
    button.disabled = true;
    const version = button.dataset.version ? Number(button.dataset.version) : null;
    const answer = await panel.post(`${plan.dataset.url}/${button.dataset.planDo}`, { operationId: button.dataset.operation, version });
    button.disabled = false;
    say(parts.querySelector("[data-told]"), answerOf(answer, plan.dataset.lost), !answer.ok);
    if (answer.status) await refresh();
  });
  onChange((change) => {
    if (change !== null && (change.kind !== "Plan" || !change.keys.includes(plan.dataset.plan))) return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 150);
  });
}

// -- assignments and the working calendar

for (const place of document.querySelectorAll("[data-count-of]")) {
  const boxes = [...document.querySelectorAll(`input[name="${place.dataset.countOf}"]`)];
  const all = document.querySelector(`[data-all="${place.dataset.countOf}"]`);
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    place.textContent = place.dataset.text.replace("#", String(chosen));
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  };
  all?.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}

const days = document.querySelector("[data-days-form]");
if (days) {
  const first = days.querySelector("#from"), last = days.querySelector("#until");
  const show = () => {
    for (const button of document.querySelectorAll("[data-pick]")) {
      const on = button.dataset.pick, to = last.value || first.value;
      button.setAttribute("aria-pressed", String(Boolean(first.value) && on >= first.value && on <= to));
    }
  };
  document.addEventListener("click", (event) => {
    const on = event.target.closest("[data-pick]")?.dataset.pick;
    if (!on) return;
    if (first.value && !last.value && on > first.value) last.value = on;
    else { first.value = on; last.value = ""; }
    show();
  });
  for (const field of [first, last]) field.addEventListener("change", show);
  show();
}
