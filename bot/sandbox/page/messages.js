// A conversation's messages, with threads opened in place, and the bot's Home.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./preact-htm.js";
import { act, loadEarlier, toggleThread } from "./chair.js";
import { dayDivider, dayIn, fullMoment, readerOf, time } from "./dates.js";
import { botId, me, nameOf, now, person, state } from "./store.js";
import { Avatar } from "./avatar.js";
import { Picture, Surface } from "./blocks.js";
import { emojiSign } from "./emoji.js";
import { Composer } from "./composer.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { Mrkdwn } from "./text.js";
import { replies, t } from "./words.js";

const NEAR = 5 * 60;

export function Messages({ channel }) {
  const known = state.messages.get(channel);
  const box = useRef();
  const atEnd = useRef(true);
  const count = known?.list.length ?? 0;
  useEffect(() => void (atEnd.current = true), [channel]);
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  const onScroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
    atEnd.current = scrollHeight - scrollTop - clientHeight < 80;
  };
  if (!known?.loaded) return html`<div class="messages"><p class="empty faint">${t("Loading…")}</p></div>`;
  return html`<div class="messages" ref=${box} onScroll=${onScroll} data-testid="messages" role="log" aria-live="off" tabindex="0"
    aria-label=${t("Messages")}>
    ${known.hasMore && html`<button type="button" class="button earlier" onClick=${() => ((atEnd.current = false), loadEarlier(channel))}>
      ${t("Load earlier messages")}</button>`}
    ${!count && html`<p class="empty faint">${t("Nothing here yet. Say hello, or type / to see the commands.")}</p>`}
    ${withDays(known.list)}
    <${Announcer} last=${known.list.at(-1)} channel=${channel} /></div>`;
}

function withDays(list) {
  const reader = readerOf(me());
  let day = null;
  return list.map((message, index) => {
    const its = dayIn(reader.tz, Number(message.ts));
    const fresh = its !== day;
    day = its;
    const before = fresh ? null : list[index - 1];
    return html`${fresh && html`<div class="day" key=${its} role="separator"><span>${dayDivider(Number(message.ts), now(), reader)}</span></div>`}
      <${Message} key=${message.ts} message=${message} follows=${follows(before, message)} />`;
  });
}

const follows = (before, message) =>
  Boolean(before) && before.user === message.user && before.kind === message.kind && before.ephemeral === message.ephemeral && !before.reply_count && Number(message.ts) - Number(before.ts) < NEAR;

/** Says a new message aloud; the log itself is not live, or moving through history would be read out. */
function Announcer({ last, channel }) {
  const [said, setSaid] = useState("");
  const heard = useRef({ channel, ts: last?.ts });
  useEffect(() => {
    const before = heard.current;
    heard.current = { channel, ts: last?.ts };
    if (before.channel === channel && last && Number(last.ts) > Number(before.ts ?? 0) && last.user !== state.me) setSaid(`${authorName(last)}: ${last.text}`);
  }, [last?.ts, channel]);
  return html`<div class="unseen" aria-live="polite">${said}</div>`;
}

const author = (message) => person(message.user) ?? (message.bot_id ? person(botId()) : null);
const authorName = (message) => message.username || nameOf(author(message)) || state.workspace.app.name;

function Message({ message, follows, inThread }) {
  const reader = readerOf(me());
  const epoch = Number(message.ts);
  if (message.kind === "notice") return html`<${Notice} message=${message} />`;
  const someone = author(message);
  const private_ = message.ephemeral;
  return html`<article class=${`message ${follows ? "message-follows" : ""} ${private_ ? "message-private" : ""}`}
    data-testid=${private_ ? "ephemeral" : "message"} data-ts=${message.ts} aria-label=${authorName(message)}>
    ${private_ && html`<p class="private-mark"><${Icon} name="eye" />${t("Only visible to you")}</p>`}
    <div class="message-row">
      ${follows ? html`<time class="message-side" title=${fullMoment(epoch, reader)}>${time(epoch, reader)}
        </time>` : html`<${Avatar} person=${someone ?? { id: message.user, real_name: authorName(message), is_bot: Boolean(message.bot_id) }} />`}
      <div class="message-body">
        ${!follows && html`<div class="message-head"><bdi class="author">${authorName(message)}</bdi>
          ${(someone?.is_bot || message.bot_id) && html`<span class="badge">${t("App")}</span>`}
          <time title=${fullMoment(epoch, reader)} dateTime=${new Date(epoch * 1000).toISOString()}>${time(epoch, reader)}</time></div>`}
        <${Content} message=${message} />
        ${message.edited && html`<span class="edited" data-testid="edited">${t("(edited)")}</span>`}
        <${Files} files=${message.files} />
        <${Reactions} reactions=${message.reactions} />
        ${!inThread && html`<${Thread} message=${message} />`}
      </div>
      ${!private_ && html`<${Tools} message=${message} inThread=${inThread} />`}
    </div></article>`;
}

const Notice = ({ message }) => html`<div class="notice" data-testid="notice" data-ts=${message.ts} role="status">
  <p class="private-mark"><${Icon} name="eye" />${t("Only visible to you")}</p><div class="notice-text"><${Icon} name="warning" /><div>
    <${Mrkdwn} source=${message.text} /></div></div></div>`;

function Content({ message }) {
  const container = { type: "message", channel: message.channel, ts: message.ts };
  if (!message.blocks?.length) return html`<div class="message-text"><${Mrkdwn} source=${message.text} /></div>`;
  return html`<${Surface} surface=${{ key: `message:${message.channel}:${message.ts}`, container }} blocks=${message.blocks} />`;
}

function Files({ files }) {
  if (!files?.length) return null;
  return html`<div class="files">${files.map((file) => html`<a class="file" href=${file.url} download=${file.name} target="_blank" rel="noopener"
    data-testid="file">
    ${file.mimetype?.startsWith("image/") ? html`<${Picture} src=${file.url} alt=${file.alt_txt || file.name} />` : html`<${Icon} name="file" />`}
    <span><bdi>${file.title ?? file.name}</bdi><small><bdi>${file.name}</bdi> · ${size(file.size)}</small></span></a>`)}</div>`;
}

const Reactions = ({ reactions }) => reactions?.length > 0 && html`<div class="reactions">${reactions.map(({ name, users }) => html`
  <span class="reaction" title=${users.map((id) => nameOf(person(id))).join(", ")}>${emojiSign(name) ?? `:${name}:`} ${users.length}</span>`)}</div>`;

const size = (bytes) => (bytes > 900_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round((bytes ?? 0) / 1000))} kB`);

function Tools({ message, inThread }) {
  const shortcuts = state.workspace.shortcuts.filter((one) => one.type === "message").map((one) => ({
    id: one.callback_id, label: one.name, run: () => act("shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }),
  }));
  return html`<div class="message-tools">
    ${!inThread && html`<button type="button" class="icon-button" data-testid="reply" aria-label=${t("Reply in thread")} title=${t("Reply in thread")}
      onClick=${() => toggleThread(message)}><${Icon} name="reply" mirrored /></button>`}
    ${shortcuts.length > 0 && html`<${Menu} items=${shortcuts}
      label=${t("More actions")} icon="more" hooks=${{ "data-testid": "message-shortcuts" }} />`}</div>`;
}

function Thread({ message }) {
  const thread = state.threads.get(`${message.channel}/${message.ts}`);
  const count = Math.max(message.reply_count ?? 0, thread?.list.length ?? 0);
  if (!count && !thread?.open) return null;
  return html`<div class="thread">
    <button type="button" class="thread-toggle" data-testid="thread" aria-expanded=${String(Boolean(thread?.open))}
      onClick=${() => toggleThread(message)}><${Icon} name="chat" />${thread?.open && count ? t("Hide replies") : replies(count)}</button>
    ${thread?.open && html`<div class="replies">${thread.list.map((one) => html`<${Message} key=${one.ts} message=${one} inThread />`)}
      <${Composer} channel=${message.channel} threadTs=${message.ts} /></div>`}</div>`;
}

export function Home() {
  const view = state.home;
  const waiting = !view && !state.homeAsked;
  return html`<div class="home" data-testid="home" data-view-id=${view?.id} tabindex="0" role="region" aria-label=${t("Home")}>
    ${view ? html`<div class="home-sheet">
      <${Surface} surface=${{ key: `view:${view.id}`, container: { type: "view", view_id: view.id } }} blocks=${view.blocks} /></div>`
      : html`<p class="empty faint">${waiting ? t("Loading…") : t("This Home is still empty.")}</p>`}</div>`;
}
