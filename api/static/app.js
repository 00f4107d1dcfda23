// What a page does beyond links and forms. Everything works without it; nothing here computes or stores.
"use strict";

const live = document.getElementById("live");
const say = (words) => { live.textContent = words; };

const deeds = {
  copy(link) {
    navigator.clipboard.writeText(link.href).then(() => say("Link copied."));
  },
  print() {
    window.print();
  },
};

async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// Evidence opens beside its table; the focus goes there, and back to the link when it closes.
async function open(link) {
  try {
    const drawer = (await fetched(link.href)).getElementById("evidence");
    document.getElementById("evidence")?.remove();
    document.getElementById("main").append(drawer);
    for (const row of document.querySelectorAll("tr.open")) row.classList.remove("open");
    link.closest("tr")?.classList.add("open");
    history.replaceState(null, "", link.href);
    drawer.dataset.from = link.dataset.row ?? "";
    drawer.focus();
    say("Evidence opened.");
  } catch {
    location.assign(link.href);
  }
}

function close(drawer) {
  const link = drawer.querySelector("[data-close]");
  const back = document.getElementById(new URL(link.href).hash.slice(1));
  if (!back) return location.assign(link.href);
  drawer.remove();
  back.closest("tr")?.classList.remove("open");
  history.replaceState(null, "", link.href.split("#")[0]);
  back.focus();
  say("Evidence closed.");
}

// A part that is not finished asks for itself again until it comes back without data-poll.
function poll(part) {
  setTimeout(async () => {
    try {
      const next = (await fetched(part.dataset.poll)).querySelector("[data-poll], [data-done]");
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.replaceWith(next);
      if (focused) document.getElementById(focused)?.focus();
      if (next.dataset.poll) poll(next);
      else say(next.dataset.done);
    } catch {
      poll(part);
    }
  }, 2000);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const at = event.target.closest("[data-do], [data-evidence], [data-close]");
  if (!at) return;
  event.preventDefault();
  if (at.dataset.do) deeds[at.dataset.do](at);
  else if ("evidence" in at.dataset) open(at);
  else close(at.closest(".drawer"));
});

document.addEventListener("keydown", (event) => {
  const drawer = document.getElementById("evidence");
  if (event.key === "Escape" && drawer) close(drawer);
});

if (navigator.clipboard) {
  for (const link of document.querySelectorAll("[data-copy]")) {
    link.dataset.do = "copy";
    link.textContent = "Copy link";
  }
}
for (const button of document.querySelectorAll("button[data-do]")) button.hidden = false;
for (const part of document.querySelectorAll("[data-poll]")) poll(part);
