// Who one can be, and where that person can go.
import { html, useEffect, useRef, useState } from "./preact-htm.js";
import { go, openDirect, sit } from "./chair.js";
import { intlLocale, readerOf, time } from "./dates.js";
import { botConversation, botId, change, conversationName, me, nameOf, now, person, state } from "./store.js";
import { matching, Picker } from "./picker.js";
import { Avatar } from "./avatar.js";
import { Icon } from "./icons.js";
import { t, tool } from "./words.js";

export function Sidebar() {
  const [side, setSide] = useState(state.me ? "places" : "people");
  const whole = useRef();
  useEffect(() => setSide(state.me ? "places" : "people"), [state.me]);
  useEffect(() => void (state.drawer && whole.current.querySelector("[aria-selected=true]").focus()), [state.drawer]);
  return html`<div ref=${whole} class=${`sidebar side-${side} ${state.drawer ? "sidebar-open" : ""}`} id="sidebar">
    <div class="side-tabs" role="tablist">
      <button type="button" role="tab" aria-selected=${String(side === "people")} onClick=${() => setSide("people")}><${Icon} name="people" />
        ${tool("Act as")}</button>
      <button type="button" role="tab" aria-selected=${String(side === "places")} onClick=${() => setSide("places")}><${Icon} name="chat" />
        ${t("Messages")}</button>
    </div>
    <${People} /><${Places} />
  </div>
  ${state.drawer && html`<div class="drawer-veil" onClick=${() => change((s) => (s.drawer = false))}></div>`}`;
}

// "Mentor · Sfax" and "Mentor, Sfax" both sit among the mentors.
const groupOf = (someone) => (someone.deleted ? t("Deactivated") : (someone.title ?? "").split(/\s*[·,|(]\s*|\s[–—-]\s/)[0].trim() || tool("Others"));

function grouped(everyone) {
  const groups = new Map();
  for (const someone of everyone) {
    const label = groupOf(someone);
    if (!groups.has(label)) groups.set(label, { label, items: [] });
    groups.get(label).items.push({ id: someone.id, label: nameOf(someone), detail: `${someone.city ?? ""} ${someone.title ?? ""} ${someone.real_name ?? ""}`, person: someone });
  }
  return [...groups.values()].sort((one, other) => (one.label === t("Deactivated")) - (other.label === t("Deactivated")));
}

function People() {
  const [query, setQuery] = useState("");
  const list = useRef();
  const everyone = [...state.people.values()].filter((one) => !one.is_bot && one.id !== botId());
  const groups = matching(grouped(everyone), query);
  const first = groups[0]?.items[0];
  useEffect(() => list.current?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" }), [state.me]);
  return html`<nav class="people" aria-label=${tool("Act as")}>
    <div class="people-head"><h2>${tool("Act as")}</h2>
      <label class="search"><${Icon} name="search" /><input type="search" dir=${query ? "auto" : null} data-testid="people-search"
        placeholder=${tool("Find a person or a city")} aria-label=${tool("Find a person or a city")} value=${query}
        onInput=${(event) => setQuery(event.target.value)}
          onKeyDown=${(event) => event.key === "Enter" && query && first && (sit(first.id), setQuery(""))} /></label></div>
    <div class="people-list" ref=${list}>
      ${!groups.length && html`<p class="faint empty">${tool("Nobody is called that.")}</p>`}
      ${groups.map((group) => html`<section key=${group.label}><h3 dir="auto">${group.label}<span class="count">${group.items.length}</span></h3>
        ${group.items.map((item) => html`<${PersonRow} key=${item.id} someone=${item.person} />`)}</section>`)}
    </div></nav>`;
}

function PersonRow({ someone }) {
  const unread = state.unread.get(someone.id) ?? 0;
  const mine = someone.id === state.me;
  return html`<button type="button" class=${`person ${mine ? "person-mine" : ""} ${someone.deleted ? "person-gone" : ""}`}
    data-testid=${`person-${someone.id}`} data-person-id=${someone.id} aria-current=${mine ? "true" : null}
    onClick=${() => sit(someone.id, state.place === "home" ? "home" : null)}>
    <${Avatar} person=${someone} />
    <span class="person-text"><span class="person-name"><bdi>${nameOf(someone)}</bdi></span><span class="person-where"><bdi>
      ${someone.city || someone.tz_label}</bdi></span></span>
    <span class="person-end"><time>${time(now(), { ...readerOf(someone), locale: intlLocale(me()?.locale ?? navigator.language) })}</time>
      ${unread > 0 && html`<${Unread} n=${unread} />`}</span>
  </button>`;
}

const Unread = ({ n }) => html`<span class="unread" data-testid="unread" aria-label=${t("Unread: {n}", { n })}>${n > 99 ? "99+" : n}</span>`;

function Places() {
  if (!state.me) return null;
  const all = [...state.conversations.values()];
  const bot = botConversation();
  const channels = all.filter((one) => one.kind === "channel" || one.kind === "private").sort((one, other) => one.name.localeCompare(other.name));
  const directs = all.filter((one) => (one.kind === "im" || one.kind === "mpim") && one !== bot).sort((one, other) => Number(other.last_ts ?? 0) - Number(one.last_ts ?? 0));
  return html`<nav class="places" aria-label=${t("Messages")}>
    <div class="workspace-name"><span dir="auto">${state.workspace.team.name}</span></div>
    <${Section} label=${t("Apps")}>
      <${Place} id="home" icon="home" name=${t("Home")} />
      <${Place} id=${bot?.id ?? "app"} someone=${person(botId())} name=${state.workspace.app.name} unread=${bot?.unread}
        onGo=${bot ? null : () => openDirect(botId())} />
    <//>
    <${Section} label=${t("Channels")}>
      ${channels.map((one) => html`<${Place} key=${one.id} id=${one.id} icon=${one.kind === "private" ? "lock" : "hash"}
      name=${one.name} unread=${one.unread} />`)}<//>
    <${Section} label=${t("Direct messages")}>
      ${directs.map((one) => html`<${Place} key=${one.id} id=${one.id} icon="people" someone=${one.kind === "im" ? person(one.with) : null}
        name=${conversationName(one)} unread=${one.unread} />`)}
      <${NewMessage} />
    <//></nav>`;
}

const Section = ({ label, children }) => html`<section class="place-group"><h3>${label}</h3>${children}</section>`;

const Place = ({ id, icon, name, someone, unread, onGo }) => html`<button type="button" class=${`place ${unread ? "place-unread" : ""}`}
  data-testid=${`conversation-${id}`} aria-current=${state.place === id ? "page" : null} onClick=${onGo ?? (() => go(id))}>
  ${someone ? html`<${Avatar} person=${someone} size="small" />` : html`<${Icon} name=${icon} />`}<span class="place-name"><bdi>${name}</bdi></span>
    ${unread > 0 && html`<${Unread} n=${unread} />`}</button>`;

function NewMessage() {
  const items = [...state.people.values()].filter((one) => !one.deleted && one.id !== state.me && !one.is_bot).map((one) => ({ id: one.id, label: nameOf(one), detail: one.city, person: one }));
  return html`<div class="new-message"><${Picker} id="new-message" hooks=${{ "data-testid": "new-message" }}
    placeholder=${t("New message")} groups=${[{ items }]} chosen=${[]} onChoose=${([item]) => openDirect(item.id)} /></div>`;
}
