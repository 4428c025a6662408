// An export under way: how far it is, until it has ended.
"use strict";

(() => {
  const place = document.querySelector("[data-export]");
  const stage = place.querySelector("[data-stage]");
  const bar = place.querySelector(".ev-bar");

  function show(data) {
    for (const part of place.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(data.status);
    const share = data.total ? Math.min(100, Math.round((100 * data.done) / data.total)) : 0;
    stage.textContent = `${data.stage} ${data.done.toLocaleString()}${data.total ? ` / ${data.total.toLocaleString()}` : ""}`;
    bar.querySelector("span").style.width = `${share}%`;
    bar.setAttribute("aria-valuenow", String(share));
    place.querySelector("[data-size]").textContent = data.size;
    place.querySelector("[data-error]").textContent = (data.error ?? []).join(" ");
  }

  async function watch() {
    for (;;) {
      const { ok, status, data } = await panel.get(`${place.dataset.export}/state`);
      if (ok) {
        show(data);
        if (data.status !== "running" && data.status !== "waiting") break;
      } else if (status === 0) stage.textContent = place.dataset.lost;
      else { stage.textContent = data?.message ?? place.dataset.lost; return; }
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    const told = place.querySelector("[data-when]:not([hidden]) .alert");
    if (told) panel.announce(told.textContent);
  }

  if (["running", "waiting"].includes(place.dataset.status)) watch();
})();
