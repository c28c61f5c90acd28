// A line of text beside the pointer.

import { byId } from "./dom.js";

export function hint(event, text) {
  const tip = byId("tip");
  tip.hidden = !event;
  if (!event) return;
  tip.textContent = text;
  const stage = tip.parentElement.getBoundingClientRect();
  const left = Math.min(event.clientX - stage.left + 14, stage.width - tip.offsetWidth - 4);
  tip.style.left = `${Math.max(0, left)}px`;
  tip.style.top = `${event.clientY - stage.top + 16}px`;
}
