// Where one writes: messages, replies and slash commands, with completion.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./preact-htm.js";
import { act } from "./chair.js";
import { completions, isWhole } from "./completion.js";
import { change, conversationName, state } from "./store.js";
import { Avatar } from "./avatar.js";
import { Icon, Spinner } from "./icons.js";
import { Menu } from "./menu.js";
import { t } from "./words.js";

const drafts = new Map(); // kept while one looks elsewhere

async function send(channel, text, threadTs) {
  const isCommand = !threadTs && /^\/\S/.test(text) && state.workspace.commands.some((one) => text === one.command || text.startsWith(`${one.command} `));
  const answer = isCommand ? await act("command", { channel, text }) : await act("message", { channel, text, thread_ts: threadTs });
  // Slack itself says what went wrong with a command, as a notice; only an unreachable server gives the text back.
  return answer.ok || isCommand && answer.error !== "unreachable";
}

export function Composer({ channel, threadTs }) {
  const place = `${state.me}/${channel}/${threadTs ?? ""}`;
  const [text, setText] = useState(drafts.get(place) ?? "");
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState({ index: 0, moved: false });
  const [hidden, setHidden] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const field = useRef();
  const offered = hidden ? null : completions(text, caret);
  const items = offered?.items ?? [];

  useEffect(() => {
    setText(drafts.get(place) ?? "");
    setHidden(false);
    if (!threadTs && matchMedia("(min-width: 860px)").matches && !state.modals.length && !document.activeElement?.closest(".sidebar")) field.current?.focus();
  }, [place]);
  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, 220)}px`;
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
    write(value, position);
    field.current.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(position, position));
  };
  const submit = async () => {
    const whole = text.trim();
    if (!whole) return;
    write("", 0);
    setWaiting((n) => n + 1);
    const sent = await send(channel, whole, threadTs);
    setWaiting((n) => n - 1);
    if (!sent && !drafts.get(place)) write(whole, whole.length);
    change(() => {});
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
    ${items.length > 0 && html`<${Offers} id=${listId} offered=${offered} at=${at.index} onTake=${complete} onPoint=${(index) => setAt({ ...at, index })} />`}
    <textarea ref=${field} rows="1" dir="auto" data-testid=${threadTs ? "reply-composer" : "composer"} aria-label=${prompt} placeholder=${prompt} value=${text} aria-autocomplete="list" aria-controls=${items.length ? listId : null}
      aria-activedescendant=${items.length ? `${listId}-${at.index}` : null} title=${t("Enter sends, Shift+Enter starts a new line")} onInput=${(event) => write(event.target.value, event.target.selectionStart)}
      onKeyDown=${onKeyDown} onSelect=${(event) => setCaret(event.target.selectionStart)} onBlur=${() => setTimeout(() => setHidden(true), 150)} onFocus=${() => setHidden(false)}></textarea>
    <div class="composer-foot">
      ${!threadTs && html`<${GlobalShortcuts} />`}
      <span class="faint composer-hint">${waiting ? html`<${Spinner} /> ${t("Working…")}` : t("Enter sends, Shift+Enter starts a new line")}</span>
      <button type="submit" class="send" data-testid="send" aria-label=${t("Send")} title=${t("Send")} disabled=${!text.trim()}><${Icon} name="send" mirrored /></button>
    </div></form>`;
}

function GlobalShortcuts() {
  const items = state.workspace.shortcuts.filter((one) => one.type === "global").map((one) => ({ id: one.callback_id, label: one.name, run: () => act("shortcut", { callback_id: one.callback_id }) }));
  return items.length ? html`<${Menu} items=${items} label=${t("Shortcuts")} icon="bolt" align="start" up hooks=${{ "data-testid": "global-shortcuts" }} />` : null;
}

function Offers({ id, offered, at, onTake, onPoint }) {
  return html`<div class="offers" role="listbox" id=${id} aria-label=${t(offered.kind)} data-testid="completions">
    <p class="offers-head">${t(offered.kind)}</p>
    ${offered.items.map((item, index) => html`<div role="option" id=${`${id}-${index}`} class="option" data-testid="completion" data-value=${item.id} aria-selected=${String(index === at)} aria-current=${index === at ? "true" : null}
      ref=${(node) => index === at && node?.scrollIntoView({ block: "nearest" })} onPointerMove=${() => index !== at && onPoint(index)} onPointerDown=${(event) => (event.preventDefault(), onTake(item))}>
      ${item.person ? html`<${Avatar} person=${item.person} size="small" />` : null}
      <span class="option-text"><span><bdi class="offer-label">${item.label}</bdi>${item.hint && html` <bdi class="faint">${item.hint}</bdi>`}</span>${item.detail && html`<small dir="auto">${item.detail}</small>`}</span></div>`)}
  </div>`;
}
