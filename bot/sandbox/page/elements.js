// What can be pressed, chosen or filled in, and what it tells the server.
import { html, useEffect, useRef, useState } from "./preact-htm.js";
import { act } from "./chair.js";
import { fill, stateValues, valueName, valueOf } from "./forms.js";
import { askConfirm, change, state, whileBusy } from "./store.js";
import { Icon, Spinner } from "./icons.js";
import { FileField, RichField, TextField } from "./fields.js";
import { DateField, DateTimeField, TimeField } from "./datefields.js";
import { SelectField } from "./selects.js";
import { Menu } from "./menu.js";
import { Picture } from "./blocks.js";
import { TextObject, plain } from "./text.js";
import { t } from "./words.js";

/** Any element. `parts` carries what a field around it lends: ids, label, error. */
export function Element({ element, block, surface, parts = {} }) {
  const [, redraw] = useState(0);
  const drawing = DRAWN[element.type] ?? (/_select$/.test(element.type) ? SelectField : Unknown);
  const id = parts.id ?? `${surface.key}-${block.block_id}-${element.action_id}`.replace(/[^\w-]/g, "_");
  const busy = state.busy.has(busyKey(surface, block, element));
  const hooks = { "data-action-id": element.action_id, "data-block-id": block.block_id };
  const put = (value, { quietly = false } = {}) => {
    fill(surface.key, block, element, value);
    clearError(surface, block);
    redraw((n) => n + 1);
    if (!quietly) return tell(surface, block, element, { [valueName(element.type)]: sent(element, value) });
  };
  return html`<${drawing} ...${{ element, block, surface, id, busy, hooks, parts, put, value: valueOf(surface.key, block, element) }} />`;
}

const Unknown = ({ element }) => html`<span class="unknown">${t("A kind of block that this page does not draw: {type}", { type: element.type })}
  </span>`;
const busyKey = (surface, block, element) => `${surface.key}/${block.block_id}/${element.action_id}`;
const sent = (element, value) => (element.type === "file_input" ? value.map((file) => file.id) : value);
const speaks = (block) => block.type !== "input" || block.dispatch_action;

/** Ask first when the element says so; resolves true when the person may go on. */
const agreed = (element) => (element.confirm ? askConfirm(element.confirm) : true);

async function tell(surface, block, element, chosen) {
  if (!speaks(block)) return;
  const body = { container: surface.container, block_id: block.block_id, action_id: element.action_id, element: { type: element.type, ...chosen } };
  await whileBusy(busyKey(surface, block, element), () => act("action", { ...body, state: { values: stateValues(surface.key) } }));
}

function clearError(surface, block) {
  const errors = state.errors.get(surface.container.view_id);
  if (errors?.fields[block.block_id]) change(() => delete errors.fields[block.block_id]);
}

function Button({ element, block, surface, id, busy, hooks }) {
  const press = async () => {
    if (busy || !(await agreed(element))) return;
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    tell(surface, block, element, { value: element.value });
  };
  return html`<button type="button" id=${id} ...${hooks} class=${`button ${element.style ? `button-${element.style}` : ""}`}
    aria-label=${element.accessibility_label} aria-busy=${busy ? "true" : null}
    aria-disabled=${busy ? "true" : null} title=${busy ? t("Working…") : null} onClick=${press}>
    ${busy && html`<${Spinner} />`}<span dir="auto">${plain(element.text)}</span>${element.url && html`<${Icon} name="link" />`}</button>`;
}

const Feedback = ({ element, block, surface, hooks }) => html`<span class="actions">
  ${[element.positive_button, element.negative_button].filter(Boolean).map((one) =>
  html`<button type="button" class="button" ...${hooks} data-value=${one.value} aria-label=${one.accessibility_label}
    onClick=${() => tell(surface, block, element, { value: one.value })}>${plain(one.text)}</button>`)}</span>`;

function Overflow({ element, block, surface, hooks, busy }) {
  const choose = async (option) => {
    if (!(await agreed(element))) return;
    if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
    tell(surface, block, element, { selected_option: option });
  };
  const items = (element.options ?? []).map((option) => ({ id: option.value, label: plain(option.text), detail: plain(option.description), run: () => choose(option) }));
  return html`<${Menu} hooks=${hooks} items=${items} label=${t("More actions")} icon="more" busy=${busy} />`;
}

function Ticks({ element, id, hooks, value, put, parts }) {
  const single = element.type === "radio_buttons";
  const held = (option) => (single ? value?.value === option.value : (value ?? []).some((one) => one.value === option.value));
  const tick = async (option, box) => {
    if (!(await agreed(element))) return (box.checked = held(option));
    if (single) return put(option);
    return put(held(option) ? value.filter((one) => one.value !== option.value) : [...(value ?? []), option]);
  };
  const first = useRef();
  useEffect(() => element.focus_on_load && first.current?.focus(), []);
  return html`<div class="ticks" id=${id} ...${hooks} role=${single ? "radiogroup" : "group"} aria-labelledby=${parts.labelId}
    aria-describedby=${parts.describedBy}>
    ${(element.options ?? []).map((option, index) => html`<label class="tick">
      <input ref=${index ? null : first} type=${single ? "radio" : "checkbox"} name=${id} data-value=${option.value} checked=${held(option)}
        onChange=${(event) => tick(option, event.target)} />
      <span><span class="tick-label"><${TextObject} text=${option.text} /></span>${option.description && html`<small>
        <${TextObject} text=${option.description} /></small>`}</span></label>`)}</div>`;
}

const GROUPED = new Set(["radio_buttons", "checkboxes"]);

/** An input block: label, element, hint, and the error under it. */
export function Field({ block, surface }) {
  const { element } = block;
  const id = `${surface.key}-${block.block_id}-${element.action_id}`.replace(/[^\w-]/g, "_");
  const error = state.errors.get(surface.container.view_id)?.fields[block.block_id];
  const describedBy = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ") || null;
  const parts = { id, labelId: `${id}-label`, describedBy, invalid: Boolean(error), optional: block.optional };
  const label = html`<span dir="auto">${plain(block.label)}</span>${block.optional && html` <span class="optional">${t("(optional)")}</span>`}`;
  return html`<div class=${`field-block ${error ? "has-error" : ""}`}>
    ${GROUPED.has(element.type) ? html`<div class="label" id=${parts.labelId}>${label}
      </div>` : html`<label class="label" id=${parts.labelId} for=${id}>${label}</label>`}
    <${Element} element=${element} block=${block} surface=${surface} parts=${parts} />
    ${error && html`<p class="field-error" id=${`${id}-error`} data-testid="field-error" data-block-id=${block.block_id}><${Icon} name="warning" />
      <span dir="auto">${error}</span></p>`}
    ${block.hint && html`<p class="hint" id=${`${id}-hint`} dir="auto">${plain(block.hint)}</p>`}
  </div>`;
}

const DRAWN = {
  button: Button,
  workflow_button: Button,
  icon_button: Button,
  feedback_buttons: Feedback,
  overflow: Overflow,
  image: ({ element }) => html`<${Picture} src=${element.image_url} alt=${element.alt_text} />`,
  plain_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  rich_text_input: RichField,
  file_input: FileField,
  datepicker: DateField,
  timepicker: TimeField,
  datetimepicker: DateTimeField,
  radio_buttons: Ticks,
  checkboxes: Ticks,
};
