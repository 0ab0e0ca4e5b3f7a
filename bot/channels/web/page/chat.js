// Makes the page live. Everything here also works without it, by links and forms that reload.

const page = document.body;
const TRIES = [0, 400, 1000, 2500, 6000, 12000]; // milliseconds before each try to reach the desk

const paneOf = (role) => document.getElementById(role);
const logOf = (pane) => pane.querySelector(".log");
const panes = [...document.querySelectorAll(".pane")];
const onPhone = window.matchMedia("(max-width: 43.99rem)");

page.classList.add("live");

// --- what happens at the desk arrives here -----------------------------------------------------

let events = new URL(page.dataset.events, location.href);
let silence;

function listen() {
  const stream = new EventSource(events);
  stream.onopen = () => { clearTimeout(silence); away(""); };
  stream.onerror = () => {
    clearTimeout(silence);
    silence = setTimeout(() => away("The desk can’t be reached. I keep trying…"), 2500);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
  stream.addEventListener("line", (event) => {
    events.searchParams.set("after", event.lastEventId);
    show(JSON.parse(event.data));
  });
  stream.addEventListener("clock", (event) => tell(JSON.parse(event.data)));
  stream.addEventListener("anew", () => { stream.close(); location.reload(); });
}

function away(words) {
  document.getElementById("away").textContent = words;
}

function tell(clock) {
  const now = document.getElementById("now");
  now.textContent = clock.time;
  now.dateTime = clock.iso;
  document.getElementById("date").textContent = clock.date;
}

function show(news) {
  for (const { pane: role, html } of news.shown) {
    const pane = paneOf(role);
    const log = logOf(pane);
    const line = element(html);
    if (news.alone) forgetBefore(log, news.line);
    if (!put(log, line, news.line)) continue;
    if (news.author === "card") pane.querySelector(".thinking")?.remove();
    settle(log);
    if (!pane.classList.contains("current")) tabOf(role).classList.add("news");
  }
  drawCharts();
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function forgetBefore(log, id) {
  log.querySelectorAll(".older").forEach((older) => older.remove());
  log.querySelectorAll(".line[data-line]").forEach((line) => {
    if (Number(line.dataset.line) < id) line.remove();
  });
}

/** Into its place: instead of what it replaces, or in the order of the conversation. */
function put(log, line, id) {
  const before = document.getElementById(line.id);
  if (before) {
    keepTyped(before, line);
    return true;
  }
  const shown = [...log.querySelectorAll(".line[data-line]")];
  if (log.querySelector(".older") && shown[0] && id < Number(shown[0].dataset.line)) return false;
  if (line.dataset.once) {
    log.querySelector(`.pending[data-once="${CSS.escape(line.dataset.once)}"]`)?.remove();
  }
  const next = shown.find((other) => Number(other.dataset.line) > id);
  log.querySelector(".empty")?.remove();
  line.classList.add("fresh");
  log.insertBefore(line, next ?? log.querySelector(".pending, .thinking, .end"));
  return true;
}

/** A line that changes while somebody writes in it keeps their words, their choices and their place. */
function keepTyped(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const kept = [];
  for (const field of before.querySelectorAll("input:not([type=hidden]), textarea")) {
    const twin = after.querySelector(`#${CSS.escape(field.id)}`);
    if (!twin || twin.name !== field.name || twin.type !== field.type) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked !== field.defaultChecked && twin.value === field.value) {
        kept.push(() => { twin.checked = field.checked; });
      }
    } else if (field.value !== field.defaultValue) {
      kept.push(() => { twin.value = field.value; });
    }
  }
  const open = [...before.querySelectorAll("details")].map((details) => details.open);
  [...after.querySelectorAll("details")].forEach((details, i) => { details.open ||= open[i] ?? false; });
  before.replaceWith(after);
  kept.forEach((give) => give());
  if (focused) focusAgain(focused, after);
}

function focusAgain(focused, after) {
  const twin = (focused.id && after.querySelector(`#${CSS.escape(focused.id)}`))
    || [...after.querySelectorAll("button")].find((each) => each.value === focused.value);
  if (!twin) {
    after.tabIndex = -1;
    after.focus({ preventScroll: true });
    return;
  }
  twin.focus({ preventScroll: true });
  if (twin.setSelectionRange && focused.selectionStart !== null && twin.type !== "checkbox" && twin.type !== "radio") {
    twin.setSelectionRange(focused.selectionStart, focused.selectionEnd);
  }
}

/** Who reads the end stays at the end, also when a picture arrives late; who reads further up stays there. */
const reading = new WeakSet();

function settle(log) {
  if (!reading.has(log)) toEnd(log);
}

function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

for (const pane of panes) {
  const log = logOf(pane);
  log.addEventListener("scroll", () => {
    const below = log.scrollHeight - log.scrollTop - log.clientHeight;
    if (below > 80) reading.add(log); else reading.delete(log);
  }, { passive: true });
  log.addEventListener("load", () => settle(log), true);
}

// --- what is said and pressed goes out ---------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  const send = form.matches("[data-say]") ? say
    : form.matches("[data-press]") ? press
    : form.matches("[data-clock]") ? turn : null;
  if (!send) return;
  event.preventDefault();
  if (send === say || form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

async function say(form) {
  const box = form.elements.words;
  const words = box.value.trim();
  if (!words) return;
  const pane = form.closest(".pane");
  const once = newOnce();
  const pending = element('<article class="line said pending"><div class="words"><p class="text" dir="auto"></p></div></article>');
  pending.dataset.once = once;
  pending.querySelector("p").textContent = words.length > 1500 ? `${words.slice(0, 280)}…` : words;
  logOf(pane).querySelector(".empty")?.remove();
  logOf(pane).insertBefore(pending, logOf(pane).querySelector(".end"));
  box.value = "";
  keepDraft(box);
  think(pane);
  const { why } = await inTurn(form, () => post(form, { once, role: form.elements.role.value, words }));
  if (!why) return;
  pending.remove();
  pane.querySelector(".thinking")?.remove();
  if (!box.value) box.value = words;
  trouble(pane, why);
}

/** Who writes faster than the desk listens is heard all the same, one sentence after the other. */
const turns = new WeakMap();

function inTurn(form, send) {
  const mine = (turns.get(form) ?? Promise.resolve()).then(send);
  turns.set(form, mine);
  return mine;
}

async function press(form, button) {
  const fields = new FormData(form, button);
  const values = {};
  for (const [name, value] of fields) {
    if (name.startsWith("v.")) (values[name.slice(2)] ??= []).push(value);
  }
  const pane = form.closest(".pane");
  think(pane);
  const { why } = await post(form, {
    once: newOnce(), role: fields.get("role"), action: fields.get("action"), slot: fields.get("slot"), values,
  });
  if (!why) return;
  pane.querySelector(".thinking")?.remove();
  trouble(pane, why);
}

async function turn(form, button) {
  const { why, answer } = await post(form, { minutes: Number(button.value) });
  away(why ?? "");
  if (answer) tell(await answer.json());
}

/** Sent until it has arrived: the same `once` is heard once. The answer, or why it was not taken. */
async function post(form, body) {
  form.setAttribute("aria-busy", "true");
  const pane = form.closest(".pane");
  if (pane) trouble(pane, "");
  try {
    for (const wait of TRIES) {
      await new Promise((done) => { setTimeout(done, wait); });
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Page-Token": page.dataset.token, Accept: "application/json" },
        body: JSON.stringify(body),
      }).catch(() => null);
      if (answer?.ok) return { answer };
      if (answer && answer.status < 500) {
        return { why: "I could not read that.", ...await answer.json().catch(() => ({})) };
      }
    }
    return { why: "That didn’t reach the desk. Nothing is lost; please try again." };
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function newOnce() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function think(pane) {
  const log = logOf(pane);
  if (!log.querySelector(".thinking")) {
    const dots = element('<p class="thinking" aria-hidden="true"><i></i><i></i><i></i></p>');
    log.insertBefore(dots, log.querySelector(".end"));
    setTimeout(() => dots.remove(), 8000);
  }
  toEnd(log);
}

function trouble(pane, why) {
  const place = pane.querySelector(".trouble");
  if (place) place.textContent = why;
}

// --- writing -----------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".composer textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Escape") document.querySelectorAll(".others[open]").forEach((each) => { each.open = false; });
});

/** Drafts survive a reload and another person's coming to the next pane. */
const draftName = (box) => `draft ${box.form.getAttribute("action").split("?")[0]} ${box.id}`;

function keepDraft(box) {
  if (box.value) sessionStorage.setItem(draftName(box), box.value);
  else sessionStorage.removeItem(draftName(box));
}

for (const box of document.querySelectorAll(".composer textarea")) {
  if (!box.value) box.value = sessionStorage.getItem(draftName(box)) ?? "";
  box.addEventListener("input", () => keepDraft(box));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link?.dataset.words !== undefined) {
    event.preventDefault();
    const box = link.closest(".pane").querySelector(".composer textarea");
    box.value = link.dataset.words;
    keepDraft(box);
    box.focus();
  } else if (link?.dataset.older !== undefined) {
    event.preventDefault();
    older(link);
  } else if (link?.dataset.tab !== undefined) {
    event.preventDefault();
    turnTo(link.dataset.tab);
  }
  document.querySelectorAll(".others[open]").forEach((each) => {
    if (!each.contains(event.target)) each.open = false;
  });
});

async function older(link) {
  const log = link.closest(".log");
  const first = log.querySelector(".line[data-line]");
  const url = new URL(link.dataset.older, location.href);
  url.searchParams.set("before", first.dataset.line);
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { html, more } = await answer.json();
  const template = document.createElement("template");
  template.innerHTML = html;
  const height = log.scrollHeight;
  first.before(template.content);
  if (!more) link.remove();
  log.scrollTop += log.scrollHeight - height;
  drawCharts();
}

// --- one person at a time, on a phone ----------------------------------------------------------

function tabOf(role) {
  return document.querySelector(`[data-tab="${role}"]`);
}

function turnTo(role) {
  for (const pane of panes) {
    const current = pane.dataset.role === role;
    pane.classList.toggle("current", current || !onPhone.matches);
    if (current) tabOf(pane.dataset.role).setAttribute("aria-current", "true");
    else tabOf(pane.dataset.role).removeAttribute("aria-current");
    if (pane.classList.contains("current")) tabOf(pane.dataset.role).classList.remove("news");
  }
  page.dataset.at = role;
  if (onPhone.matches) toEnd(logOf(paneOf(role)));
}

const begin = location.hash.replace(/^#(end-|write-)?/, "");
turnTo(panes.some((pane) => pane.dataset.role === begin) ? begin : panes[0].dataset.role);
onPhone.addEventListener("change", () => turnTo(page.dataset.at));

document.querySelector(".skips").addEventListener("click", (event) => {
  const box = document.getElementById(new URL(event.target.href).hash.slice(1));
  if (!box) return;
  event.preventDefault();
  turnTo(box.closest(".pane").dataset.role);
  box.focus();
});

// --- charts that answer to the pointer; without them the picture stays -------------------------

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let vega;

function library() {
  vega ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = page.dataset.vega;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return vega;
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    near.unobserve(entry.target);
    draw(entry.target).catch(() => {});
  }
}, { rootMargin: "200px" });

function drawCharts() {
  document.querySelectorAll("figure.chart:not([data-watched])").forEach((figure) => {
    figure.dataset.watched = "";
    near.observe(figure);
  });
}

async function draw(figure) {
  const url = new URL(figure.dataset.chart, location.href);
  url.searchParams.set("room", figure.clientWidth);
  if (dark.matches) url.searchParams.set("look", "dark");
  const [answer] = await Promise.all([fetch(url), library()]);
  if (!answer.ok) return;
  const place = document.createElement("div");
  place.className = "drawing";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.dataset.words);
  const inside = document.createElement("div"); // the library gives it a role of its own
  place.append(inside);
  const picture = figure.querySelector(".drawing");
  picture.before(place);
  // `ast` interprets expressions instead of compiling them, which our content policy forbids.
  await window.vegaEmbed(inside, await answer.json(), {
    actions: false, ast: true, renderer: "svg", defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: dark.matches ? "dark" : "light" },
  });
  picture.remove();
  settle(figure.closest(".log"));
}

// --- begin -------------------------------------------------------------------------------------

panes.forEach((pane) => toEnd(logOf(pane)));
drawCharts();
listen();
