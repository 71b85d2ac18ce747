// The whole page: sidebar, header, place, and what lies over them.
import { html, render, useEffect, useState } from "./preact-htm.js";
import { go, openWorkspace } from "./chair.js";
import { isRightToLeft, offsetLabel, readerOf, time } from "./dates.js";
import { botConversation, botId, change, conversationName, dropToast, me, nameOf, now, person, state, subscribe } from "./store.js";
import { Avatar } from "./avatar.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { ConfirmDialog } from "./dialog.js";
import { Home, Messages } from "./messages.js";
import { Icon } from "./icons.js";
import { Modals } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { t, tool } from "./words.js";

function useStore() {
  const [, redraw] = useState(0);
  useEffect(() => subscribe(() => redraw((n) => n + 1)), []);
  // Every clock on the page moves.
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
}

function App() {
  useStore();
  const { workspace } = state;
  const someone = me();
  useEffect(() => {
    document.documentElement.lang = someone?.locale ?? navigator.language;
    document.documentElement.dir = isRightToLeft(someone?.locale) ? "rtl" : "ltr";
  }, [someone?.locale]);
  useEffect(() => void (document.title = someone ? `${nameOf(someone)} – ${workspace.team.name}` : workspace?.team.name ?? "Sandbox"), [someone, workspace]);
  if (!workspace) return null;
  const covered = state.modals.length > 0 || state.confirm;
  return html`
    <div class="shell" inert=${Boolean(covered)}><${Sidebar} />
      <main class="main">${someone && state.place ? html`<${Header} /><${Place} />` : html`<${Welcome} />`}</main></div>
    <${Modals} />
    ${state.confirm && html`<${ConfirmDialog} confirm=${state.confirm} />`}
    <${Toasts} />`;
}

function Place() {
  if (state.place === "home") return html`<${Home} />`;
  return html`<${Messages} key=${`${state.me}/${state.place}`} channel=${state.place} />
    <${Composer} key=${`composer/${state.me}/${state.place}`} channel=${state.place} />`;
}

const MenuButton = () => html`<button type="button" class="icon-button menu-button" data-testid="menu" aria-label=${tool("Menu")}
  aria-expanded=${String(state.drawer)} aria-controls="sidebar" onClick=${() => change((s) => (s.drawer = !s.drawer))}><${Icon} name="menu" />
  </button>`;

function Header() {
  const conversation = state.conversations.get(state.place);
  const bot = botConversation();
  const inApp = state.place === "home" || conversation === bot;
  const partner = conversation?.kind === "im" ? person(conversation.with) : null;
  return html`<header class="header">
    <${MenuButton} />
    <div class="header-name">
      ${inApp ? html`<${Avatar} person=${person(botId()) ?? { is_bot: true }} />` : partner ? html`<${Avatar} person=${partner} />` : html`<span class="header-icon"><${Icon} name=${conversation?.kind === "channel" ? "hash" : conversation?.kind === "private" ? "lock" : "people"} /></span>`}
      <div><h1 dir="auto" data-testid="place-name">${inApp ? state.workspace.app.name : conversation ? conversationName(conversation) : ""}</h1>
        <${Under} conversation=${conversation} inApp=${inApp} partner=${partner} /></div></div>
    <div class="header-end"><${Me} /><${Clock} /><${Theme} /></div>
  </header>
  ${inApp && html`<div class="tabs" role="tablist">
    <button type="button" role="tab" data-testid="tab-home" aria-selected=${String(state.place === "home")} onClick=${() => go("home")}>${t("Home")}
      </button>
    <button type="button" role="tab" data-testid="tab-messages" aria-selected=${String(state.place !== "home")} onClick=${() => bot && go(bot.id)}>
      ${t("Messages")}</button></div>`}
  ${state.broken && html`<p class="broken" role="status">${tool("Reconnecting…")}</p>`}`;
}

function Under({ conversation, inApp, partner }) {
  if (inApp) return null;
  if (partner) return html`<p class="faint"><bdi>${[partner.title, partner.city].filter(Boolean).join(" · ")}</bdi> <time>
    ${time(now(), { ...readerOf(partner), locale: readerOf(me()).locale })}</time></p>`;
  return html`<p class="faint" dir="auto">${conversation?.topic}</p>`;
}

function Me() {
  const someone = me();
  const reader = readerOf(someone);
  const zone = `${someone.city || someone.tz} · ${offsetLabel(reader.tz, now())}`;
  return html`<div class="me" data-testid="me" data-person-id=${someone.id}
    title=${t("Times on {name}’s clock: {zone}", { name: nameOf(someone), zone: someone.tz_label || someone.tz })}>
    <${Avatar} person=${someone} /><span class="me-text"><span class="me-name"><bdi>${nameOf(someone)}</bdi></span><span class="faint"><bdi>${zone}
      </bdi> · <time>${time(now(), reader)}</time></span></span></div>`;
}

function Theme() {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const [dark, setDark] = useState(isDark);
  const turn = () => {
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("sandbox-theme", root.dataset.theme);
    setDark(!dark);
  };
  return html`<button type="button" class="icon-button" data-testid="theme" aria-pressed=${String(dark)} aria-label=${tool("Light or dark")}
    title=${tool("Light or dark")} onClick=${turn}><${Icon} name=${dark ? "sun" : "moon"} /></button>`;
}

const Welcome = () => html`<header class="header"><${MenuButton} /><div class="header-name"><h1>${state.workspace.team.name}</h1></div>
  <div class="header-end"><${Clock} /><${Theme} /></div></header>
  <div class="welcome" data-testid="welcome"><${Avatar} person=${{ is_bot: true }} /><h2>${tool("Sit in somebody’s chair")}</h2><p>
    ${tool("This is a small Slack of its own, for trying things out. Choose a person: you will see what they see, on their clock and in their language.")}</p><p class="faint">${tool("Demonstration: these people are invented.")}</p></div>`;

const Toasts = () => html`<div class="toasts" role="alert" aria-live="assertive">${state.toasts.map((one) => html`<div class="toast" key=${one.id}
  data-testid="toast"><${Icon} name="warning" /><span dir="auto">${one.sentence}</span>
  <button type="button" class="icon-button" aria-label=${t("Dismiss")} onClick=${() => dropToast(one.id)}><${Icon} name="close" /></button></div>`)}
    </div>`;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !state.drawer) return;
  change((s) => (s.drawer = false));
  document.querySelector("[data-testid=menu]").focus();
});
render(html`<${App} />`, document.getElementById("app"));
openWorkspace().catch((error) => {
  document.getElementById("app").textContent = tool("That did not work. Try again in a moment.");
  throw error;
});
