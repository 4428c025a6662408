// Forms inside records: what they send, and what they show while one types.

/** The values of a decision's form as JSON. */
export function collect(form) {
  if (form.dataset.collect === "picks") return { lines: picks(form) };
  const values = {};
  for (const [name, value] of new FormData(form)) values[name] = value;
  return values;
}

/** Units typed for one lot as base units: 2 箱 3 瓶 → 27; null if nothing was typed. */
function baseQuantity(row) {
  const inputs = [...row.querySelectorAll("input[data-factor]")];
  if (inputs.every((input) => input.value === "" && !input.validity.badInput)) return null;
  return inputs.reduce((sum, input) => sum + (input.validity.badInput ? NaN : Number(input.value) * Number(input.dataset.factor)), 0);
}

/** What is no number goes as text: the server says so at its place. */
function picks(form) {
  return [...form.querySelectorAll("[data-pick]")].map((row, position) => {
    const quantity = baseQuantity(row);
    const place = row.querySelector("[data-pick-error]"), field = row.querySelector("input[data-factor]");
    place.dataset.errorFor = field.dataset.field = `lines.${position}.quantity`;
    place.id = `pick-error-${position}`;
    field.setAttribute("aria-describedby", place.id);
    return {
      lineId: row.dataset.line,
      lotId: row.querySelector("select").value,
      quantity: quantity === null || Number.isSafeInteger(quantity) ? quantity : String(quantity),
    };
  });
}

function count(line) {
  const rows = [...line.querySelectorAll("[data-pick]")];
  const sum = rows.reduce((total, row) => total + (baseQuantity(row) ?? 0), 0);
  const planned = Number(line.dataset.planned);
  const place = line.querySelector("[data-difference]");
  const short = planned - sum;
  place.hidden = short === 0 || !Number.isSafeInteger(short);
  place.textContent = short > 0 ? place.dataset.short.replace("{n}", short) : place.dataset.over.replace("{n}", -short);
  place.classList.toggle("rec-over", short < 0);
}

function preparePicks(form) {
  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-planned]");
    if (!line) return;
    const row = event.target.closest("[data-pick]");
    row.querySelector("[data-pick-error]").hidden = true;
    row.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    count(line);
  });
  form.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    const less = event.target.closest("[data-less]");
    const line = event.target.closest("[data-planned]");
    if (more) {
      const last = [...line.querySelectorAll("[data-pick]")].at(-1);
      const row = last.cloneNode(true);
      for (const input of row.querySelectorAll("input")) { input.value = 0; input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); delete input.dataset.field; }
      const error = row.querySelector("[data-pick-error]");
      error.hidden = true;
      error.removeAttribute("id");
      const select = row.querySelector("select");
      const used = [...line.querySelectorAll("select")].map((other) => other.value);
      select.value = [...select.options].find((option) => !used.includes(option.value) && !option.disabled)?.value ?? select.value;
      row.querySelector("[data-less]").hidden = false;
      last.after(row);
      select.focus();
    } else if (less) {
      less.closest("[data-pick]").remove();
      line.querySelector("[data-more]").focus();
    }
    if (line) count(line);
  });
}

/** A receipt: which documents it would settle, as one types. */
function prepareReceipt(form) {
  const place = form.querySelector("[data-preview]");
  let timer = 0, running = null;
  async function preview() {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams(new FormData(form));
    try {
      place.innerHTML = await panel.part(`${form.dataset.previewUrl}?${query}`, { signal: running.signal }) ?? "";
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(preview, 200); });
  for (const button of form.closest("[data-record]").querySelectorAll("[data-fill]")) {
    button.addEventListener("click", () => {
      form.elements.amount.value = button.dataset.fill;
      if (button.dataset.receivable) form.elements.receivableId.value = button.dataset.receivable;
      form.elements.amount.focus();
      form.dataset.dirty = "1";
      preview();
    });
  }
}

/** Make the forms of a freshly drawn record work. */
export function enhance(root) {
  for (const form of root.querySelectorAll("form[data-collect=picks]")) preparePicks(form);
  for (const form of root.querySelectorAll("form[data-preview-url]")) prepareReceipt(form);
}
