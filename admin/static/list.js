// Lists: a click anywhere opens the row, j and k go along rows, the filter dialog; record pages lead back to the same rows.
"use strict";

(() => {
  const table = document.querySelector("[data-rows]");
  const here = location.pathname;
  if (table) {
    sessionStorage.setItem(`ev-back:${here}`, location.pathname + location.search);
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-href]");
      if (!row || event.target.closest("a, button, input") || String(getSelection())) return;
      if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener");
      else location.assign(row.dataset.href);
    });
    document.addEventListener("keydown", (event) => {
      if (panel.typing(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      const step = { j: 1, k: -1 }[event.key];
      if (!step) return;
      const links = [...table.querySelectorAll(".ev-row-link")];
      const at = links.indexOf(document.activeElement);
      const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
      if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
    });
  }
  const batch = document.querySelector("[data-batch]");
  if (batch && table) {
    const boxes = [...table.querySelectorAll('input[form="batch"]')], all = table.querySelector("[data-tick-all]");
    const said = batch.querySelector("[data-batch-count]");
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      said.textContent = said.dataset.text.replace("#", String(ticked));
      batch.hidden = ticked === 0;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
    table.addEventListener("change", (event) => { if (boxes.includes(event.target)) count(); });
    addEventListener("pageshow", count); // what was ticked is still ticked on the way back
  }
  const back = document.querySelector("[data-back-to]");
  if (back) {
    const kept = sessionStorage.getItem(`ev-back:${back.dataset.backTo}`);
    if (kept) back.href = kept;
  }
})();

(() => {
  const dialog = document.getElementById("filter-dialog");
  const opener = document.querySelector("[data-open-filter]");
  if (!dialog || !opener) return;
  const field = dialog.querySelector("#filter-field");
  const operator = dialog.querySelector("#filter-operator");
  const place = dialog.querySelector("[data-filter-value]");
  const error = dialog.querySelector("[data-filter-error]");
  const negated = dialog.querySelector("#filter-negated");
  const presets = JSON.parse(place.dataset.presets);
  let known = null, read = () => "";

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  opener.addEventListener("click", async () => {
    if (!known) {
      const { ok, data } = await panel.get(`/admin/filters/${dialog.dataset.list}`);
      if (!ok) return;
      known = new Map();
      for (const group of data.groups) {
        const options = group.fields.map((one) => { known.set(one.path, one); return element("option", { value: one.path }, one.label); });
        if (group.label) field.append(element("optgroup", { label: group.label }, ...options));
        else field.append(...options);
      }
      field.selectedIndex = 0;
      choose();
    }
    dialog.showModal();
    field.focus();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  field.addEventListener("change", choose);
  operator.addEventListener("change", ask);

  function choose() {
    const one = known.get(field.value);
    if (!one) return;
    operator.replaceChildren(...one.operators.map(([value, text]) => element("option", { value }, text)));
    ask();
  }

  function ask() {
    const one = known.get(field.value);
    place.replaceChildren();
    error.hidden = true;
    const label = place.dataset.value;
    if (operator.value === "empty" || operator.value === "filled") { read = () => ""; return; }
    if (operator.value === "during") {
      const select = element("select", { class: "form-select", "aria-label": label }, ...Object.entries(presets).map(([value, text]) => element("option", { value }, text)));
      place.append(select);
      read = () => select.value;
    } else if (one.list) picker(one.list, label);
    else if (one.choices && one.kind === "ENUM") {
      const boxes = one.choices.map(([value, text]) => element("label", { class: "ev-check" }, element("input", { type: "checkbox", value }), text));
      place.append(element("div", { role: "group", "aria-label": label }, ...boxes));
      read = () => [...place.querySelectorAll("input:checked")].map((box) => box.value).join(",");
    } else if (one.choices) {
      const select = element("select", { class: "form-select", "aria-label": label }, ...one.choices.map(([value, text]) => element("option", { value }, text)));
      place.append(select);
      read = () => select.value;
    } else {
      const type = { DATE: "date", DATETIME: "date", INT: "number", FLOAT: "number", DECIMAL: "number" }[one.kind] ?? "text";
      const input = element("input", { class: "form-control", type, "aria-label": label, maxlength: "200" });
      if (type === "number") input.setAttribute("step", one.kind === "INT" ? "1" : "any");
      place.append(input);
      read = () => input.value.trim();
    }
  }

  // Related records are found by typing, several can be chosen.
  function picker(list, label) {
    const chosen = new Map();
    const picked = element("div", { class: "ev-picked" });
    const input = element("input", { class: "form-control", type: "search", "aria-label": label, placeholder: place.dataset.search });
    const results = element("div", { class: "ev-results" });
    let timer = 0, latest = 0, listed = null, hurried = false;
    const draw = () => picked.replaceChildren(...[...chosen].map(([id, title]) => {
      const button = element("button", { type: "button", class: "ev-tag" }, `${title} ×`);
      button.addEventListener("click", () => { chosen.delete(id); draw(); });
      return button;
    }));
    const search = async () => {
      const mine = ++latest;
      const asked = input.value.trim();
      const { ok, data } = await panel.get(`/admin/lookup/${list}?q=${encodeURIComponent(asked)}`);
      if (!ok || mine !== latest) return;
      listed = asked;
      results.replaceChildren(...data.rows.map((row) => {
        const button = element("button", { type: "button" }, row.title);
        if (row.hint) button.append(element("small", {}, row.hint));
        button.addEventListener("click", () => { chosen.set(row.id, row.title); draw(); input.focus(); });
        return button;
      }));
      if (hurried) { hurried = false; results.querySelector("button")?.click(); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 200); });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      // Faster than the list: the first of what was typed, not of what is still shown.
      if (listed !== input.value.trim()) { hurried = true; clearTimeout(timer); search(); }
      else results.querySelector("button")?.click();
    });
    place.append(picked, input, results);
    search();
    read = () => [...chosen.keys()].join(",");
  }

  dialog.querySelector("[data-filter-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    const value = read();
    const bare = operator.value === "empty" || operator.value === "filled";
    if (!bare && !value) { error.hidden = false; return; }
    const url = new URL(dialog.dataset.url, location.href);
    url.searchParams.append("f", `${negated.checked ? "!" : ""}${field.value}:${operator.value}:${value}`);
    location.assign(url);
  });
})();

// Sums of everything that is filtered, when somebody asks for them.
(() => {
  const button = document.querySelector("[data-sums]");
  const shown = document.querySelector("[data-sums-shown]");
  if (!button || !shown) return;
  const part = (label, text) => {
    const made = document.createElement("span");
    const value = document.createElement("b");
    value.textContent = text;
    made.append(label ? `${label} ` : "", value);
    return made;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { ok, data } = await panel.get(button.dataset.sums);
    button.disabled = false;
    if (ok) shown.replaceChildren(part("", data.count), ...data.sums.map((one) => part(one.label, one.text)));
    else shown.textContent = data?.message ?? button.dataset.failed;
  });
})();
