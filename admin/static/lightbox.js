// A photo opens over the page: any picture in a link to /files/ of the same list leads on to the next one.
"use strict";

(() => {
  const dialog = document.getElementById("lightbox");
  if (!dialog) return;
  const image = dialog.querySelector("img"), caption = dialog.querySelector("p"), whole = dialog.querySelector("[data-lightbox-whole]");
  let shots = [], at = 0;

  const photos = () => [...document.querySelectorAll('a[href^="/files/"] > img')].map((one) => one.parentElement);
  function show(number) {
    at = (number + shots.length) % shots.length;
    const link = shots[at], small = link.querySelector("img");
    image.src = link.href;
    image.alt = small.alt;
    whole.href = link.href;
    caption.textContent = `${small.alt}${shots.length > 1 ? ` (${at + 1}/${shots.length})` : ""}`;
    for (const button of dialog.querySelectorAll("[data-lightbox-step]")) button.hidden = shots.length < 2;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="/files/"]');
    if (!link?.querySelector(":scope > img") || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    shots = photos();
    dialog.showModal();
    show(shots.indexOf(link));
  });
  for (const button of dialog.querySelectorAll("[data-lightbox-step]")) button.addEventListener("click", () => show(at + Number(button.dataset.lightboxStep)));
  dialog.querySelector("[data-lightbox-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && shots.length > 1) { event.preventDefault(); event.stopPropagation(); show(at + step); }
  });
  dialog.addEventListener("close", () => { image.removeAttribute("src"); shots[at]?.focus(); });
})();
