// Fields one writes in: text, e-mail, address, number, rich text; and files.
import { html, useEffect, useRef, useState } from "./preact-htm.js";
import { uploadFile } from "./chair.js";
import { toast } from "./store.js";
import { Icon, Spinner } from "./icons.js";
import { toRichText, toSource } from "./richwriting.js";
import { plain } from "./text.js";
import { t } from "./words.js";

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

function useFocusOnLoad(element) {
  const field = useRef();
  useEffect(() => element.focus_on_load && field.current?.focus(), []);
  return field;
}

export function TextField({ element, id, hooks, value, put, parts, busy }) {
  const field = useFocusOnLoad(element);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const timer = useRef();
  const write = (event) => {
    const written = event.target.value || null;
    put(written, { quietly: true });
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => put(written), 300);
  };
  const enter = (event) => {
    if (event.key !== "Enter" || event.isComposing || (element.multiline && !event.ctrlKey && !event.metaKey)) return;
    if (!triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    put(event.target.value || null);
  };
  const shared = {
    id, ...hooks, ref: field, class: "text-field", dir: KINDS[element.type] ? "ltr" : value ? "auto" : null, value: value ?? "", placeholder: plain(element.placeholder), autocomplete: "off",
    "aria-labelledby": parts.labelId, "aria-describedby": parts.describedBy, "aria-invalid": parts.invalid ? "true" : null, "aria-required": parts.labelId && !parts.optional ? "true" : null,
    "aria-busy": busy ? "true" : null, onInput: write, onKeyDown: enter,
  };
  return html`<div class="text-field-wrap">
    ${element.multiline ? html`<textarea rows="4" ...${shared}>
      </textarea>` : html`<input type="text" inputmode=${KINDS[element.type] ?? "text"} ...${shared} />`}
    <${Counter} value=${value} most=${element.max_length} /></div>`;
}

function Counter({ value, most }) {
  if (!most) return null;
  const left = most - [...(value ?? "")].length;
  return html`<span class=${`counter ${left < 0 ? "counter-over" : ""}`} aria-hidden="true">${left}</span>`;
}

const MARKS = [["Bold", "*", "B"], ["Italic", "_", "I"], ["Strikethrough", "~", "S"], ["Code", "`", "<>"]];

export function RichField({ element, id, hooks, value, put, parts }) {
  const field = useFocusOnLoad(element);
  const [source, setSource] = useState(() => toSource(value));
  const tells = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  const timer = useRef();
  const write = (text) => {
    setSource(text);
    const written = text.trim() ? toRichText(text) : null;
    put(written, { quietly: true });
    if (!tells) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => put(written), 300);
  };
  const wrap = (mark) => {
    const { selectionStart: from, selectionEnd: to } = field.current;
    write(source.slice(0, from) + mark + source.slice(from, to) + mark + source.slice(to));
    requestAnimationFrame(() => {
      field.current.focus();
      field.current.setSelectionRange(from + mark.length, to + mark.length);
    });
  };
  const list = () => write(source ? source.replace(/^(?!- )/gm, "- ") : "- ");
  return html`<div class="rich-field">
    <div class="rich-tools" role="toolbar">${MARKS.map(([name, mark, face]) => html`<button type="button"
      class=${`rich-tool rich-${name.toLowerCase()}`} aria-label=${t(name)} title=${t(name)} onClick=${() => wrap(mark)}>${face}</button>`)}
      <button type="button" class="rich-tool" aria-label=${t("List")} title=${t("List")} onClick=${list}>•–</button></div>
    <textarea ref=${field} id=${id} ...${hooks} class="text-field" dir=${source ? "auto" : null} rows=${element.min_lines ?? 5}
      placeholder=${plain(element.placeholder)} value=${source} aria-labelledby=${parts.labelId} aria-describedby=${parts.describedBy}
      aria-invalid=${parts.invalid ? "true" : null} onInput=${(event) => write(event.target.value)}></textarea></div>`;
}

export const FilePick = ({ file, onDrop }) => html`<span class="pick" data-file-id=${file.id}><${Icon} name="file" /><bdi>${file.name}</bdi>
  <button type="button" aria-label=${t("Remove {name}", { name: file.name })} onClick=${onDrop}><${Icon} name="close" /></button></span>`;

export function FileField({ element, id, hooks, value, put, parts }) {
  const [waiting, setWaiting] = useState(0);
  const files = value ?? [];
  const most = element.max_files ?? 10;
  const add = async (event) => {
    const picked = [...event.target.files].slice(0, most - files.length);
    event.target.value = "";
    setWaiting(picked.length);
    const answers = await Promise.all(picked.map(uploadFile));
    setWaiting(0);
    answers.filter((one) => !one.ok).forEach((one) => toast(one.message || t("That did not work. Try again in a moment.")));
    const arrived = answers.filter((one) => one.ok).map((one) => one.file);
    if (arrived.length) put([...files, ...arrived]);
  };
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  return html`<div class="file-field">
    ${files.map((file) => html`<${FilePick} file=${file} onDrop=${() => put(files.filter((one) => one.id !== file.id))} />`)}
    ${waiting > 0 && html`<span class="faint" role="status"><${Spinner} /> ${t("Uploading…")}</span>`}
    ${files.length < most && html`<label class="button file-button"><${Icon} name="plus" />${t("Add files")}
      <input type="file" id=${id} ...${hooks} class="unseen" accept=${accept || null} multiple=${most > 1} aria-describedby=${parts.describedBy}
        aria-invalid=${parts.invalid ? "true" : null} onChange=${add} /></label>`}
  </div>`;
}
