// A record's actions: one POST for each, answered in place. What was typed stays until the server has said yes.
import { onChange } from "./live.js";
import { enhance, collect } from "./forms.js";

const page = document.querySelector("[data-page]");
const listeners = { decided: new Set(), replaced: new Set() };
/** Records that this page decided, or may have decided: an answer can get lost. */
export const tried = new Set();

/** `decided(answer)` after a decision was carried out or overtaken, `replaced(article)` when a record was drawn anew. */
export const on = (event, listener) => listeners[event].add(listener);

export const article = (root = page) => root.querySelector("[data-record]");
const heading = (root) => root.querySelector("[data-heading]");

/** A fresh operation id; also where crypto.randomUUID is not there (plain http in a local network). */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Put a record's HTML in place. */
export function draw(root, html, { focus = false } = {}) {
  root.innerHTML = html;
  root.removeAttribute("aria-busy");
  enhance(root);
  for (const figure of root.querySelectorAll("[data-map]")) panel.map?.(figure);
  for (const listener of listeners.replaced) listener(article(root));
  if (focus) heading(root)?.focus({ preventScroll: true });
}

/** Read a record's fragment; null if it could not be read. With `since`, it tells what happened after that. */
export function fetchRecord(url, { since = "", signal } = {}) {
  return panel.part(url, { signal, headers: since ? { "X-Since": since } : {} });
}

export function notice(text, tone = "success") {
  const place = page.querySelector("[data-notice]");
  if (!place) return;
  place.replaceChildren();
  if (!text) return;
  const box = document.createElement("p");
  box.className = `alert alert-${tone}`;
  box.textContent = text;
  place.append(box);
}

function errorsIn(form, errors, message) {
  for (const place of form.querySelectorAll("[data-error-for], [data-error]")) { place.hidden = true; place.textContent = ""; }
  for (const told of form.querySelectorAll("[data-preview] .ev-error")) told.remove(); // it is said again, at its field
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const general = [];
  let first = null;
  for (const error of errors) {
    const path = error.path.join(".");
    const field = form.querySelector(`[data-field="${CSS.escape(path)}"]`);
    const place = form.querySelector(`[data-error-for="${CSS.escape(path)}"]`);
    if (field && place) {
      field.setAttribute("aria-invalid", "true");
      place.textContent = error.message;
      place.hidden = false;
      first ??= field;
    } else {
      general.push(error.message);
    }
  }
  if (!errors.length) general.push(message);
  const place = form.querySelector("[data-error]");
  if (place && general.length) { place.textContent = general.join(" "); place.hidden = false; }
  first?.focus();
}

/**
 * Send one decision. Its operation id stays the same until the server has answered yes or no, so that pressing again
 * after a lost answer does it once only.
 */
export async function send(source, record, extra = {}) {
  source.dataset.operation ||= freshId();
  const version = source.dataset.version ?? record.dataset.version;
  const body = { version: version ? Number(version) : null, number: source.dataset.number ?? record.dataset.number,
    operationId: source.dataset.operation, ...extra };
  const answer = await panel.post(source.dataset.url, body);
  const known = answer.data && typeof answer.data.outcome === "string";
  if (answer.ok && known) delete source.dataset.operation;
  return { ...answer, known };
}

async function decide(source, form) {
  const record = source.closest("[data-record]") ?? article();
  if (record.getAttribute("aria-busy") === "true") return;
  record.setAttribute("aria-busy", "true");
  const extra = form ? collect(form) : {};
  tried.add(record.dataset.key);
  const answer = await send(source, record, extra);
  record.removeAttribute("aria-busy");
  const data = answer.data ?? {};
  if (!answer.known) {
    // Nobody can tell yet whether it was carried out: the same id goes out again.
    const gone = record.isConnected ? "" : `${record.dataset.number}: `;
    const text = `${gone}${data.message ? `${data.message} ` : ""}${page.dataset.sentUnknown}`;
    if (form) errorsIn(form, [], text); else notice(text, "danger");
    panel.announce(text);
    return;
  }
  panel.announce(data.message);
  const kept = data.outcome === "refused" || (data.outcome === "overtaken" && form?.dataset.keep !== undefined);
  if (kept) tried.delete(record.dataset.key);
  if (kept && record.isConnected) {
    if (form) errorsIn(form, data.outcome === "refused" ? data.errors : [], data.message); else notice(data.message, "danger");
    if (form && data.outcome === "overtaken") offerPresent(form, record);
    return;
  }
  if (!record.isConnected) { // meanwhile another record was opened: it stays
    for (const listener of listeners.decided) listener(data, record);
    return;
  }
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const here = record.parentElement;
  if (form?.dataset.stay !== undefined || source.dataset.stay !== undefined) {
    const html = await fetchRecord(record.dataset.url);
    if (html !== null) draw(here, html, { focus: true });
  } else if (data.record) {
    draw(here, data.record, { focus: true });
  }
  notice(data.message, data.outcome === "done" ? "success" : "warning");
  for (const listener of listeners.decided) listener(data, record);
}

/** What was typed stays; the present state is a press away. */
function offerPresent(form, record) {
  const place = form.querySelector("[data-error]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = page.dataset.showNow;
  button.addEventListener("click", async () => {
    const html = await fetchRecord(record.dataset.url, { since: record.dataset.seen });
    if (html !== null) draw(record.parentElement, html, { focus: true });
  });
  place?.append(" ", button);
}

/** Start an action by its button: at once, by asking first, or by going to its form; greyed ones say why. */
export function begin(button) {
  if (button.getAttribute("aria-disabled") === "true") {
    const why = document.getElementById(button.getAttribute("aria-describedby"))?.textContent.trim() ?? "";
    panel.announce(page.dataset.notPossible.replace("{reason}", why));
    button.focus();
    return;
  }
  const form = button.closest("[data-record]").querySelector("form[data-dirty]");
  if (form && form.id !== button.dataset.submits && form.id !== button.dataset.focus) {
    // Else what was typed would be lost, or worse: be believed to have been carried out.
    notice(page.dataset.typed, "warning");
    panel.announce(page.dataset.typed);
    form.querySelector("input:not([type=hidden]), select")?.focus();
    return;
  }
  if (button.dataset.dialog) {
    const dialog = document.getElementById(button.dataset.dialog);
    dialog.showModal();
    dialog.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  } else if (button.dataset.submits) {
    document.getElementById(button.dataset.submits).requestSubmit();
  } else if (button.dataset.focus) {
    const target = document.getElementById(button.dataset.focus);
    target?.scrollIntoView({ block: "nearest" });
    target?.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  } else {
    decide(button, null);
  }
}

if (page) {
  page.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if (target.dataset.action !== undefined) begin(target);
    else if (target.dataset.close !== undefined) target.closest("dialog").close();
    else if (target.dataset.reason !== undefined) {
      const field = target.closest("form").querySelector("[name=reason]");
      field.value = target.dataset.reason;
      field.focus();
    }
  });
  page.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-decision]");
    if (!form) return;
    event.preventDefault();
    decide(form, form);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.target.closest("form[data-decision]")?.requestSubmit();
    }
  });
  page.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-decision]");
    if (form) form.dataset.dirty = "1";
    const field = event.target.closest("[aria-invalid]"); // what was said of it is said of what stood there
    if (!form || !field) return;
    field.removeAttribute("aria-invalid");
    const told = form.querySelector(`[data-error-for="${CSS.escape(field.dataset.field)}"]`);
    if (told) { told.hidden = true; told.textContent = ""; }
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  if (article()) enhance(page);

  onChange(overtakenBy);
}

/** Somebody else changed what is shown: draw it anew and say what happened, unless something is being typed. */
async function overtakenBy(change) {
  const record = article();
  if (!record) return;
  const watched = (record.dataset.watch ?? "").split(" ");
  if (change && !change.keys.some((key) => watched.includes(`${change.kind}:${key}`))) return;
  if (record.getAttribute("aria-busy") === "true") {
    setTimeout(() => overtakenBy(change), 300); // our own decision is on its way
    return;
  }
  const html = await fetchRecord(record.dataset.url, { since: record.dataset.seen });
  if (html === null || article() !== record || record.getAttribute("aria-busy") === "true") return;
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-record]");
  if (!fresh || fresh.dataset.stamp === record.dataset.stamp) return;
  if (record.querySelector("form[data-dirty]") || document.querySelector("dialog[open]")) {
    const since = fresh.querySelector(".rec-since");
    if (since) record.querySelector("[data-notice]")?.replaceChildren(since);
    return;
  }
  draw(record.parentElement, html, { focus: record.contains(document.activeElement) });
}
