// The team's positions, looked at anew every half minute while somebody looks at the page.
"use strict";

(() => {
  const rows = document.querySelector("[data-positions]");
  if (!rows) return;
  const figure = document.getElementById(rows.dataset.mapOf);
  const refresh = async () => {
    if (document.hidden) return;
    const answer = await panel.get(rows.dataset.positions);
    if (!answer.ok) return;
    const there = rows.contains(document.activeElement) || figure.contains(document.activeElement);
    if (!there) rows.innerHTML = answer.data.rows; // our own page's template, escaped there
    const places = JSON.stringify(answer.data.map);
    if (!there && places !== figure.dataset.map) { figure.dataset.map = places; panel.map(figure).show(answer.data.map); }
  };
  setInterval(refresh, 30000);
  document.addEventListener("visibilitychange", refresh);
})();
