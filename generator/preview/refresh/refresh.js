// Keeps an open page what the source says, and leaves the reader where he is. It is served by the preview only.
// What it is told comes from files that are being written, so it builds all it shows with textContent.

const tag = document.currentScript;
const page = tag.dataset.page;
const base = tag.dataset.base;
const own = "own" in tag.dataset; // a page of the server: nothing on it is worth keeping
const missing = own || "missing" in tag.dataset; // the address has no page
let seen = tag.dataset.generation; // what this page shows: the run of the server, and a number

// ---- What it hears

let stream = null;
let retry = 0;
let lost = 0;

// A browser allows six connections to one server over all tabs: only a page that is looked at holds one. A page that
// comes back is told all that it missed.
function connect() {
  clearTimeout(retry);
  if (stream || document.visibilityState === "hidden") return;
  stream = new EventSource("/_dateline/events?page=" + encodeURIComponent(page) + "&generation=" + seen);
  stream.onopen = () => {
    clearTimeout(lost);
    lost = 0;
    say("lost");
  };
  stream.onmessage = (message) => hear(JSON.parse(message.data));
  stream.onerror = () => {
    disconnect();
    retry = setTimeout(connect, 500);
    lost ||= setTimeout(() => say("lost", "The preview has stopped: this page no longer follows the source."), 3000);
  };
}

function disconnect() {
  clearTimeout(retry);
  if (stream) stream.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(lost);
  lost = 0;
  if (document.visibilityState === "hidden") disconnect();
  else connect();
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

let stale = false; // this page's own bytes changed
let files = new Set(); // what it may embed that changed
let latest = null;
let working = false;

// Each event tells all that is so, so only the last one counts; what changed adds up until it is dealt with.
async function hear(event) {
  latest = event;
  if (event.changed && (!event.gone || missing)) stale = true;
  for (const file of event.files || []) files.add(file);
  if (working) return;
  working = true;
  try {
    for (let done = null; done !== latest; ) {
      done = latest;
      await follow(done);
    }
  } catch (error) {
    console.error("dateline:", error);
    location.reload();
  } finally {
    working = false;
  }
}

async function follow(event) {
  if (event.reload || (own && event.generation !== seen)) return location.reload();
  if (event.base !== base && missing) return location.reload();
  if (event.base !== base) return location.replace(event.href + location.search + location.hash);
  overlay(event.problems, event.more || 0);
  if (event.gone && event.moved) say("gone", "This page has moved to ", event.moved);
  else if (event.gone && !missing) say("gone", "This page is no longer part of the site. Go on from ", event.base);
  else say("gone");
  if (event.edited === event.href) say("edited");
  else if (event.edited) say("edited", "You are editing another page: ", event.edited);
  if (stale) {
    stale = false;
    if (!(await update())) {
      stale = true; // The server is away. What it says when it is back comes on top.
      return;
    }
  }
  if (files.size > 0) {
    const changed = files;
    files = new Set();
    await embeds(changed, event.generation);
  }
  seen = event.generation;
}

// ---- What it changes

// update makes this page what the server has now, keeping every element that is still there: with it stay the scroll
// position, the focus, what is open and what was typed. It tells whether the server answered.
async function update() {
  let answer, text;
  try {
    answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    text = await answer.text();
  } catch {
    return false;
  }
  if (answer.status === 404 && !missing) return true; // gone just now: an event will tell
  const next = new DOMParser().parseFromString(text, "text/html");
  if (answer.ok === missing || answer.redirected || document.querySelector("[data-reload]") || needsReload(next)) {
    location.reload();
    return true;
  }
  await head(next);
  attributes(document.documentElement, next.documentElement);
  Idiomorph.morph(document.body, next.body, {
    callbacks: {
      beforeNodeMorphed: keepState,
      // Whether details are open, and what a field holds, is the reader's.
      beforeAttributeUpdated: (name, element) =>
        !(name === "open" && element.matches("details, dialog")) &&
        !(["value", "checked", "selected"].includes(name) && element.matches("input, textarea, option")),
    },
  });
  return true;
}

// What scripts have made of a page with data-reload cannot be kept.
// A script that runs cannot be replaced, nor a policy taken back, nor a redirect page be shown in part.
function needsReload(next) {
  const fixed = (root) =>
    [...root.querySelectorAll("script[src]:not([data-dateline]), meta[http-equiv]")].map((element) => element.outerHTML).join("\n");
  return fixed(document) !== fixed(next);
}

// replaced holds what an attribute was before embeds changed it.
const replaced = new WeakMap();
const link = (element, name) => replaced.get(element) ?? element.getAttribute(name);

function keepState(old, next) {
  // A picture that was fetched anew stays so.
  if (old.nodeName === "IMG" && next.nodeName === "IMG" && replaced.get(old) === next.getAttribute("src")) {
    next.setAttribute("src", old.getAttribute("src"));
  }
  return true;
}

const isStyle = (element) => element.matches('link[rel~="stylesheet"]');

// head brings the page's head up to date: new styles are there before old ones go.
async function head(next) {
  const old = [...document.head.children];
  const styles = new Map(old.filter(isStyle).map((element) => [link(element, "href"), element]));
  const kept = new Set();
  const loads = [];
  let last = null;
  for (const element of next.head.children) {
    const same = isStyle(element) ? styles.get(element.getAttribute("href")) : old.find((other) => !kept.has(other) && other.isEqualNode(element));
    if (same) {
      kept.add(same);
      if (isStyle(element)) last = same;
      continue;
    }
    const added = document.importNode(element, true);
    if (isStyle(added)) {
      loads.push(loaded(added));
      const before = last ? last.nextSibling : old.find(isStyle);
      document.head.insertBefore(added, before ?? null);
      last = added;
    } else {
      document.head.append(added);
    }
  }
  await Promise.all(loads);
  for (const element of old) if (!kept.has(element)) element.remove();
}

// loaded waits for a stylesheet, though not for ever.
function loaded(element) {
  return new Promise((resolve) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", resolve);
    setTimeout(resolve, 3000);
  });
}

function attributes(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

// embeds fetches anew what changed at an address that stayed the same: styles and pictures in their place, for anything
// else the page.
async function embeds(changed, generation) {
  const hit = (element, name) => {
    const value = link(element, name);
    if (!value) return false;
    const url = new URL(value, location.href);
    return url.origin === location.origin && changed.has(url.pathname);
  };
  const fresh = (element, name) => {
    const url = new URL(link(element, name), location.href);
    url.searchParams.set("dateline", generation);
    return url.pathname + url.search;
  };
  for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
    if (!hit(old, "href")) continue;
    const added = old.cloneNode();
    replaced.set(added, link(old, "href"));
    added.setAttribute("href", fresh(old, "href"));
    const ready = loaded(added);
    old.after(added);
    await ready;
    old.remove();
  }
  for (const image of document.querySelectorAll("img[src]")) {
    if (!hit(image, "src")) continue;
    const src = fresh(image, "src");
    replaced.set(image, link(image, "src"));
    image.setAttribute("src", src);
  }
  const others = [...document.querySelectorAll("script[src], source[src], video[src], audio[src], track[src]")];
  const sets = [...document.querySelectorAll("[srcset]")].flatMap((element) => element.srcset.split(/[\s,]+/));
  if (others.some((element) => hit(element, "src")) || sets.some((url) => changed.has(new URL(url, location.href).pathname))) location.reload();
}

// ---- What it shows

// All of it stands in a shadow tree beside the body: no theme's rule reaches it, and it is no part of what is morphed.
const host = document.createElement("dateline-preview");
const shadow = host.attachShadow({ mode: "open" });
const style = make("link", "");
style.rel = "stylesheet";
style.href = "/_dateline/refresh.css";
const panel = make("div", "overlay");
const notices = make("div", "notices");
panel.hidden = notices.hidden = true;
panel.setAttribute("role", "alertdialog");
panel.setAttribute("aria-labelledby", "heading");
notices.setAttribute("role", "status");
shadow.append(style, notices, panel);
const styled = loaded(style);
document.documentElement.append(host);

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function closer(label, close) {
  const button = make("button", "close", "Close");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", close);
  return button;
}

let listed = "[]"; // the problems that the overlay shows, or showed when it was closed

async function overlay(problems, more) {
  const text = JSON.stringify(problems);
  if (text === listed || own) return;
  listed = text;
  if (problems.length === 0) {
    panel.hidden = true;
    panel.replaceChildren();
    return;
  }
  const errors = problems.filter((p) => p.severity === "error").length;
  const heading = make("h2", "", errors + more === 1 ? "1 error in the source" : `${errors + more} errors in the source`);
  heading.id = "heading";
  const list = make("ol", "problems");
  for (const p of problems) {
    const item = make("li", p.severity);
    const line = make("p", "");
    line.append(make("span", "where", p.where), " ", make("span", "message", (p.severity === "error" ? "" : p.severity + ": ") + p.message));
    item.append(line);
    if (p.excerpt) item.append(make("pre", "", p.excerpt));
    if (p.hint) item.append(make("p", "hint", p.hint));
    list.append(item);
  }
  panel.replaceChildren(heading, closer("Close the list of errors", () => (panel.hidden = true)), make("p", "", "The page shown is the last good one."), list);
  if (more) panel.append(make("p", "", `And ${more} more.`));
  await styled;
  if (listed === text) panel.hidden = false;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) panel.hidden = true;
});

const dismissed = new Map();

function readable(href) {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}

// say shows a notice of a kind, with a link if there is one; without a text it takes the notice away.
async function say(kind, text = "", href = "") {
  notices.querySelector("." + kind)?.remove();
  if (!text) dismissed.delete(kind);
  if (text && dismissed.get(kind) !== text + href) {
    const notice = make("p", kind, text);
    if (href) {
      const link = make("a", "", readable(href));
      link.href = href;
      notice.append(link);
    }
    notice.append(
      closer("Close the notice", () => {
        dismissed.set(kind, text + href);
        notice.remove();
        notices.hidden = notices.childElementCount === 0;
      }),
    );
    notices.append(notice);
    await styled;
  }
  notices.hidden = notices.childElementCount === 0;
}

connect();
