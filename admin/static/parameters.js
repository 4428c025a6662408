// Control parameters: finding one, and what a change would do shown in place.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("[data-parameter]")];
  const find = document.querySelector("[data-narrow]");
  const boxes = [...document.querySelectorAll("[data-only]")];
  const none = document.querySelector("[data-none]");
  const sections = [...document.querySelectorAll("[data-parameters]")];
  const fits = document.querySelector("[data-fits]");
  const narrow = () => {
    const words = find.value.trim().toLowerCase().split(/\s+/u).filter(Boolean);
    const wanted = boxes.filter((box) => box.checked).map((box) => box.dataset.only);
    let left = 0;
    for (const row of rows) {
      const text = `${row.id} ${row.firstElementChild.textContent} ${row.parentElement.querySelector("h2").textContent}`.toLowerCase();
      row.hidden = !(words.every((word) => text.includes(word)) && wanted.every((name) => row.dataset[name]));
      if (!row.hidden) left += 1;
    }
    none.hidden = left > 0;
    for (const section of sections) {
      section.hidden = !section.querySelector("[data-parameter]:not([hidden])");
      document.querySelector(`[data-jump="${section.id}"]`).hidden = section.hidden;
    }
    fits.textContent = left === rows.length ? "" : fits.dataset.text.replace("#", String(left));
  };
  for (const field of [find, ...boxes]) {
    field.hidden = false;
    field.closest("label")?.removeAttribute("hidden");
    field.addEventListener("input", narrow);
  }
  // From the box straight to what was found, and back to everything.
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find.value) {
      event.preventDefault();
      find.value = "";
      narrow();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      rows.find((row) => !row.hidden)?.querySelector("select, input:not([type=hidden]), summary")?.focus();
    }
  });
  // Which section one is in, in the list of them.
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = document.querySelector(`[data-jump="${entry.target.id}"] a`);
      if (entry.isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of sections) seen.observe(section);

  for (const form of document.querySelectorAll("[data-effect-form]")) {
    const place = form.parentElement.querySelector("[data-effect]");
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.name !== "preview") return;
      event.preventDefault();
      const asked = new FormData(form, event.submitter);
      const { ok, data } = await panel.post(form.action, asked);
      if (ok) {
        place.innerHTML = data.html;
        place.scrollIntoView({ block: "nearest" });
      }
      else {
        const error = document.createElement("p");
        error.className = "ev-error";
        error.textContent = data?.message ?? place.dataset.lost;
        place.replaceChildren(error);
      }
    });
    // What is shown was reckoned for what stood there then.
    form.addEventListener("input", () => place.replaceChildren());
  }

  // The address names the parameter that was just set.
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) target.scrollIntoView({ block: "center" });
})();
