// What the composer can complete: commands, their verbs, and people.
import { nameOf, state } from "./store.js";
import { matching } from "./picker.js";

const startsLike = (text, start) => text.toLowerCase().startsWith(start.toLowerCase());

/** Choices for the text before the caret: `{from, items, exact}` or null. `from` is where the completed word begins. */
export function completions(text, caret) {
  const before = text.slice(0, caret);
  return commandCompletions(before) ?? verbCompletions(before) ?? mentionCompletions(before);
}

function commandCompletions(before) {
  if (!/^\/\S*$/.test(before)) return null;
  const items = state.workspace.commands.filter((one) => startsLike(one.command, before)).map((one) => ({
    id: one.command, label: one.command, detail: one.description, hint: one.usage_hint, insert: `${one.command} `,
  }));
  return { from: 0, word: before, items, kind: "Commands" };
}

function verbCompletions(before) {
  const found = /^(\/\S+)\s+(\S*)$/.exec(before);
  const command = found && state.workspace.commands.find((one) => one.command === found[1]);
  if (!command || found[2].startsWith("@")) return null;
  const items = (command.verbs ?? []).filter((one) => startsLike(one.verb, found[2])).map((one) => ({
    id: one.verb, label: one.verb, detail: one.hint, insert: `${one.verb} `,
  }));
  return { from: before.length - found[2].length, word: found[2], items, kind: "Commands" };
}

function mentionCompletions(before) {
  const found = /(^|[\s(])@([\p{L}\p{N}._'’-]*(?: [\p{L}\p{N}._'’-]+){0,3})$/u.exec(before);
  if (!found) return null;
  const everyone = [...state.people.values()].filter((one) => !one.deleted && one.id !== state.me);
  const items = everyone.map((one) => ({ id: one.id, label: nameOf(one), detail: [one.title, one.city].filter(Boolean).join(" · "), person: one, insert: `@${mentionName(one, everyone)} `, handle: one.name }));
  const fitting = matching([{ items: items.map((one) => ({ ...one, detail: `${one.handle} ${one.detail}` })) }], found[2])[0]?.items ?? [];
  const kept = fitting.map((one) => items.find((item) => item.id === one.id)).slice(0, 8);
  return { from: before.length - found[2].length - 1, word: found[2], items: kept, kind: "People" };
}

// Two people of one name are told apart by their handles.
const mentionName = (someone, everyone) => (everyone.some((one) => one !== someone && nameOf(one) === nameOf(someone)) ? someone.name : nameOf(someone));

const fits = (item, word) => [item.label, item.handle].some((name) => name?.toLowerCase() === word.toLowerCase());

/** True when Enter should send rather than complete: nothing left to complete, or nothing begun. */
export const isWhole = ({ word, items }) => !word || items.some((item) => fits(item, word));
