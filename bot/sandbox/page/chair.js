// Sitting in a chair: loading what that person sees, following their stream, moving between places.
import { get, listen, listenToEveryone, post, upload } from "./net.js";
import { botConversation, change, state, toast, whileBusy } from "./store.js";
import { forgetAllBut } from "./forms.js";
import { t } from "./words.js";

let hangUp = null;
let readTimer = 0;

export async function openWorkspace() {
  const workspace = await get("workspace");
  change((s) => {
    s.workspace = workspace;
    s.people = new Map(workspace.people.map((one) => [one.id, one]));
  });
  setClock(workspace);
  listenToEveryone((user, total) => change((s) => s.unread.set(user, total)));
  window.addEventListener("popstate", followAddress);
  await followAddress();
}

async function followAddress() {
  const address = new URLSearchParams(location.search);
  const person = address.get("as");
  if (!state.people.has(person)) return;
  if (person !== state.me) sit(person, address.get("in"));
  else if (address.get("in")) go(address.get("in"), { quietly: true });
}

function writeAddress(quietly) {
  const address = `/?as=${state.me}${state.place ? `&in=${state.place}` : ""}`;
  if (quietly || address === location.pathname + location.search) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

/** Take a person's chair. The chair is loaded when its stream says hello, so that nothing falls between the two. */
export function sit(person, place = null) {
  hangUp?.();
  change((s) => {
    Object.assign(s, { me: person, place, conversations: new Map(), home: null, modals: [], messages: new Map(), threads: new Map(), homeAsked: false, drawer: false });
    s.errors.clear();
  });
  hangUp = listen(
    person,
    (event) => state.me === person && heard(event),
    () => change((s) => (s.broken = true)),
  );
}

async function loadChair() {
  const person = state.me;
  const known = { home: state.home, modals: state.modals, talks: [...state.conversations.values()] };
  const chair = await get("chair", { as: person });
  if (state.me !== person) return;
  change((s) => {
    s.broken = false;
    s.people.set(person, chair.me);
    const heard = newcomers([...s.conversations.values()], known.talks);
    s.conversations = new Map([...chair.conversations, ...heard].map((one) => [one.id, one]));
    if (s.home === known.home) s.home = chair.home;
    s.unread.set(person, [...s.conversations.values()].reduce((sum, one) => sum + one.unread, 0));
    for (const [channel] of s.messages) if (channel !== s.place) s.messages.delete(channel);
  });
  if (state.modals === known.modals) setModals(chair.modals);
  const place = state.place && (state.place === "home" || state.conversations.has(state.place)) ? state.place : firstPlace();
  await go(place, { quietly: true, again: true });
}

function firstPlace() {
  const waiting = [...state.conversations.values()].find((one) => one.unread > 0);
  return waiting?.id ?? botConversation()?.id ?? [...state.conversations.keys()][0] ?? "home";
}

export async function go(place, { quietly = false, again = false } = {}) {
  const moved = place !== state.place;
  change((s) => Object.assign(s, { place, drawer: s.drawer && quietly }));
  writeAddress(quietly);
  if (place === "home") return openHome();
  if (moved && place === botConversation()?.id) act("home", { tab: "messages" }, { quiet: true });
  if (moved || again || !state.messages.get(place)?.loaded) await loadMessages(place);
  return read(place);
}

// The app draws its Home after the visit is told, in its own time; only then is an empty one called empty.
async function openHome() {
  await act("home", { tab: "home" });
  setTimeout(() => change((s) => (s.homeAsked = true)), 3000);
}

async function loadMessages(channel) {
  const known = state.messages.get(channel) ?? { list: [], hasMore: false, loaded: false };
  change((s) => s.messages.set(channel, known));
  const before = known.list;
  const page = await get("messages", { as: state.me, channel, limit: 60 });
  if (state.messages.get(channel) !== known) return;
  const heard = newcomers(known.list, before);
  change((s) => s.messages.set(channel, { list: merge(page.messages, heard), hasMore: page.has_more, loaded: true }));
}

export async function loadEarlier(channel) {
  const known = state.messages.get(channel);
  const page = await get("messages", { as: state.me, channel, before: known.list[0]?.ts, limit: 60 });
  change(() => {
    known.list = merge(known.list, page.messages);
    known.hasMore = page.has_more;
  });
}

export async function toggleThread(message) {
  const at = `${message.channel}/${message.ts}`;
  const thread = state.threads.get(at) ?? { open: false, list: [], loaded: false };
  change((s) => s.threads.set(at, { ...thread, open: !thread.open }));
  if (thread.open || thread.loaded) return;
  const page = await get("messages", { as: state.me, channel: message.channel, thread_ts: message.ts, limit: 200 });
  const answers = page.messages.filter((one) => one.ts !== message.ts);
  change((s) => {
    const now = s.threads.get(at);
    s.threads.set(at, { ...now, loaded: true, list: merge(now.list, answers) });
  });
}

/** What the stream told while an answer was under way: it is newer than that answer. */
const newcomers = (now, before) => now.filter((one) => !before.includes(one));

const byTime = (one, other) => Number(one.ts) - Number(other.ts);
const merge = (list, more) => [...new Map([...list, ...more].map((one) => [one.ts, one])).values()].sort(byTime);
const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts && !message.broadcast;

/** Tell the server once that what stands on the screen has been seen. */
function read(channel) {
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    if (state.place === channel && !document.hidden && state.conversations.get(channel)?.unread) act("read", { channel });
  }, 150);
}

const HEARD = {
  hello: (event) => (setClock(event), loadChair()),
  clock: (event) => setClock(event),
  message: ({ message }) => keepMessage(message),
  message_changed: ({ message }) => replaceMessage(message),
  ephemeral: ({ message }) => keepMessage(message),
  message_deleted: (event) => dropMessage(event),
  ephemeral_gone: (event) => dropMessage(event),
  conversation: ({ conversation }) => keepConversation(conversation),
  home: ({ view }) => change((s) => (s.home = view)),
  modals: ({ modals }) => setModals(modals),
  people: ({ people }) => change((s) => people.forEach((one) => s.people.set(one.id, one))),
  unread: ({ user, total }) => change((s) => s.unread.set(user, total)),
};

const heard = (event) => HEARD[event.type]?.(event);

export function setClock({ now, offset, next = null, travelling = null }) {
  change((s) => {
    const skew = now - Date.now() / 1000;
    s.clock = { skew, offset: offset ?? (Math.abs(skew) > 30 ? skew : 0), next, travelling };
  });
}

function keepMessage(message) {
  change((s) => {
    if (isReply(message)) keepReply(s, message);
    const known = s.messages.get(message.channel);
    if (known && !isReply(message)) known.list = merge(known.list, [message]);
  });
  if (message.channel === state.place) read(message.channel);
}

function replaceMessage(message) {
  change((s) => {
    const lists = [s.messages.get(message.channel), s.threads.get(`${message.channel}/${message.thread_ts}`)];
    for (const known of lists) if (known?.list.some((one) => one.ts === message.ts)) known.list = merge(known.list, [message]);
  });
}

function keepReply(s, message) {
  const at = `${message.channel}/${message.thread_ts}`;
  const thread = s.threads.get(at) ?? { open: false, list: [], loaded: false };
  const parent = s.messages.get(message.channel)?.list.find((one) => one.ts === message.thread_ts);
  if (parent && !message.ephemeral && !thread.list.some((one) => one.ts === message.ts)) parent.reply_count += 1;
  s.threads.set(at, { ...thread, open: thread.open || message.ephemeral, list: merge(thread.list, [message]) });
}

function dropMessage({ channel, ts }) {
  change((s) => {
    const known = s.messages.get(channel);
    if (known) known.list = known.list.filter((one) => one.ts !== ts);
    for (const [at, thread] of s.threads) s.threads.set(at, { ...thread, list: thread.list.filter((one) => one.ts !== ts || one.channel !== channel) });
  });
}

function keepConversation(conversation) {
  change((s) => s.conversations.set(conversation.id, conversation));
  if (conversation.id === state.place) read(conversation.id);
}

function setModals(modals) {
  const views = (modals ?? []).map((view) => view.id);
  forgetAllBut(new Set([...views, state.home?.id].map((id) => `view:${id}`)));
  change((s) => {
    s.modals = modals ?? [];
    for (const id of s.errors.keys()) if (!views.includes(id)) s.errors.delete(id);
  });
}

/** Do something as the person in the chair. A refusal that nobody else shows becomes a toast. */
export async function act(kind, body, { quiet = false } = {}) {
  const answer = await post("act", { as: state.me, kind, ...body });
  if (!answer.ok && !quiet) toast(answer.message || t("That did not work. Try again in a moment."));
  return answer;
}

export async function openDirect(person) {
  const answer = await act("open_dm", { with: person });
  if (!answer.ok) return;
  if (!state.conversations.has(answer.channel))
    change((s) => s.conversations.set(answer.channel, { id: answer.channel, kind: "im", name: "", members: [s.me, person], with: person, unread: 0 }));
  await go(answer.channel);
}

export const uploadFile = (file) => upload(state.me, file);
export const travel = (where) => whileBusy("clock", async () => {
  change((s) => (s.journey = null));
  const answer = await post("clock", where);
  if (answer.now) setClock(answer);
  else toast(answer.message || t("That did not work. Try again in a moment."));
  if (answer.said) change((s) => (s.journey = answer));
});
export const stopTravel = () => post("clock", { stop: true });

/** Views leave the screen as soon as the server agrees; one that was opened meanwhile stays. */
export async function closeView(view, clear) {
  const closed = clear ? state.modals.map((one) => one.id) : [view.id];
  const answer = await act("close", { view_id: view.id, clear });
  if (answer.ok) setModals(state.modals.filter((one) => !closed.includes(one.id)));
}
