// Elements without markup: every text goes in as text, so a hostile name can only ever be read.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** An HTML element; functions among the attributes are listeners. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
}

/** A name isolated from the reading direction of the text around it. */
export function named(text, attributes) {
  return h("bdi", attributes, text);
}

/** A link to a source: only the web, never a script; anything else stays text. */
export function source(url, text) {
  if (!/^https?:\/\//i.test(url || "")) return h("span", null, text);
  return h("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text);
}

/** A table's rows, the first few at once and the rest on demand: a large company has a hundred deals. */
export function rowsFolded(rows, first) {
  if (rows.length <= first + 2) return h("tbody", null, rows);
  const rest = h("tbody", { hidden: true }, rows.slice(first));
  const more = h("tbody", { class: "more" }, h("tr", null, h("td", { colspan: 9 }, h("button", {
    type: "button", class: "link", click: () => { rest.hidden = false; more.remove(); rest.querySelector("button").focus(); },
  }, `Show ${rows.length - first} more`))));
  return [h("tbody", null, rows.slice(0, first)), rest, more];
}

/** A button that looks like a link, for steps inside the page. */
export function step(text, action, attributes) {
  return h("button", { type: "button", class: "link", click: action, ...attributes }, typeof text === "string" ? named(text) : text);
}
