// A small menu behind a button: overflow elements, message shortcuts, the composer's shortcuts.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./preact-htm.js";
import { Icon, Spinner } from "./icons.js";

/** `items`: `[{id, label, detail?, run()}]`. */
export function Menu({ items, label, icon, hooks = {}, busy, align = "end", up = false }) {
  const [open, setOpen] = useState(false);
  const whole = useRef();
  const opener = useRef();
  useLayoutEffect(() => void (open && whole.current.querySelector("[role=menuitem]")?.focus()), [open]);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event) => !whole.current?.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return html`<div class=${`menu ${open ? "menu-open" : ""}`} ref=${whole} onKeyDown=${(event) => open && steer(event, whole.current, close)}>
    <button type="button" ref=${opener} ...${hooks} class="icon-button" aria-haspopup="menu" aria-expanded=${String(open)} aria-label=${label}
      title=${label} onClick=${() => setOpen(!open)}>
      ${busy ? html`<${Spinner} />` : html`<${Icon} name=${icon} />`}</button>
    ${open && html`<div class=${`menu-list menu-${align} ${up ? "menu-up" : ""}`} role="menu" aria-label=${label}>${items.map((item) => html`
      <button type="button" role="menuitem" tabindex="-1" data-testid="option" data-value=${item.id} onClick=${() => { close(); item.run(); }}>
        <span dir="auto">${item.label}</span>${item.detail && html`<small dir="auto">${item.detail}</small>`}</button>`)}</div>`}
  </div>`;
}

function steer(event, whole, close) {
  const items = [...whole.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") close();
  else items.at(to % items.length)?.focus();
}
