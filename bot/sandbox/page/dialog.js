// Holding the keyboard inside a dialog, giving focus back after it, and the confirm question.
import { html, useLayoutEffect, useRef } from "./preact-htm.js";
import { plain, TextObject } from "./text.js";
import { t } from "./words.js";

const FOCUSABLE = "a[href], button:not([disabled]):not([tabindex='-1']), input:not([disabled]), textarea:not([disabled]), [tabindex='0']";

/** On leaving, focus returns to what had it before. */
export function useFocusReturn() {
  const before = useRef(document.activeElement);
  useLayoutEffect(() => () => void (before.current?.isConnected && before.current.focus({ preventScroll: true })), []);
}

/** Keeps Tab inside the dialog. `first` picks what gets focus on entering. */
export function useFocusHeld(first) {
  const box = useRef();
  useLayoutEffect(() => void (first?.(box.current) ?? box.current).focus({ preventScroll: true }), []);
  const onKeyDown = (event) => {
    if (event.key !== "Tab") return;
    const stops = [...box.current.querySelectorAll(FOCUSABLE)].filter((one) => one.offsetParent !== null || one === document.activeElement);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge && document.activeElement !== box.current) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  return { box, onKeyDown };
}

export function ConfirmDialog({ confirm }) {
  useFocusReturn();
  const { box, onKeyDown } = useFocusHeld((whole) => whole.querySelector("[data-testid=confirm-ok]"));
  const keys = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      confirm.answer(false);
    }
    onKeyDown(event);
  };
  return html`<div class="veil veil-top" onClick=${(event) => event.target === event.currentTarget && confirm.answer(false)}>
    <div ref=${box} class="dialog dialog-small" role="alertdialog" aria-modal="true" aria-labelledby="confirm-title" aria-describedby="confirm-text"
      tabindex="-1" data-testid="confirm" onKeyDown=${keys}>
      <div class="dialog-head"><h2 id="confirm-title" dir="auto">${plain(confirm.title)}</h2></div>
      <div class="dialog-body" id="confirm-text"><${TextObject} text=${confirm.text} /></div>
      <div class="dialog-foot">
        <button type="button" class="button" data-testid="confirm-cancel" onClick=${() => confirm.answer(false)}>${plain(confirm.deny) || t("No")}
          </button>
        <button type="button" class=${`button button-${confirm.style ?? "primary"}`} data-testid="confirm-ok" onClick=${() => confirm.answer(true)}>
          ${plain(confirm.confirm) || t("Yes")}</button>
      </div>
    </div></div>`;
}
