// What the page knows, and the one way to change it.

export const state = {
  workspace: null,
  people: new Map(),
  me: null,
  place: null, // "home" or a conversation id
  conversations: new Map(),
  home: null,
  homeAsked: false,
  modals: [],
  messages: new Map(), // channel -> {list, hasMore, loaded}
  threads: new Map(), // "channel/ts" -> {open, list, loaded}
  unread: new Map(), // person -> total
  errors: new Map(), // view id -> {fields: {block_id: sentence}, sentence}
  busy: new Set(), // what waits for an answer
  toasts: [],
  confirm: null,
  drawer: false,
  broken: false, // the stream is cut
  // skew: workspace minus this machine; offset: travelled, both seconds; next: when the app is wanted; travelling: the goal
  clock: { skew: 0, offset: 0, next: null, travelling: null },
  journey: null, // how the last travel ended, and what was said on the way
};

const listeners = new Set();
let waiting = false;

/** Change what the page knows; everything is drawn again once, after the current turn. */
export function change(mutate) {
  mutate(state);
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    for (const listener of listeners) listener();
  });
}

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The workspace's clock, in seconds. */
export const now = () => Date.now() / 1000 + state.clock.skew;

export const person = (id) => state.people.get(id) ?? null;
export const me = () => person(state.me);
export const nameOf = (someone) => someone?.display_name || someone?.real_name || someone?.name || "";
export const botId = () => state.workspace?.app.bot_user_id;
export const botConversation = () =>
  [...state.conversations.values()].find((one) => one.kind === "im" && one.with === botId()) ?? null;

export function conversationName(conversation) {
  if (conversation.kind === "im") return nameOf(person(conversation.with)) || conversation.name;
  if (conversation.kind === "mpim") {
    const others = (conversation.members ?? []).filter((id) => id !== state.me);
    return others.map((id) => nameOf(person(id))).join(", ") || conversation.name;
  }
  return conversation.name;
}

export async function whileBusy(key, work) {
  change((s) => s.busy.add(key));
  try {
    return await work();
  } finally {
    change((s) => s.busy.delete(key));
  }
}

let toastNumber = 0;

export function toast(sentence, tone = "error") {
  const id = ++toastNumber;
  change((s) => s.toasts.push({ id, sentence, tone }));
  setTimeout(() => dropToast(id), tone === "error" ? 12000 : 5000);
}

export const dropToast = (id) => change((s) => (s.toasts = s.toasts.filter((one) => one.id !== id)));

/** Ask the person; resolves true only when they agree. */
export function askConfirm(confirm) {
  return new Promise((resolve) => {
    const answer = (agreed) => {
      change((s) => (s.confirm = null));
      resolve(agreed);
    };
    change((s) => (s.confirm = { ...confirm, answer }));
  });
}
