// A form as the rep sees it, to be tried out: the server computes and checks, nothing is kept.
"use strict";

window.formPreview = (place, { words, url }) => {
  const SAMPLES = ["A", "B"].map((letter, at) => ({
    id: `Product:00000000-0000-4000-8000-00000000000${at + 1}`, name: words.sample.replace("{letter}", letter),
  }));
  let fields = [], answers = {}, timer = 0, latest = 0;

  const element = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made && name !== "list") made[name] = value; else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };
  const asked = (field) => {
    if (!field.visibleIf || !field.visibleIf.field) return true;
    const source = fields.find((one) => one.key === field.visibleIf.field);
    if (!source || !asked(source)) return false;
    const given = answers[source.key];
    return (Array.isArray(given) ? given : [given]).some((one) => (field.visibleIf.is ?? []).includes(one));
  };
  const isTable = (field) => field.kind === "PRODUCT_LINES" || field.kind === "COMPETITOR_LINES";

  function label(field) {
    const text = element("span", {}, field.label || words.untitled);
    if (field.required || field.minCount > 0) text.append(" ", element("span", { className: "ev-required", title: words.needed }, "*"));
    return text;
  }

  /** The controls of one field; `target` holds its answer, `path` is where the server says errors are. */
  function control(field, target, path, id) {
    const changed = (value) => {
      if (value === "" || value === null || (Array.isArray(value) && !value.length)) delete target[field.key];
      else target[field.key] = value;
      if (field.kind === "CHOICE" || field.kind === "MULTI_CHOICE") draw();
      ask();
    };
    const value = target[field.key] ?? "";
    const common = { id, "data-path": path, "aria-describedby": `${id}-error` };
    switch (field.kind) {
      case "TEXT": {
        const tag = (field.maxLength ?? 200) > 100 ? "textarea" : "input";
        return element(tag, { ...common, className: "form-control", value, maxLength: field.maxLength ?? 200, oninput: (event) => changed(event.target.value) });
      }
      case "NUMBER": {
        const input = element("input", { ...common, className: "form-control", value, inputMode: field.decimals ? "decimal" : "numeric", autocomplete: "off", oninput: (event) => changed(event.target.value.trim()) });
        return element("span", { className: "fb-number" }, input, field.unit ? element("span", { className: "ev-muted" }, field.unit) : null);
      }
      case "DATE":
        return element("input", { ...common, className: "form-control", type: "date", value, oninput: (event) => changed(event.target.value) });
      case "CHOICE": {
        const select = element("select", { ...common, className: "form-select", onchange: (event) => changed(event.target.value) }, element("option", { value: "" }, words.choose));
        for (const choice of field.choices ?? []) select.append(element("option", { value: choice, selected: choice === value }, choice));
        return select;
      }
      case "MULTI_CHOICE": {
        const group = element("span", { className: "fb-checks", role: "group", "aria-label": field.label ?? "", ...common });
        for (const choice of field.choices ?? []) {
          const box = element("input", { type: "checkbox", className: "form-check-input", checked: value.includes(choice) });
          box.addEventListener("change", () => changed((field.choices ?? []).filter((one) => (one === choice ? box.checked : (target[field.key] ?? []).includes(one)))));
          group.append(element("label", {}, box, " ", choice));
        }
        return group;
      }
      case "PHOTO":
        return element("span", { className: "fb-photo", "data-path": path }, element("i", { className: "fa-solid fa-camera", "aria-hidden": "true" }), " ", words.photo, ` (${field.minCount ?? (field.required ? 1 : 0)}–${field.maxCount ?? 9})`);
      case "COMPUTED":
        return element("output", { className: "fb-output", "data-output": path, id }, "–");
      default:
        return table(field, path, id);
    }
  }

  function table(field, path, id) {
    const product = field.kind === "PRODUCT_LINES";
    answers[field.key] ??= product ? SAMPLES.map((one) => ({ product: one.id })) : [{ competitor: words.competitor }];
    const box = element("div", { className: "fb-rows", "data-path": path });
    answers[field.key].forEach((row, at) => {
      const name = product ? (SAMPLES.find((one) => one.id === row.product)?.name ?? "") : row.competitor;
      const part = element("div", { className: "fb-row", role: "group", "aria-label": words.rowOf.replace("{label}", field.label ?? "").replace("{number}", at + 1) }, element("strong", {}, name));
      for (const column of field.columns ?? []) part.append(one(column, row, `${path}.${at}.${column.key}`, `${id}-${at}-${column.key}`));
      box.append(part);
    });
    return box;
  }

  function one(field, target, path, id) {
    const body = control(field, target, path, id);
    const simple = !isTable(field) && field.kind !== "MULTI_CHOICE" && field.kind !== "PHOTO";
    const head = element(simple ? "label" : "div", { className: "form-label" }, label(field));
    if (simple) head.htmlFor = id;
    return element("div", { className: "fb-ask" }, head, field.help ? element("p", { className: "ev-hint" }, field.help) : null, body,
      field.kind === "COMPUTED" && field.unit ? element("span", { className: "ev-muted" }, ` ${field.unit}`) : null,
      element("p", { className: "ev-error", id: `${id}-error`, "data-try": path }));
  }

  function draw() {
    const focused = document.activeElement?.id;
    place.replaceChildren(...fields.filter(asked).map((field) => one(field, answers, `answers.${field.key}`, `try-${field.key}`)));
    if (!fields.length) place.append(element("p", { className: "ev-muted" }, words.emptyForm));
    if (focused?.startsWith("try-")) document.getElementById(focused)?.focus();
  }

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(send, 350);
  }

  async function send() {
    const mine = ++latest;
    const given = {};
    for (const field of fields) if (asked(field) && answers[field.key] !== undefined && field.kind !== "PHOTO") given[field.key] = answers[field.key];
    const { ok, data } = await panel.post(`${url}/try`, { draft: fields, answers: given });
    if (!ok || mine !== latest) return;
    for (const text of place.querySelectorAll("[data-try]")) text.textContent = "";
    for (const input of place.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const problem of data.errors) {
      const path = problem.path.join(".");
      // What is merely empty still is not marked while somebody tries.
      const input = place.querySelector(`[data-path="${CSS.escape(path)}"]`);
      if (input && "value" in input && !input.value) continue;
      const text = place.querySelector(`[data-try="${CSS.escape(path)}"]`);
      if (text) { text.textContent = problem.message; input?.setAttribute("aria-invalid", "true"); }
    }
    const get = (path) => path.split(".").slice(1).reduce((value, step) => value?.[step], data.answers ?? {});
    for (const output of place.querySelectorAll("[data-output]")) output.textContent = get(output.dataset.output) ?? "–";
  }

  place.addEventListener("submit", (event) => event.preventDefault());
  return {
    show(draft) {
      fields = draft.filter((field) => field.kind).map((field) => ({ ...field }));
      const known = new Map(fields.map((field) => [field.key, field]));
      for (const key of Object.keys(answers)) {
        const field = known.get(key);
        if (!field || Array.isArray(answers[key]) !== (isTable(field) || field.kind === "MULTI_CHOICE" || field.kind === "PHOTO")) delete answers[key];
        else if (isTable(field) && ("product" in (answers[key][0] ?? {})) !== (field.kind === "PRODUCT_LINES")) delete answers[key];
        else if (isTable(field)) {
          const columns = new Set([...(field.columns ?? []).map((column) => column.key), "product", "competitor"]);
          for (const row of answers[key]) for (const name of Object.keys(row)) if (!columns.has(name)) delete row[name];
        }
      }
      draw();
      ask();
    },
  };
};
