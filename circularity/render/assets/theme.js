// The colours of the style sheet, for the canvas: one place decides them, in light, in dark and on paper.

const TOKENS = ["paper", "ink", "muted", "line", "financing", "commerce", "support", "group", "ended", "mark", "loss"];
export const tone = {};

function read() {
  const style = getComputedStyle(document.documentElement);
  for (const name of TOKENS) tone[name] = style.getPropertyValue(`--${name}`).trim();
}

export const FONT = getComputedStyle(document.body).fontFamily;

/** Read the colours now, and again whenever the scheme changes or the page goes to a printer. */
export function watchTheme(redraw) {
  const again = () => { read(); redraw(); };
  read();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  // Paper is white whatever the screen is: the canvas has to be drawn again before it is taken.
  addEventListener("beforeprint", () => { document.documentElement.setAttribute("data-paper", ""); again(); });
  addEventListener("afterprint", () => { document.documentElement.removeAttribute("data-paper"); again(); });
}
