// The work queue: the list stays, the record beside it changes; after a decision the next one opens.
import { onChange } from "./live.js";
import { article, begin, draw, fetchRecord, freshId, notice, on, tried } from "./record.js";

const queue = document.querySelector("[data-queue]");
const list = queue.querySelector("[data-list]");
const pane = document.querySelector("[data-page]");
const text = queue.dataset;
const actions = text.actions.split(" ");
const rows = () => [...list.querySelectorAll("[data-row]")];
const rowOf = (key) => list.querySelector(`[data-row="${key}"]`);
const chosen = () => rows().filter((row) => row.querySelector("[data-pick-row]").checked);
let opening = null, current = article(pane)?.dataset.key ?? "";

// -- the open record

async function open(row, { focus = true, push = true } = {}) {
  if (!row) return;
  current = row.dataset.row;
  mark(row);
  if (focus) link(row).focus();
  row.scrollIntoView({ block: "nearest" });
  opening?.abort();
  const mine = opening = new AbortController();
  pane.setAttribute("aria-busy", "true");
  let html;
  try {
    html = await fetchRecord(row.dataset.url, { signal: mine.signal });
  } catch (error) {
    if (error.name === "AbortError") return;
    throw error;
  }
  if (html === null) { pane.removeAttribute("aria-busy"); notice(text.textUnreadable, "danger"); return; }
  draw(pane, html);
  pane.scrollTop = 0;
  if (push) remember();
}

const link = (row) => row.querySelector("a[data-open]");

function mark(row) {
  for (const other of rows()) {
    other.classList.toggle("is-open", other === row);
    if (other === row) link(other).setAttribute("aria-current", "true"); else link(other).removeAttribute("aria-current");
  }
}

/** The address names the open record, so that Back and a reload come to the same place. */
function remember() {
  const address = new URL(location.href);
  address.searchParams.set("record", current);
  history.replaceState(null, "", address);
}

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.row === current);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (next && next.dataset.row !== current) open(next);
  else if (next) link(next).focus();
}

// -- the list, as the server has it now

function listUrl(extra = {}) {
  const address = new URL(text.rows, location.origin);
  for (const [name, value] of new URL(location.href).searchParams) if (name !== "record") address.searchParams.set(name, value);
  for (const [name, value] of Object.entries(extra)) address.searchParams.set(name, value);
  return address;
}

async function fetchList(extra) {
  const html = await panel.part(listUrl(extra));
  return html === null ? null : new DOMParser().parseFromString(html, "text/html").body;
}

/** Bring the list up to date; answers what came and what went. Ticks, notes and focus stay. */
async function refresh({ mine = [] } = {}) {
  const fresh = await fetchList({ first: Math.max(rows().length, 50) });
  if (!fresh) return null;
  const before = new Map(rows().map((row) => [row.dataset.row, row]));
  const focused = document.activeElement?.closest?.("[data-row]")?.dataset.row;
  const came = [], next = [...fresh.querySelectorAll("[data-row]")];
  for (const row of next) {
    const old = before.get(row.dataset.row);
    if (!old) { came.push(row); row.classList.add("is-new"); continue; }
    row.querySelector("[data-pick-row]").checked = old.querySelector("[data-pick-row]").checked;
    if (old.dataset.version === row.dataset.version) {
      const note = old.querySelector("[data-row-note]");
      if (note.textContent) row.querySelector("[data-row-note]").replaceWith(note);
    }
    before.delete(row.dataset.row);
  }
  const went = [...before.values()].filter((row) => !mine.includes(row.dataset.row) && !tried.has(row.dataset.row));
  list.replaceChildren(...fresh.querySelector("[data-list]").childNodes);
  queue.querySelector("[data-count]").textContent = fresh.querySelector("[data-list]").dataset.count;
  const here = rowOf(current);
  if (here) mark(here);
  if (focused && rowOf(focused)) link(rowOf(focused)).focus({ preventScroll: true });
  tally();
  return { came, went };
}

async function more(button) {
  button.disabled = true;
  const fresh = await fetchList({ after: button.dataset.after });
  button.disabled = false;
  if (!fresh) return;
  const added = [...fresh.querySelectorAll("[data-row]")];
  button.closest("li").replaceWith(...fresh.querySelector("[data-list]").childNodes);
  if (added[0]) link(rowOf(added[0].dataset.row)).focus();
}

/** After a decision: the next record opens and has the focus; the result is said. */
async function advance(answer, record) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.row === record.dataset.key);
  const after = all.slice(at + 1).map((row) => row.dataset.row);
  const ahead = all.slice(0, Math.max(at, 0)).reverse().map((row) => row.dataset.row);
  await refresh({ mine: [record.dataset.key] });
  status(answer.message, answer.outcome === "done" ? "ok" : "warn", record);
  if (current !== record.dataset.key) return; // people have gone on to another one
  if (rowOf(current)) { mark(rowOf(current)); return; }
  const next = [...after, ...ahead].map(rowOf).find(Boolean);
  if (next) await open(next);
  else { current = ""; pane.innerHTML = queue.querySelector("[data-nothing]").innerHTML; queue.querySelector("h1").focus(); }
}
on("decided", advance);

function status(message, tone, record) {
  const place = queue.querySelector("[data-status]");
  place.replaceChildren();
  place.className = `queue-status is-${tone}`;
  place.append(message);
  if (record?.dataset.url) {
    const show = document.createElement("a");
    show.href = record.dataset.url;
    show.textContent = text.textShow;
    place.append(" ", show);
  }
}

// -- ticks and the batch

/** ¥1,234.50 of amounts with two decimals, exactly. */
function sum(amounts) {
  const cents = amounts.reduce((total, amount) => total + BigInt(amount.replace(".", "")), 0n);
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${cents < 0n ? "−" : ""}¥${whole}.${digits.slice(-2)}`;
}

const cents = (amount) => { const [whole, part = ""] = amount.split("."); return `${whole}.${part.padEnd(2, "0").slice(0, 2)}`; };

function tally() {
  const bar = queue.querySelector("[data-batch]");
  if (!bar) return;
  const picked = chosen();
  queue.querySelector("[data-tools]").hidden = rows().length === 0;
  bar.hidden = picked.length === 0;
  bar.querySelector("[data-picked]").textContent = text.textPicked.replace("{n}", picked.length)
    .replace("{sum}", sum(picked.map((row) => cents(row.dataset.amount))));
  const all = queue.querySelector("[data-pick-all]");
  all.checked = picked.length > 0 && picked.length === rows().length;
  all.indeterminate = picked.length > 0 && !all.checked;
  const matching = queue.querySelector("[data-all-matching]");
  if (matching) matching.hidden = !(all.checked && list.querySelector("[data-more-rows]"));
}

async function pickAllMatching() {
  let button;
  while ((button = list.querySelector("[data-more-rows]")) && rows().length < 500) await more(button);
  for (const row of rows()) row.querySelector("[data-pick-row]").checked = true;
  tally();
  panel.announce(queue.querySelector("[data-picked]").textContent);
}

const operations = new Map();

/** Exactly the records that are ticked and shown, a few at a time; each answers for itself. */
async function batch(action, reason) {
  const picked = chosen();
  const bar = queue.querySelector("[data-batch]");
  bar.setAttribute("aria-busy", "true");
  const results = [];
  for (let at = 0; at < picked.length; at += 20) {
    const items = picked.slice(at, at + 20).map((row) => {
      const id = `${action} ${row.dataset.row}`;
      if (!operations.has(id)) operations.set(id, freshId());
      return { key: row.dataset.row, version: Number(row.dataset.version), number: row.dataset.number, operationId: operations.get(id) };
    });
    status(text.textProgress.replace("{done}", at).replace("{all}", picked.length), "info");
    const answer = await panel.post(`${text.url}/batch`, { action, reason, items });
    if (answer.data?.results) results.push(...answer.data.results);
    else results.push(...items.map((item) => ({ key: item.key, outcome: "unknown", message: text.textUnknown })));
  }
  bar.removeAttribute("aria-busy");
  for (const result of results) if (result.outcome !== "unknown") operations.delete(`${action} ${result.key}`);
  const done = results.filter((result) => result.outcome === "done");
  const gone = rowOf(current) && done.some((result) => result.key === current);
  const order = rows().map((row) => row.dataset.row);
  await refresh({ mine: results.map((result) => result.key) });
  for (const result of results) {
    const row = rowOf(result.key);
    if (!row) continue;
    row.querySelector("[data-pick-row]").checked = false;
    if (result.outcome === "done") continue;
    const note = row.querySelector("[data-row-note]");
    note.textContent = result.message;
    row.classList.add("has-failed");
  }
  tally();
  const failed = results.length - done.length;
  const overtaken = results.filter((result) => result.outcome === "overtaken" && !rowOf(result.key));
  const message = text.textBatch.replace("{done}", done.length).replace("{failed}", failed)
    + overtaken.map((result) => ` ${result.message}`).join("");
  status(message, failed ? "warn" : "ok");
  panel.announce(message);
  if (gone || !rowOf(current)) {
    const from = order.indexOf(current);
    const next = [...order.slice(from + 1), ...order.slice(0, Math.max(from, 0)).reverse()].map(rowOf).find(Boolean);
    if (next) await open(next);
    else { current = ""; pane.innerHTML = queue.querySelector("[data-nothing]").innerHTML; }
  }
}

// -- pointer and keys

queue.addEventListener("click", (event) => {
  const opened = event.target.closest("a[data-open]");
  if (opened && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(opened.closest("[data-row]"));
    if (matchMedia("(max-width: 820px)").matches) pane.scrollIntoView(); // there it stands below the list
    return;
  }
  const button = event.target.closest("button");
  if (button?.dataset.moreRows !== undefined) more(button);
  else if (button?.dataset.allMatching !== undefined) pickAllMatching();
  else if (button?.dataset.batchAction) {
    const dialog = document.getElementById(`batch-${button.dataset.batchAction}`);
    dialog.querySelector("[data-batch-sum]").textContent = queue.querySelector("[data-picked]").textContent;
    dialog.showModal();
  } else if (button?.dataset.close !== undefined) button.closest("dialog").close();
  else if (button?.dataset.reason !== undefined) button.closest("form").elements.reason.value = button.dataset.reason;
  else if (button?.dataset.help !== undefined) help();
});
queue.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-batch-form]");
  if (!form) return;
  event.preventDefault();
  const reason = form.elements.reason?.value ?? "";
  if (form.elements.reason && !reason.trim()) { form.querySelector("[data-error]").hidden = false; form.elements.reason.focus(); return; }
  form.closest("dialog").close();
  batch(form.dataset.batchForm, reason);
});
queue.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const row of rows()) row.querySelector("[data-pick-row]").checked = event.target.checked;
  }
  if (event.target.matches("[data-pick-all], [data-pick-row]")) tally();
  if (event.target.matches("[data-filters] select")) event.target.form.requestSubmit();
});

const help = () => document.getElementById("queue-keys").showModal();

const keys = {
  j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
  x: () => { const box = rowOf(current)?.querySelector("[data-pick-row]"); if (box) { box.checked = !box.checked; tally(); panel.announce(queue.querySelector("[data-picked]")?.textContent ?? ""); } },
  Enter: () => pane.querySelector("[data-heading]")?.focus(),
  Escape: () => { const row = rowOf(current); if (row) link(row).focus(); },
  "?": help,
};
document.addEventListener("keydown", (event) => {
  if (panel.typing(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("summary, button, .ev-menu") && (event.key === "Enter" || event.key === " ")) return;
  if (event.key === "Enter" && event.target.closest("a") && !event.target.closest("[data-row]")) return;
  if (event.key.startsWith("Arrow") && !event.target.closest("[data-list]")) return;
  const run = keys[event.key];
  if (run) { event.preventDefault(); run(); return; }
  const button = actions.map((name) => pane.querySelector(`button[data-action="${name}"][data-key="${CSS.escape(event.key)}"]`)).find(Boolean);
  if (!button) return;
  event.preventDefault();
  // What is acted on is what is shown, never what is still on its way.
  if (pane.getAttribute("aria-busy") === "true" || article(pane)?.dataset.key !== current) { panel.announce(text.textLoading); return; }
  begin(button);
});

/** Keys work for what this queue decides; the hints say no more than that. */
function hint(record) {
  for (const button of record?.querySelectorAll("button[data-key]") ?? []) {
    const ours = actions.includes(button.dataset.action);
    for (const key of button.querySelectorAll("kbd")) key.hidden = !ours;
    if (!ours) button.removeAttribute("aria-keyshortcuts");
  }
}
on("replaced", hint);

// -- what others do

let waiting = 0;
onChange((change) => {
  if (change && !text.kinds.split(" ").includes(change.kind)) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const found = await refresh();
    if (!found) return;
    const parts = [];
    if (found.came.length) parts.push(text.textCame.replace("{n}", found.came.length));
    if (found.went.length) parts.push(text.textWent.replace("{n}", found.went.length));
    if (parts.length) status(parts.join(" "), "info");
  }, 300);
});

hint(article(pane));
const first = rowOf(current);
if (first) { mark(first); if (document.activeElement === document.body) link(first).focus({ preventScroll: true }); }
tally();
