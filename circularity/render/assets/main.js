// Wires the parts together: every change of state draws everything again.

import { h, byId, replace, named } from "./dom.js";
import { page } from "./data.js";
import { state, choose, onChange, readFragment } from "./state.js";
import { startMap, drawMap } from "./map.js";
import { drawLegend } from "./legend.js";
import { drawPanel, back } from "./panels.js";
import { dealTable, companyTable, loopTable } from "./tables.js";
import { drawEgo, leave } from "./ego.js";
import { copyText } from "./csv.js";
import { vendorTable } from "./vendor.js";
import { priceTable, fundingTable } from "./prices.js";
import { listTable } from "./lists.js";
import { claimTable } from "./claims.js";
import { matrix } from "./matrix.js";
import { startControls, drawHeading } from "./heading.js";
import { startSearch } from "./search.js";
import { startTour, drawTour, endTour } from "./tour.js";

const SHEETS = { deals: ["All deals", dealTable], companies: ["Companies", companyTable], loops: ["Loops", loopTable], matrix: ["Payer by payee", matrix],
  ...(page.disputes ? { lists: ["Top lists", listTable] } : {}),
  ...(page.vendors ? { vendors: ["Vendors", vendorTable] } : {}),
  ...(page.prices ? { prices: ["Share prices", priceTable] } : {}),
  ...(page.funding ? { funding: ["Funding markets", fundingTable] } : {}),
  ...(page.claims ? { claims: ["Claims", claimTable] } : {}),
  notes: ["Notes and citation", notes] };

function notes() {
  const list = (items) => h("ul", { class: "plainlist" }, items.map((text) => h("li", null, named(text))));
  const numbers = page.assumptions.map((a) => `${a.id} = ${a.value}${a.unit ? ` (${a.unit})` : ""}: ${a.reason}`);
  return h("div", { class: "notes" },
    h("section", null, h("h3", null, "Amounts"), list([
      "Headline: what was announced. Binding: what a contract obliges. Paid: what has moved. Expected: each part weighed by the chance that it is paid.",
      "A part of a larger deal is drawn once, so sums do not count it twice.", "An amount that is not known counts nothing and is said to be missing; it is never a zero."])),
    h("section", null, h("h3", null, "What to keep in mind"), list([...page.caveats, ...(page.unknown || [])])),
    h("section", null, h("h3", null, "Assumptions"), list(numbers)),
    h("section", null, h("h3", null, "Cite as"), h("p", { id: "cite" }, named(page.cite)),
      h("button", { type: "button", class: "link", click: (event) => copyText(page.cite, event.currentTarget) }, "Copy the citation")));
}

function drawTabs() {
  const had = byId("tabs").contains(document.activeElement);
  const keys = Object.keys(SHEETS);
  replace(byId("tabs"), keys.map((key) => h("button", {
    type: "button", role: "tab", id: `tab-${key}`, "aria-controls": "sheet", "aria-selected": String(state.tab === key), tabindex: state.tab === key ? 0 : -1,
    click: () => choose({ tab: key, sort: null }),
    keydown: (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) choose({ tab: keys[(keys.indexOf(key) + by + keys.length) % keys.length], sort: null });
    },
  }, SHEETS[key][0])));
  byId("sheet").setAttribute("aria-labelledby", `tab-${state.tab}`);
  if (had) byId(`tab-${state.tab}`).focus();
}

/** The table's own focus and place survive a redraw: sorting must not throw the reader back to the top. */
function drawSheet() {
  const sort = document.activeElement && document.activeElement.getAttribute("data-sort");
  const place = byId("sheet").querySelector(".scroll");
  const [top, left] = place ? [place.scrollTop, place.scrollLeft] : [0, 0];
  const drawn = SHEETS[state.tab][1]();
  replace(byId("sheet"), drawn);
  const now = byId("sheet").querySelector(".scroll");
  if (now) [now.scrollTop, now.scrollLeft] = [top, left];
  if (sort && byId("sheet").querySelector(`[data-sort="${sort}"]`)) byId("sheet").querySelector(`[data-sort="${sort}"]`).focus();
}

function draw() {
  if (!SHEETS[state.tab]) state.tab = "deals";
  drawHeading(drawMap());
  drawLegend();
  drawEgo();
  drawTour();
  drawPanel();
  drawTabs();
  drawSheet();
}

startControls();
startSearch();
startTour();
startMap();
replace(byId("foot"), named(`${page.cite} Made with ${page.generator}. Nothing on this page is investment advice.`));
onChange(draw);
addEventListener("hashchange", readFragment);
// A skip link moves the focus only: following its address would throw away the view that the address holds.
for (const link of document.querySelectorAll("a.skip")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    byId(link.getAttribute("href").slice(1)).focus();
  });
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (state.pick) back();
  else if (state.ego) leave();
  else if (state.step) endTour();
});
readFragment();
