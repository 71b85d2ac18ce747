// Where one writes: messages, replies and slash commands, with completion.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./preact-htm.js";
import { act, uploadFile } from "./chair.js";
import { completions, isWhole } from "./completion.js";
import { change, conversationName, state, toast } from "./store.js";
import { Avatar } from "./avatar.js";
import { FilePick } from "./fields.js";
import { Icon, Spinner } from "./icons.js";
import { Menu } from "./menu.js";
import { t } from "./words.js";

const drafts = new Map(); // kept while one looks elsewhere

// What Slack itself tells the person about a command, as a notice in the conversation.
const NOTICED = ["operation_timeout", "dispatch_failed", "unknown_command"];

/** Resolves true when what was written is gone from the person's hands. */
async function send(channel, text, files, threadTs) {
  if (!/^\/[^\s/]/.test(text)) return (await act("message", { channel, text, files: files.map((one) => one.id), thread_ts: threadTs })).ok;
  if (threadTs) return toast(t("Commands do not work in threads.")), false;
  const answer = await act("command", { channel, text }, { quiet: true });
  const noticed = NOTICED.includes(answer.error);
  if (!answer.ok && !noticed) toast(answer.message || t("That did not work. Try again in a moment."));
  return answer.ok || noticed;
}

export function Composer({ channel, threadTs }) {
  const place = `${state.me}/${channel}/${threadTs ?? ""}`;
  const [text, setText] = useState(drafts.get(place) ?? "");
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState({ index: 0, moved: false });
  const [hidden, setHidden] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [files, setFiles] = useState([]);
  const field = useRef();
  const wanted = useRef(null); // where the caret goes once a completion is drawn
  const offered = hidden ? null : completions(text, caret);
  const items = offered?.items ?? [];

  useEffect(() => {
    setText(drafts.get(place) ?? "");
    setHidden(false);
    // Somebody who has just opened the thread wants to write in it; a thread that opened by itself takes nothing.
    if (threadTs && field.current.closest("article").contains(document.activeElement)) field.current.focus();
    if (!threadTs && matchMedia("(min-width: 860px)").matches && !state.modals.length && !document.activeElement?.closest(".sidebar")) field.current?.focus();
  }, [place]);
  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, 220)}px`;
    if (wanted.current !== null) field.current.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [text]);

  const write = (value, position) => {
    drafts.set(place, value);
    setText(value);
    setCaret(position);
    setAt({ index: 0, moved: false });
    setHidden(false);
  };
  const complete = (item) => {
    const value = text.slice(0, offered.from) + item.insert + text.slice(caret).replace(/^ /, "");
    const position = offered.from + item.insert.length;
    wanted.current = position;
    write(value, position);
    field.current.focus();
  };
  const submit = async () => {
    const whole = text.trim();
    if (!whole && !files.length) return;
    write("", 0);
    setFiles([]);
    setWaiting((n) => n + 1);
    const sent = await send(channel, whole, files, threadTs);
    setWaiting((n) => n - 1);
    if (!sent) setFiles(files);
    if (!sent && !drafts.get(place)) write(whole, whole.length);
    change(() => {});
  };
  const attach = async (picked) => {
    setWaiting((n) => n + 1);
    const answers = await Promise.all([...picked].map(uploadFile));
    setWaiting((n) => n - 1);
    answers.filter((one) => !one.ok).forEach((one) => toast(one.message || t("That did not work. Try again in a moment.")));
    setFiles((known) => [...known, ...answers.filter((one) => one.ok).map((one) => one.file)]);
  };
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (items.length && steer(event)) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  const steer = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) return setAt({ index: (at.index + by + items.length) % items.length, moved: true }), true;
    if (event.key === "Escape") return event.stopPropagation(), setHidden(true), true;
    const taken = (event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !event.shiftKey && (at.moved || !isWhole(offered)));
    return taken ? (complete(items[at.index]), true) : false;
  };
  const conversation = state.conversations.get(channel);
  const prompt = threadTs ? t("Reply…") : t("Message {name}", { name: `\u2068${conversation ? (conversation.kind === "channel" || conversation.kind === "private" ? "#" : "") + conversationName(conversation) : ""}\u2069` });
  const listId = `completion-${threadTs ?? "main"}`;
  return html`<form class=${`composer ${threadTs ? "composer-reply" : ""}`} onSubmit=${(event) => (event.preventDefault(), submit())}>
    ${items.length > 0 && html`<${Offers} id=${listId} offered=${offered} at=${at.index} onTake=${complete}
      onPoint=${(index) => setAt({ ...at, index })} />`}
    <textarea ref=${field} rows="1" dir=${text ? "auto" : null} data-testid=${threadTs ? "reply-composer" : "composer"} aria-label=${prompt}
      placeholder=${prompt} value=${text} aria-autocomplete="list" aria-controls=${items.length ? listId : null}
      aria-activedescendant=${items.length ? `${listId}-${at.index}` : null} title=${t("Enter sends, Shift+Enter starts a new line")} onInput=${(event) => write(event.target.value, event.target.selectionStart)}
      onKeyDown=${onKeyDown} onSelect=${(event) => setCaret(event.target.selectionStart)} onBlur=${() => setTimeout(() => setHidden(true), 150)}
        onFocus=${() => setHidden(false)}></textarea>
    ${files.length > 0 && html`<div class="picks attached">${files.map((file) => html`<${FilePick} file=${file}
      onDrop=${() => setFiles(files.filter((one) => one.id !== file.id))} />`)}</div>`}
    <div class="composer-foot">
      <label class="icon-button attach" title=${t("Add files")}><${Icon} name="plus" /><input type="file" class="unseen" multiple data-testid="attach"
        aria-label=${t("Add files")} onChange=${(event) => (attach([...event.target.files]), (event.target.value = ""))} /></label>
      ${!threadTs && html`<${GlobalShortcuts} />`}
      <span class="faint composer-hint">${waiting ? html`<${Spinner} /> ${t("Working…")}` : t("Enter sends, Shift+Enter starts a new line")}</span>
      <button type="submit" class="send" data-testid="send" aria-label=${t("Send")} title=${t("Send")} disabled=${!text.trim() && !files.length}>
        <${Icon} name="send" mirrored /></button>
    </div></form>`;
}

function GlobalShortcuts() {
  const items = state.workspace.shortcuts.filter((one) => one.type === "global").map((one) => ({ id: one.callback_id, label: one.name, run: () => act("shortcut", { callback_id: one.callback_id }) }));
  return items.length ? html`<${Menu} items=${items}
    label=${t("Shortcuts")} icon="bolt" align="start" up hooks=${{ "data-testid": "global-shortcuts" }} />` : null;
}

function Offers({ id, offered, at, onTake, onPoint }) {
  return html`<div class="offers" role="listbox" id=${id} aria-label=${t(offered.kind)} data-testid="completions">
    <p class="offers-head">${t(offered.kind)}</p>
    ${offered.items.map((item, index) => html`<div role="option" id=${`${id}-${index}`} class="option" data-testid="completion" data-value=${item.id}
      aria-selected=${String(index === at)} aria-current=${index === at ? "true" : null}
      ref=${(node) => index === at && node?.scrollIntoView({ block: "nearest" })} onPointerMove=${() => index !== at && onPoint(index)} onPointerDown=${(event) => (event.preventDefault(), onTake(item))}>
      ${item.person ? html`<${Avatar} person=${item.person} size="small" />` : null}
      <span class="option-text"><span><bdi class="offer-label">${item.label}</bdi>${item.hint && html` <bdi class="faint">${item.hint}</bdi>`}</span>
        ${item.detail && html`<small dir="auto">${item.detail}</small>`}</span></div>`)}
  </div>`;
}
