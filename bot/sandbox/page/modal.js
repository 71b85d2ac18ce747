// The stack of modals: the top one drawn, submitted, closed; what it is refused for.
import { html, useEffect } from "./preact-htm.js";
import { act, closeView } from "./chair.js";
import { useFocusHeld, useFocusReturn } from "./dialog.js";
import { refusals, stateValues } from "./forms.js";
import { change, state, whileBusy } from "./store.js";
import { Surface } from "./blocks.js";
import { Icon, Spinner } from "./icons.js";
import { plain } from "./text.js";
import { t } from "./words.js";

const surfaceOf = (view) => ({ key: `view:${view.id}`, container: { type: "view", view_id: view.id } });
const FIELDS = ".dialog-body input:not([type=file]), .dialog-body textarea, .dialog-body .picker-button";

export const Modals = () => (state.modals.length ? html`<${Stack} />` : null);

/** Only the top view is on the screen; the ones beneath keep what was filled in. */
function Stack() {
  useFocusReturn();
  const view = state.modals.at(-1);
  return html`<${Modal} key=${view.id} view=${view} depth=${state.modals.length} />`;
}

async function submit(view) {
  const busy = `submit/${view.id}`;
  if (state.busy.has(busy)) return;
  const refused = refusals(`view:${view.id}`, view.blocks);
  if (Object.keys(refused).length) return refuse(view, refused, null);
  refuse(view, {}, null);
  const answer = await whileBusy(busy, () => act("submit", { view_id: view.id, state: { values: stateValues(`view:${view.id}`) } }, { quiet: true }));
  if (answer.ok) return;
  if (answer.errors) refuse(view, answer.errors, null);
  else refuse(view, {}, answer.error === "operation_timeout" ? t("Nothing was sent: the app did not answer in time. What you wrote is still here; try again.") : answer.message || t("That did not work. Try again in a moment."));
}

function refuse(view, fields, sentence) {
  change((s) => s.errors.set(view.id, { fields: { ...fields }, sentence }));
  const first = view.blocks.find((block) => fields[block.block_id]);
  if (!first) return;
  requestAnimationFrame(() => {
    const block = document.querySelector(`.dialog [data-block="${CSS.escape(first.block_id)}"]`);
    block?.scrollIntoView({ block: "center" });
    block?.querySelector("input, textarea, .picker-button")?.focus({ preventScroll: true });
  });
}

function Modal({ view, depth }) {
  const busy = state.busy.has(`submit/${view.id}`);
  const { box, onKeyDown } = useFocusHeld((whole) => whole.querySelector(FIELDS));
  const keys = (event) => {
    if (event.key === "Escape" && !state.confirm) closeView(view, false);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && view.submit) submit(view);
    onKeyDown(event);
  };
  const sentence = state.errors.get(view.id)?.sentence;
  const enterSubmits = (event) => {
    const plainField = event.target.matches?.("input.text-field") && !event.defaultPrevented;
    if (event.key === "Enter" && plainField && !event.isComposing && view.submit && !event.ctrlKey && !event.metaKey) submit(view);
  };
  useEffect(() => box.current?.querySelector(".dialog-body")?.scrollTo(0, 0), []);
  return html`<div class="veil">
    <div ref=${box} class="dialog" role="dialog" aria-modal="true" aria-labelledby=${`${view.id}-title`} aria-busy=${busy ? "true" : null}
      tabindex="-1" data-testid="modal" data-view-id=${view.id} data-callback-id=${view.callback_id} onKeyDown=${keys}>
      <div class="dialog-head">
        ${depth > 1 && html`<button type="button" class="icon-button" data-testid="modal-back" aria-label=${t("Back")} title=${t("Back")}
          onClick=${() => closeView(view, false)}><${Icon} name="back" mirrored /></button>`}
        <h2 id=${`${view.id}-title`} dir="auto">${plain(view.title)}</h2>
        <button type="button" class="icon-button" data-testid="modal-close" aria-label=${t("Close")} title=${t("Close")}
          onClick=${() => closeView(view, true)}><${Icon} name="close" /></button>
      </div>
      <div class="dialog-body" onKeyDown=${enterSubmits}><${Surface} surface=${surfaceOf(view)} blocks=${view.blocks} /></div>
      ${sentence && html`<p class="dialog-error" role="alert" data-testid="modal-error"><${Icon} name="warning" /><span dir="auto">${sentence}</span>
        </p>`}
      ${(view.submit || view.close) && html`<div class="dialog-foot">
        <button type="button" class="button" data-testid="modal-cancel" onClick=${() => closeView(view, false)}><span dir="auto">
          ${plain(view.close) || t("Cancel")}</span></button>
        ${view.submit && html`<button type="button" class="button button-primary" data-testid="modal-submit" aria-disabled=${busy ? "true" : null}
          onClick=${() => submit(view)}>${busy && html`<${Spinner} />`}<span dir="auto">${plain(view.submit) || t("Submit")}</span></button>`}
      </div>`}
      <span class="unseen" role="status">${busy ? t("Working…") : ""}</span>
    </div></div>`;
}
