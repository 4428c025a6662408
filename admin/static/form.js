// Forms: choosing related records by typing, focus on what is wrong, a warning before typed text is lost.
"use strict";

(() => {
  for (const box of document.querySelectorAll("[data-pick]")) pick(box);
  document.querySelector("[data-focus]")?.focus();

  const guarded = document.querySelector("form[data-guard]");
  if (guarded) {
    let touched = document.querySelector("[data-focus]") !== null;
    guarded.addEventListener("input", () => { touched = true; });
    guarded.addEventListener("submit", () => { touched = false; });
    addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  }

  function pick(box) {
    const key = box.querySelector("[data-pick-key]");
    const text = box.querySelector("[data-pick-text]");
    const list = box.querySelector("[role=listbox]");
    let timer = 0, chosen = -1, known = text.value, latest = 0, listed = null, hurried = false;
    const options = () => [...list.children];
    const show = (open) => { list.hidden = !open; text.setAttribute("aria-expanded", String(open)); chosen = -1; text.removeAttribute("aria-activedescendant"); };
    const take = (id, title) => { key.value = id; text.value = title; known = title; show(false); text.dispatchEvent(new Event("input", { bubbles: true })); clearTimeout(timer); };
    async function search() {
      const mine = ++latest;
      const asked = text.value.trim();
      const { ok, data } = await panel.get(`/admin/lookup/${box.dataset.pick}?q=${encodeURIComponent(asked)}`);
      if (!ok || mine !== latest || document.activeElement !== text) return;
      list.replaceChildren(...data.rows.map((row, at) => {
        const option = document.createElement("button");
        option.type = "button";
        option.id = `${list.id}-${at}`;
        option.tabIndex = -1;
        option.setAttribute("role", "option");
        option.append(row.title);
        if (row.hint) { const small = document.createElement("small"); small.textContent = row.hint; option.append(small); }
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(row.id, row.title); });
        return option;
      }));
      listed = asked;
      show(data.rows.length > 0);
      if (hurried) { hurried = false; if (data.rows.length) take(data.rows[0].id, data.rows[0].title); }
    }
    text.addEventListener("input", () => {
      if (text.value !== known) key.value = "";
      clearTimeout(timer);
      timer = setTimeout(search, 180);
    });
    text.addEventListener("focus", () => { if (!text.value) search(); });
    text.addEventListener("blur", () => {
      show(false);
      if (!key.value && text.value !== known) text.value = "";
    });
    text.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const all = options();
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
        event.preventDefault();
        chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length;
        all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
        text.setAttribute("aria-activedescendant", all[chosen].id);
        all[chosen].scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && text.value !== known && listed !== text.value.trim()) {
        // Faster than the list: the first of what was typed, not of what is still shown.
        event.preventDefault();
        hurried = true;
        clearTimeout(timer);
        search();
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        all[Math.max(0, chosen)]?.dispatchEvent(new MouseEvent("mousedown"));
      } else if (event.key === "Escape") show(false);
    });
    // Whoever is faster than this script has typed already.
    if (document.activeElement === text && text.value !== text.defaultValue) { key.value = known = ""; search(); }
  }
})();
