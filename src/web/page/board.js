// The class board's page. Whatever anybody typed reaches the page as text only (textContent), never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
const GLYPHS = { p: "✿", f: "✕", i: "?", b: "–", m: "✎", w: "…", ".": "" };
const MARKS = ["p", "f", "w", "i", "b", "m"];
/** Without a word for so long, the board is asked anew; a learner without a word for so long is away. */
const SILENCE = 25_000;
const AWAY = 60_000;

const state = {
  words: null, lang: "ja", code: "", instructor: false, ahead: 0,
  course: null, join: null, rows: new Map(), failed: [], class: { said: [], pointed: null, closed: false, wrong: 0 },
  shown: null,
};
const elements = new Map();

// ---- words

function t(key, args = {}) {
  let text = state.words?.[state.lang]?.[key] ?? key;
  for (const [name, value] of Object.entries(args)) text = text.replaceAll(`%${name}%`, String(value));
  return text;
}
const markWord = (mark) => t(`mark-${mark === "." ? "none" : mark}`);
const titled = (titles) => titles[state.lang];
const now = () => Date.now() + state.ahead;
const minutes = (since) => Math.max(0, Math.floor((now() - since) / 60_000));

function lasting(since) {
  const all = minutes(since);
  return all < 60 ? t("minutes", { n: all }) : t("hours", { h: Math.floor(all / 60), n: all % 60 });
}

function clock(at) {
  return new Date(at).toLocaleTimeString(state.lang, { hour: "2-digit", minute: "2-digit" });
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// ---- settings that this browser remembers

function remembered(key, otherwise) {
  try { return localStorage.getItem(key) ?? otherwise; } catch { return otherwise; }
}
function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a private window: it is forgotten */ }
}

// ---- what is known of the class

const isDone = (row) => !row.marks.includes(".") && [...row.marks].every((mark) => mark === "p");
const patience = () => Number(remembered("patience", "10"));

/** Whether a learner gets no further: the step is not done, and has not been for a while. */
function isStuck(row) {
  return row.step !== undefined && row.marks[row.step] !== "p" && minutes(row.since) >= patience();
}

/** What holds a learner up: the first failing check of the step, else the step itself. */
function obstacle(row) {
  if (row.step === undefined) return "";
  const step = state.course.steps[row.step];
  const check = step.checks.find((one) => row.failing.includes(one.id));
  return check ? titled(check.title) : titled(step.title);
}

function checkTitle(id) {
  for (const [number, step] of state.course.steps.entries()) {
    const check = step.checks.find((one) => one.id === id);
    if (check) return `${number + 1}. ${titled(check.title)}`;
  }
  return id;
}

function ordered() {
  const rows = [...state.rows.values()];
  if (remembered("sort", "attention") === "order") return rows.sort((a, b) => a.id - b.id);
  const weight = (row) => (row.hand !== undefined ? 2 : isStuck(row) ? 1 : 0);
  return rows.sort((a, b) => weight(b) - weight(a)
    || (weight(a) === 2 ? a.hand - b.hand : weight(a) === 1 ? a.since - b.since : 0) || a.id - b.id);
}

// ---- drawing

function drawWords() {
  document.documentElement.lang = state.lang;
  const texts = {
    "entry-label": "entry-label", "entry-button": "entry-button", "failed-heading": "failed-heading",
    "say-button": "say-button", "point-button": "point-button", "point-stop": "point-stop", csv: "csv", json: "json",
    "closed-label": "closed", "sort-label": "sort-label", "patience-label": "patience-label", nobody: "nobody",
    "join-button": "join-button", "join-heading": "join-heading", "join-how": "join-how", "join-look": "join-look",
    "join-copy": "copy", "join-close": "close", "learner-close": "close", "learner-say": "learner-say",
    "learner-hand": "hand-down", "learner-remove": "remove", lang: "other-language", theme: "theme", larger: "larger",
  };
  for (const [id, key] of Object.entries(texts)) $(id).textContent = t(key);
  $("say-text").placeholder = t("say-placeholder");
  $("say-text").setAttribute("aria-label", t("say-placeholder"));
  $("say-to").setAttribute("aria-label", t("say-to"));
  $("point-step").setAttribute("aria-label", t("point-button"));
  options($("sort"), [["attention", t("sort-attention")], ["order", t("sort-order")]], remembered("sort", "attention"));
  options($("patience"), ["5", "10", "20"].map((n) => [n, t("minutes", { n })]), String(patience()));
  $("legend").replaceChildren(...MARKS.map((mark) => {
    const item = make("li");
    item.append(make("span", `mark ${mark}`, GLYPHS[mark]), ` ${markWord(mark)}`);
    return item;
  }));
}

function options(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => {
    const option = make("option", "", text);
    option.value = value;
    option.selected = value === chosen;
    return option;
  }));
}

function drawAll() {
  drawWords();
  if (!state.course) return;
  $("title").textContent = titled(state.course.title);
  document.title = `花丸 ${titled(state.course.title)}`;
  $("teach").hidden = !state.instructor;
  const head = [make("th", "name", t("name"))];
  for (const [number, step] of state.course.steps.entries()) {
    const cell = make("th", "step");
    cell.title = `${step.id}: ${titled(step.title)}`;
    cell.append(make("b", "", String(number + 1)), make("span", "", titled(step.title)));
    head.push(cell);
  }
  head.push(make("th", "where", t("where")));
  $("steps").replaceChildren(...head);
  options($("point-step"), state.course.steps.map((step, n) => [step.id, `${n + 1}. ${titled(step.title)}`]),
    state.class.pointed ?? state.course.steps[0]?.id);
  elements.clear();
  $("rows").replaceChildren();
  for (const row of state.rows.values()) drawRow(row);
  drawJoin();
  drawClass();
  drawSums();
}

/** One learner. Cells are made once and changed afterwards: a class of hundreds moves without flicker. */
function drawRow(row) {
  let parts = elements.get(row.id);
  if (!parts) {
    const tr = make("tr");
    const name = make("th", "name");
    name.scope = "row";
    const open = make("button", "open");
    open.type = "button";
    open.addEventListener("click", () => showLearner(row.id));
    const badges = make("span", "badges");
    name.append(open, badges);
    const cells = state.course.steps.map((step, number) => {
      const cell = make("td", "mark");
      cell.dataset.number = String(number);
      return cell;
    });
    const where = make("td", "where");
    tr.append(name, ...cells, where);
    parts = { tr, open, badges, cells, where };
    elements.set(row.id, parts);
  }
  parts.open.textContent = row.name;
  const badges = [];
  if (row.hand !== undefined) badges.push(make("span", "badge hand", `${t("hand")} ${lasting(row.hand)}`));
  if (row.load) badges.push(make("span", "badge load", t("load")));
  if (row.handed !== undefined) badges.push(make("span", `badge ${row.proved ? "proved" : "handed"}`, t(row.proved ? "proved" : "handed")));
  if (now() - row.seen > AWAY) badges.push(make("span", "badge away", t("away", { since: clock(row.seen) })));
  parts.badges.replaceChildren(...badges);
  for (const [number, cell] of parts.cells.entries()) {
    const mark = row.marks[number] ?? ".";
    const here = number === row.step;
    cell.className = `mark ${mark === "." ? "none" : mark}${here ? " here" : ""}`;
    cell.textContent = GLYPHS[mark] ?? "";
    cell.title = `${number + 1}. ${titled(state.course.steps[number].title)}: ${markWord(mark)}`;
  }
  const stuck = isStuck(row);
  parts.tr.classList.toggle("stuck", stuck);
  parts.tr.classList.toggle("raised", row.hand !== undefined);
  parts.tr.classList.toggle("gone", now() - row.seen > AWAY);
  if (isDone(row)) parts.where.textContent = t("all-done");
  else if (row.step === undefined) parts.where.textContent = t("elsewhere");
  else {
    const place = row.marks[row.step] === "p" ? titled(state.course.steps[row.step].title) : obstacle(row);
    parts.where.replaceChildren(make("b", "time", lasting(row.since)), ` ${row.step + 1}. ${place}`);
  }
}

let sortingDue = 0;
/** Rows change places at most once a second: nobody can click on what moves. */
function arrange() {
  if (sortingDue) return;
  sortingDue = setTimeout(() => {
    sortingDue = 0;
    const body = $("rows");
    for (const [index, row] of ordered().entries()) {
      const { tr } = elements.get(row.id);
      if (body.children[index] !== tr) body.insertBefore(tr, body.children[index] ?? null);
    }
  }, $("rows").childElementCount < state.rows.size ? 0 : 1000);
}

function drawSums() {
  const rows = [...state.rows.values()];
  const figures = [
    ["people", rows.length, ""], ["finished", rows.filter(isDone).length, "p"],
    ["stuck", rows.filter(isStuck).length, "f"], ["hands", rows.filter((row) => row.hand !== undefined).length, "hand"],
    ["loads", rows.filter((row) => row.load).length, "load"],
    ["handed", rows.filter((row) => row.handed !== undefined).length, "p"],
  ];
  $("figures").replaceChildren(...figures.map(([key, number, className]) => {
    const figure = make("p", `figure ${number ? className : ""}`);
    figure.append(make("b", "", String(number)), make("span", "", t(`sum-${key}`)));
    return figure;
  }));
  $("nobody").hidden = rows.length > 0;
  $("failed").hidden = state.failed.length === 0;
  $("failed-list").replaceChildren(...state.failed.map(({ check, count }) => {
    const item = make("li");
    const bar = make("span", "bar");
    bar.style.width = `${Math.round((100 * count) / Math.max(1, rows.length))}%`;
    item.append(bar, make("span", "text", checkTitle(check)), make("b", "", t("people", { n: count })));
    return item;
  }));
  if (state.instructor) {
    const chosen = $("say-to").value;
    const people = [...rows].sort((a, b) => a.name.localeCompare(b.name, state.lang)).map((r) => [String(r.id), r.name]);
    const wanted = JSON.stringify(people) + state.lang;
    if ($("say-to").dataset.of !== wanted && document.activeElement !== $("say-to")) {
      options($("say-to"), [["", t("everybody")], ...people], chosen);
      $("say-to").dataset.of = wanted;
    }
  }
  arrange();
}

function drawClass() {
  const notices = [];
  const pointed = state.course.steps.findIndex((step) => step.id === state.class.pointed);
  if (pointed >= 0) {
    notices.push(make("p", "pointed", t("pointed", { step: `${pointed + 1}. ${titled(state.course.steps[pointed].title)}` })));
  }
  for (const [number, cell] of [...$("steps").querySelectorAll(".step")].entries()) {
    cell.classList.toggle("pointed", number === pointed);
  }
  const last = state.class.said[0];
  if (last) {
    const notice = make("p", "said");
    notice.append(make("time", "", clock(last.at)), ` ${last.text}`);
    notices.push(notice);
  }
  $("notices").replaceChildren(...notices);
  $("closed").checked = state.class.closed;
  $("wrong").textContent = state.class.wrong ? t("wrong", { n: state.class.wrong }) : "";
}

function drawJoin() {
  $("join-button").hidden = !state.join;
  if (!state.join) return;
  $("join-command").textContent = `hanamaru --join ${state.join.text}`;
  const size = state.join.qr.length;
  const picture = $("qr");
  picture.toggleAttribute("hidden", size === 0);
  picture.setAttribute("viewBox", `-4 -4 ${size + 8} ${size + 8}`);
  picture.setAttribute("aria-label", state.join.url);
  const shape = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  let path = "";
  state.join.qr.forEach((line, y) => [...line].forEach((sign, x) => { if (sign === "#") path += `M${x} ${y}h1v1h-1z`; }));
  picture.replaceChildren(shape("rect", { x: -4, y: -4, width: size + 8, height: size + 8, fill: "#fff" }),
    shape("path", { d: path, fill: "#000" }));
}

function showLearner(id) {
  const row = state.rows.get(id);
  if (!row) return;
  state.shown = id;
  $("learner-name").textContent = row.name;
  const handed = row.handed === undefined ? "" : ` / ${t("handed-at", { at: clock(row.handed) })}（${t(row.proved ? "proved" : "handed")}）`;
  $("learner-state").textContent = t("seen", { at: clock(row.seen) }) + handed;
  $("learner-steps").replaceChildren(...state.course.steps.map((step, number) => {
    const mark = row.marks[number] ?? ".";
    const item = make("li", number === row.step ? "here" : "");
    item.append(make("span", `mark ${mark === "." ? "none" : mark}`, GLYPHS[mark]), ` ${number + 1}. ${titled(step.title)}`);
    const failing = step.checks.filter((check) => row.failing.includes(check.id));
    if (failing.length) item.append(make("small", "", failing.map((check) => titled(check.title)).join(" / ")));
    return item;
  }));
  $("learner-teach").hidden = !state.instructor;
  $("learner-hand").hidden = row.hand === undefined;
  $("learner").showModal();
}

// ---- the stream

function take(kind, data) {
  state.ahead = data.now - Date.now();
  if (kind === "all") {
    state.course = data.course;
    state.join = data.join;
    state.rows = new Map(data.rows.map((row) => [row.id, row]));
    state.failed = data.failed;
    state.class = data.class;
    $("entry").hidden = true;
    $("board").hidden = false;
    drawAll();
    return;
  }
  for (const row of data.rows) {
    state.rows.set(row.id, row);
    drawRow(row);
  }
  for (const id of data.gone) {
    state.rows.delete(id);
    elements.get(id)?.tr.remove();
    elements.delete(id);
  }
  state.failed = data.failed;
  if (data.class) {
    state.class = data.class;
    drawClass();
  }
  drawSums();
}

/** Reads one stream to its end. Gives the status of an answer that was none. */
async function follow() {
  const quit = new AbortController();
  let watch = setTimeout(() => quit.abort(), SILENCE);
  try {
    const answer = await fetch("/api/live", { headers: { Authorization: `Bearer ${state.code}` }, signal: quit.signal });
    if (!answer.ok) return answer.status;
    state.instructor = state.code.length >= 32;
    link("linked");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 0;
      clearTimeout(watch);
      watch = setTimeout(() => quit.abort(), SILENCE);
      held += value;
      for (let end; (end = held.indexOf("\n\n")) >= 0; held = held.slice(end + 2)) {
        const found = /^event: (\w+)\ndata: (.*)$/s.exec(held.slice(0, end));
        if (found) take(found[1], JSON.parse(found[2]));
      }
    }
  } catch (error) {
    if (error instanceof TypeError || error.name === "AbortError") return 0;
    throw error;
  } finally {
    clearTimeout(watch);
  }
}

function link(key) {
  $("link").dataset.state = key;
  $("link").textContent = t(key);
}

async function live() {
  for (let tries = 0; ; tries += 1) {
    const began = Date.now();
    const status = await follow();
    if (status === 401) return ask(t("wrong-code"));
    if (status === 429) return ask(t("too-many"));
    if (Date.now() - began > 5000) tries = 0;
    link("away-board");
    // Not all at once, when the board comes back.
    const wait = Math.min(15_000, 500 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random());
    await new Promise((done) => setTimeout(done, wait));
  }
}

function ask(problem) {
  forget();
  link("unlinked");
  $("entry").hidden = false;
  $("board").hidden = true;
  $("entry-problem").textContent = problem;
  $("code").focus();
}

// ---- who is looking

function keep(code) {
  state.code = code.toUpperCase().replace(/[^0-9A-Z]/g, "");
  try { sessionStorage.setItem("code", state.code); } catch { /* asked again after a reload */ }
}
function forget() {
  state.code = "";
  try { sessionStorage.removeItem("code"); } catch { /* nothing was kept */ }
}

/** The code of the address, which does not stay in it: the address bar is on the projector too. */
function codeOfAddress() {
  const given = decodeURIComponent(location.hash.slice(1));
  if (given) history.replaceState(null, "", location.pathname);
  try { return given || sessionStorage.getItem("code") || ""; } catch { return given; }
}

// ---- the instructor

async function act(deed) {
  const answer = await fetch("/api/instructor", {
    method: "POST",
    headers: { Authorization: `Bearer ${state.code}`, "Content-Type": "application/json" },
    body: JSON.stringify(deed),
  }).catch(() => null);
  $("teach-result").textContent = answer?.ok ? t("done", { at: clock(now()) }) : t("not-done");
  return Boolean(answer?.ok);
}

async function download(name) {
  const answer = await fetch(`/api/instructor/${name}`, { headers: { Authorization: `Bearer ${state.code}` } })
    .catch(() => null);
  if (!answer?.ok) {
    $("teach-result").textContent = t("not-done");
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  const anchor = make("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function listen() {
  $("entry-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = $("code").value.trim();
    keep(typed.slice(typed.lastIndexOf("/") + 1).replace(/^#/, ""));
    $("entry-problem").textContent = "";
    live();
  });
  $("say").addEventListener("submit", async (event) => {
    event.preventDefault();
    const to = $("say-to").value;
    if ($("say-text").value.trim() === "") return;
    if (await act({ do: "say", to: to ? Number(to) : null, text: $("say-text").value })) $("say-text").value = "";
  });
  $("point").addEventListener("submit", (event) => {
    event.preventDefault();
    act({ do: "point", step: $("point-step").value });
  });
  $("point-stop").addEventListener("click", () => act({ do: "point", step: null }));
  $("closed").addEventListener("change", () => act({ do: "close", closed: $("closed").checked }));
  $("csv").addEventListener("click", () => download("class.csv"));
  $("json").addEventListener("click", () => download("class.json"));
  $("sort").addEventListener("change", () => { remember("sort", $("sort").value); drawSums(); });
  $("patience").addEventListener("change", () => { remember("patience", $("patience").value); drawAll(); });
  $("lang").addEventListener("click", () => {
    state.lang = state.lang === "ja" ? "en" : "ja";
    remember("lang", state.lang);
    link($("link").dataset.state);
    drawAll();
  });
  $("theme").addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    remember("theme", document.documentElement.dataset.theme);
  });
  $("larger").addEventListener("click", () => {
    const large = document.documentElement.toggleAttribute("data-large");
    remember("large", large ? "yes" : "");
  });
  $("join-button").addEventListener("click", () => $("join").showModal());
  $("join-copy").addEventListener("click", () => navigator.clipboard?.writeText($("join-command").textContent));
  $("learner-say").addEventListener("click", () => {
    $("say-to").value = String(state.shown);
    $("learner").close();
    $("say-text").focus();
  });
  $("learner-hand").addEventListener("click", () => {
    act({ do: "hand-down", learner: state.shown });
    $("learner").close();
  });
  $("learner-remove").addEventListener("click", () => {
    if (!confirm(t("remove-sure", { name: state.rows.get(state.shown)?.name ?? "" }))) return;
    act({ do: "remove", learner: state.shown });
    $("learner").close();
  });
}

async function begin() {
  document.documentElement.dataset.theme = remembered("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.toggleAttribute("data-large", remembered("large", "") === "yes");
  state.lang = remembered("lang", navigator.language.startsWith("ja") ? "ja" : "en");
  state.words = await (await fetch("/words.json")).json();
  listen();
  drawWords();
  // Minutes pass without anybody doing anything.
  setInterval(() => {
    if (!state.course) return;
    for (const row of state.rows.values()) drawRow(row);
    drawSums();
  }, 15_000);
  const code = codeOfAddress();
  if (!code) return ask("");
  keep(code);
  live();
}

begin();
