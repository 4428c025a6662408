// The builder of forms: fields are added, changed, moved and removed; every change is kept and checked by the server.
"use strict";

(() => {
  const root = document.querySelector("[data-builder]");
  if (!root) return;
  const data = JSON.parse(root.dataset.builder);
  const { words, kinds, roles, url, limits } = data;
  const preview = window.formPreview(root.querySelector("[data-preview]"), data);
  let draft = data.draft, version = data.version;
  if (!data.editable) { preview.show(draft); return; }

  const list = root.querySelector("[data-fields]"), state = root.querySelector("[data-state]");
  const undoButton = root.querySelector("[data-undo]"), summary = root.querySelector("[data-problems]");
  const history = [];
  let open = "", problems = [], dirty = false, saving = false, timer = 0, typed = 0, blocked = false;
  const fill = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, value), text);
  const isTable = (field) => field.kind === "PRODUCT_LINES" || field.kind === "COMPETITOR_LINES";
  const numeric = (field) => field.kind === "NUMBER" || field.kind === "COMPUTED";
  const named = () => draft.flatMap((field) => [{ field, table: null }, ...(field.columns ?? []).map((column) => ({ field: column, table: field }))]);

  const element = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made && name !== "list") made[name] = value; else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };
  const icon = (name) => element("i", { className: `fa-solid fa-${name}`, "aria-hidden": "true" });

  // -- changes

  function remember(quick = false) {
    const now = Date.now();
    if (!quick || now - typed > 900) history.push(JSON.stringify(draft));
    if (history.length > 100) history.shift();
    typed = quick ? now : 0;
    undoButton.disabled = false;
  }
  function change(work, focus) {
    remember();
    work();
    draw(focus);
    changed();
  }
  function changed() {
    dirty = true;
    preview.show(draft);
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  }
  function undo() {
    const before = history.pop();
    if (before === undefined) return;
    draft = JSON.parse(before);
    typed = 0;
    undoButton.disabled = !history.length;
    draw();
    changed();
  }

  async function save() {
    if (saving || blocked || !dirty) return;
    saving = true;
    dirty = false;
    say(words.saving);
    const { ok, status, data: answer } = await panel.post(`${url}/draft`, { draft, version });
    saving = false;
    if (ok) {
      version = answer.version;
      problems = answer.problems;
      say(words.saved);
      mark();
      if (dirty) save();
    } else if (status === 409) {
      blocked = true;
      conflict(answer);
    } else {
      dirty = true;
      say(fill(words.unsaved, { reason: answer?.message ?? words.lost }), true);
      if (answer?.errors) { problems = answer.errors; mark(); }
      if (status === 0 || status >= 500) { clearTimeout(timer); timer = setTimeout(save, 3000); }
    }
  }
  function say(text, bad = false) {
    state.classList.toggle("fb-bad", bad);
    if (state.textContent !== text) state.textContent = text;
  }
  function conflict(answer) {
    say("");
    state.classList.add("fb-bad");
    state.append(words.conflict, " ",
      element("button", { type: "button", className: "btn", onclick: () => { dirty = false; location.reload(); } }, words.theirs), " ",
      element("button", { type: "button", className: "btn", onclick: () => { version = answer.params.version; blocked = false; dirty = true; save(); } }, words.mine));
  }

  /** What is wrong stands beside the field; what has no place of its own, at the field's head. */
  function mark() {
    for (const text of list.querySelectorAll("[data-error]")) text.textContent = "";
    for (const input of list.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const heads = new Map();
    for (const problem of problems) {
      const path = problem.path.map(String);
      let text = null;
      for (let steps = path.length; steps > 1 && !text; steps -= 1) {
        const name = path.slice(0, steps).join(".");
        text = list.querySelector(`[data-error="${name}"]`);
        if (text) list.querySelector(`[data-path="${name}"]`)?.setAttribute("aria-invalid", "true");
      }
      if (text) text.textContent = text.textContent ? `${text.textContent} ${problem.message}` : problem.message;
      if (path[0] === "fields" && path.length > 1) heads.set(path[1], (heads.get(path[1]) ?? 0) + 1);
    }
    for (const [at, head] of [...list.querySelectorAll(":scope > li > .fb-head")].entries()) head.classList.toggle("fb-wrong", heads.has(String(at)));
    summary.textContent = problems.length ? fill(words.problems, { count: problems.length }) : words.none;
    summary.classList.toggle("fb-bad", problems.length > 0);
  }

  // -- the list of fields

  function draw(focus) {
    const kept = focus ?? document.activeElement?.dataset?.at;
    list.replaceChildren(...draft.map((field, at) => card(field, draft, at, `fields.${at}`, null)));
    mark();
    if (kept) list.querySelector(`[data-at="${kept}"]`)?.focus();
  }

  function card(field, siblings, at, path, table) {
    const isOpen = open === path || open.startsWith(`${path}.`);
    const title = field.label || words.untitled;
    const body = `body-${path.replaceAll(".", "-")}`;
    const toggle = element("button", { type: "button", className: "fb-toggle", "data-at": path, "aria-expanded": String(isOpen), "aria-controls": body,
      onclick: () => { open = isOpen ? (table ? path.split(".columns")[0] : "") : path; draw(path); } },
      element("span", { className: "fb-label", "data-label": path }, `${at + 1}. ${title}`), " ",
      element("span", { className: "ev-tag" }, kinds[field.kind] ?? "?"), field.required ? element("span", { className: "ev-required", title: words.needed }, " *") : null);
    const tool = (name, text, work, disabled = false) => element("button", { type: "button", className: "fb-tool", disabled, "data-at": `${path}:${name}`, "aria-label": `${text}: ${title}`, title: text, onclick: work }, icon(name));
    const head = element("div", { className: "fb-head" }, toggle,
      tool("arrow-up", words.up, () => move(siblings, at, -1, path, "arrow-up"), at === 0),
      tool("arrow-down", words.down, () => move(siblings, at, 1, path, "arrow-down"), at === siblings.length - 1),
      tool("copy", words.copy, () => copy(siblings, at, path)),
      tool("trash", words.remove, () => remove(siblings, at, path)));
    head.addEventListener("keydown", (event) => {
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        move(siblings, at, event.key === "ArrowUp" ? -1 : 1, path, "");
      }
    });
    const item = element("li", { className: "fb-card" }, head, element("p", { className: "ev-error", "data-error": path }));
    const editor = element("div", { className: "fb-body", id: body, hidden: !isOpen });
    if (isOpen) editor.append(...edit(field, path, table, siblings, at));
    item.append(editor);
    return item;
  }

  const parent = (path) => path.slice(0, path.lastIndexOf(".") + 1);
  function move(siblings, at, by, path, tool) {
    const to = at + by;
    if (to < 0 || to >= siblings.length) return;
    const there = `${parent(path)}${to}`;
    change(() => {
      siblings.splice(to, 0, ...siblings.splice(at, 1));
      if (open === path || open.startsWith(`${path}.`)) open = there + open.slice(path.length); else if (open.startsWith(there)) open = path + open.slice(there.length);
    }, there);
    if (tool) { const button = list.querySelector(`[data-at="${there}:${tool}"]`); if (button && !button.disabled) button.focus(); }
    panel.announce(fill(words.moved, { label: siblings[to].label || words.untitled, place: to + 1, count: siblings.length }));
  }
  function remove(siblings, at, path) {
    const label = siblings[at].label || words.untitled;
    const next = Math.min(at, siblings.length - 2);
    change(() => { siblings.splice(at, 1); open = path.includes(".columns.") ? path.split(".columns")[0] : ""; }, next >= 0 ? `${parent(path)}${next}` : undefined);
    panel.announce(fill(words.removed, { label }));
  }
  function copy(siblings, at, path) {
    const there = `${parent(path)}${at + 1}`;
    change(() => {
      const twin = JSON.parse(JSON.stringify(siblings[at]));
      const taken = new Set(named().map((one) => one.field.key));
      for (const one of [twin, ...(twin.columns ?? [])]) { one.key = fresh(String(one.key ?? "field").replace(/_?\d*$/, ""), taken); taken.add(one.key); }
      siblings.splice(at + 1, 0, twin);
      open = there;
    }, there);
  }
  function fresh(stem, taken) {
    let number = 1;
    while (taken.has(`${stem || "field"}_${number}`)) number += 1;
    return `${stem || "field"}_${number}`;
  }
  function add(siblings, kind, path) {
    const stem = { NUMBER: "number", TEXT: "text", CHOICE: "choice", MULTI_CHOICE: "choices", DATE: "day", PHOTO: "photo", PRODUCT_LINES: "products", COMPETITOR_LINES: "competitors", COMPUTED: "result" }[kind];
    const made = { key: fresh(stem, new Set(named().map((one) => one.field.key))), label: "", kind };
    if (isTable(made)) made.columns = [];
    const there = `${path}${siblings.length}`;
    change(() => { siblings.push(made); open = there; });
    list.querySelector(`[data-path="${there}.label"]`)?.focus();
    panel.announce(words.added);
  }

  // -- the editor of one field

  function edit(field, path, table, siblings, at) {
    const parts = [];
    const id = (name) => `f-${path}-${name}`.replaceAll(".", "-");
    const row = (name, input, hint = "") => {
      const box = element("div", { className: "ev-field" }, element("label", { className: "form-label", htmlFor: id(name) }, words[name]), input,
        element("p", { className: "ev-error", id: `${id(name)}-error`, "data-error": `${path}.${name}` }), hint ? element("p", { className: "ev-hint" }, hint) : null);
      input.id = id(name);
      input.dataset.path = `${path}.${name}`;
      input.setAttribute("aria-describedby", `${id(name)}-error`);
      return box;
    };
    const set = (name, value) => {
      remember(true);
      if (value === "" || value === null || (Array.isArray(value) && !value.length)) delete field[name]; else field[name] = value;
      if (name === "label") list.querySelector(`[data-label="${path}"]`).textContent = `${at + 1}. ${value || words.untitled}`;
      changed();
    };
    const text = (name, maximum, hint) => row(name, element("input", { className: "form-control", value: field[name] ?? "", maxLength: maximum, autocomplete: "off", oninput: (event) => set(name, event.target.value) }), hint);
    const whole = (name, most) => row(name, element("input", { className: "form-control", type: "number", min: 0, max: most, value: field[name] ?? "", oninput: (event) => set(name, event.target.value === "" ? "" : Math.trunc(Number(event.target.value))) }));
    const select = (name, options, pick) => row(name, element("select", { className: "form-select", onchange: (event) => pick(event.target.value) },
      ...options.map(([value, label]) => element("option", { value, selected: value === (field[name] ?? "") }, label))));
    const has = (name) => (data.properties[field.kind] ?? []).includes(name);

    parts.push(text("label", 60));
    const choices = Object.entries(kinds).filter(([kind]) => !table || data.inTables.includes(kind));
    parts.push(select("kind", choices, (kind) => change(() => turn(field, kind), `${path}`)));
    const key = element("input", { className: "form-control fb-key", value: field.key ?? "", maxLength: 30, autocomplete: "off", spellcheck: false });
    key.addEventListener("change", () => change(() => rename(field, key.value.trim())));
    parts.push(row("key", key, words.keyHint));
    if (has("required")) parts.push(row("required", element("input", { type: "checkbox", className: "form-check-input", checked: field.required === true, onchange: (event) => change(() => { if (event.target.checked) field.required = true; else delete field.required; }) })));
    if (has("unit")) parts.push(text("unit", 16));
    if (has("decimals")) parts.push(whole("decimals", 4));
    if (has("minimum")) for (const name of ["minimum", "maximum"]) {
      if (field.kind === "DATE") parts.push(row(name, element("input", { className: "form-control", type: "date", value: field[name] ?? "", oninput: (event) => set(name, event.target.value) })));
      else parts.push(row(name, element("input", { className: "form-control", inputMode: "decimal", value: field[name] ?? "", oninput: (event) => set(name, event.target.value.trim()) })));
    }
    if (has("minLength")) parts.push(whole("minLength", 2000), whole("maxLength", 2000));
    if (has("minCount")) { const most = { PHOTO: limits.photos, MULTI_CHOICE: limits.choices }[field.kind] ?? limits.rows; parts.push(whole("minCount", most), whole("maxCount", most)); }
    if (has("role") && table?.kind === "PRODUCT_LINES") parts.push(select("role", [["", words.roleNone], ...Object.entries(roles)], (value) => set("role", value)));
    if (has("choices")) parts.push(wide(row("choices", element("textarea", { className: "form-control", rows: 4, value: (field.choices ?? []).join("\n"), oninput: (event) => set("choices", event.target.value.split("\n").map((line) => line.trim()).filter(Boolean)) }), words.choicesHint)));
    if (has("formula")) parts.push(wide(formula(field, path, table, row, set)));
    parts.push(wide(text("help", 200)));
    if (!table) parts.push(wide(condition(field, path, row)));
    const grid = element("div", { className: "ev-grid" }, ...parts);
    return isTable(field) ? [grid, columns(field, path)] : [grid];
  }
  const wide = (box) => { box.classList.add("ev-wide"); return box; };

  function turn(field, kind) {
    field.kind = kind;
    const allowed = new Set(["key", "label", "kind", "help", "visibleIf", ...(data.properties[kind] ?? [])]);
    for (const name of Object.keys(field)) if (!allowed.has(name)) delete field[name];
    if (kind === "DATE" || kind === "NUMBER") { delete field.minimum; delete field.maximum; }
    if (isTable(field)) field.columns ??= [];
  }
  /** A key goes with the formulas and conditions that name it. */
  function rename(field, name) {
    const before = field.key;
    if (name) field.key = name; else delete field.key;
    if (!before || !name || named().some((one) => one.field !== field && one.field.key === before)) return;
    for (const { field: other } of named()) {
      if (other.formula) other.formula = other.formula.replace(/[A-Za-z_][A-Za-z0-9_]*/g, (word) => (word === before ? name : word));
      if (other.visibleIf?.field === before) other.visibleIf.field = name;
    }
  }

  function formula(field, path, table, row, set) {
    const input = element("input", { className: "form-control fb-key", value: field.formula ?? "", maxLength: 300, autocomplete: "off", spellcheck: false, oninput: (event) => set("formula", event.target.value) });
    const box = row("formula", input, fill(words.formulaHint, { example: "sum(stock) / count(stock), round(price * 0.9, 1), 1 if stock > 6 else 0" }));
    const chips = element("div", { className: "fb-chips", role: "group", "aria-label": words.insert }, element("span", { className: "ev-muted" }, words.insert));
    const chip = (label, insert) => chips.append(element("button", { type: "button", className: "fb-chip", title: insert, onclick: () => {
      const [start, end] = [input.selectionStart ?? input.value.length, input.selectionEnd ?? input.value.length];
      input.setRangeText(insert, start, end, "end");
      set("formula", input.value);
      input.focus();
    } }, label));
    for (const { field: other, table: owner } of named()) {
      if (other === field || !numeric(other) || !other.key) continue;
      if (!owner || owner.key === table?.key) chip(other.label || other.key, other.key);
      if (owner) chip(`sum(${other.label || other.key})`, `sum(${other.key})`);
    }
    box.append(chips);
    return box;
  }

  function condition(field, path, row) {
    const at = draft.indexOf(field);
    const sources = draft.slice(0, at).filter((one) => one.kind === "CHOICE" || one.kind === "MULTI_CHOICE");
    const select = element("select", { className: "form-select", onchange: (event) => change(() => {
      if (event.target.value) field.visibleIf = { field: event.target.value, is: [] }; else delete field.visibleIf;
    }, `${path}`) }, element("option", { value: "" }, words.always));
    for (const one of sources) select.append(element("option", { value: one.key, selected: one.key === field.visibleIf?.field }, `${one.label || one.key} – ${words.anyOf} …`));
    const box = row("visibleIf", select);
    const source = sources.find((one) => one.key === field.visibleIf?.field);
    if (source) {
      const group = element("div", { className: "fb-checks", role: "group", "aria-label": source.label ?? "" });
      for (const choice of source.choices ?? []) group.append(element("label", {}, element("input", { type: "checkbox", className: "form-check-input", checked: field.visibleIf.is.includes(choice), onchange: (event) => {
        remember();
        field.visibleIf.is = (source.choices ?? []).filter((one) => (one === choice ? event.target.checked : field.visibleIf.is.includes(one)));
        changed();
      } }), " ", choice));
      box.append(group);
    }
    return box;
  }

  function columns(field, path) {
    const kindOf = element("select", { className: "form-select", "aria-label": words.kind }, ...data.inTables.map((kind) => element("option", { value: kind, selected: kind === "NUMBER" }, kinds[kind])));
    return element("div", { className: "fb-columns" }, element("p", { className: "fb-sub" }, words.columns),
      element("p", { className: "ev-error", "data-error": `${path}.columns` }),
      element("ol", { className: "fb-fields" }, ...(field.columns ?? []).map((column, at) => card(column, field.columns, at, `${path}.columns.${at}`, field))),
      element("div", { className: "fb-add" }, kindOf, element("button", { type: "button", className: "btn", onclick: () => { field.columns ??= []; add(field.columns, kindOf.value, `${path}.columns.`); } }, icon("plus"), " ", words.addColumn)));
  }

  // -- publishing

  const dialog = document.querySelector("[data-dialog]");
  const yes = dialog.querySelector("[data-yes]"), no = dialog.querySelector("[data-no]"), wrong = dialog.querySelector("[data-error]");
  let looked = 0;
  document.querySelector("[data-publish]").addEventListener("click", async () => {
    clearTimeout(timer);
    await save();
    if (dirty || blocked) return;
    const { ok, data: answer } = await panel.get(`${url}/changes`);
    if (!ok) { say(fill(words.unsaved, { reason: answer?.message ?? words.lost }), true); return; }
    looked = answer.version;
    problems = answer.problems;
    mark();
    dialog.querySelector("#fb-title").textContent = fill(words.publishTitle, { number: answer.number });
    dialog.querySelector("[data-changes]").replaceChildren(...answer.changes.map((text) => element("li", {}, text)));
    const ready = !problems.length && answer.changes.length > 0;
    dialog.querySelector("[data-note]").textContent = problems.length ? words.publishMend : answer.changes.length ? words.publishKept : words.publishNone;
    wrong.textContent = problems.map((problem) => problem.message).join(" ");
    yes.textContent = words.publish;
    no.textContent = words.cancel;
    yes.disabled = !ready;
    dialog.showModal();
  });
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    const { ok, data: answer } = await panel.post(`${url}/publish`, { version: looked });
    if (ok) { dirty = false; location.reload(); return; }
    wrong.textContent = answer?.message ?? words.lost;
    yes.disabled = false;
  });

  const kindOfNew = root.querySelector("[data-new-kind]");
  kindOfNew.append(...Object.entries(kinds).map(([kind, label]) => element("option", { value: kind }, label)));
  root.querySelector("[data-add]").addEventListener("click", () => add(draft, kindOfNew.value, "fields."));
  undoButton.addEventListener("click", undo);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !panel.typing(event)) { event.preventDefault(); undo(); }
  });
  addEventListener("beforeunload", (event) => { if (dirty || saving) event.preventDefault(); });
  draw();
  preview.show(draft);
  (async () => {
    const { ok, data: answer } = await panel.get(`${url}/changes`);
    if (ok) { problems = answer.problems; mark(); }
  })();
})();
