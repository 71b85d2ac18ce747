// What a person has filled in, per surface, in Slack's state shapes; and what Slack's own client refuses.
import { state } from "./store.js";
import { t } from "./words.js";

const surfaces = new Map(); // surface key -> Map("block_id\naction_id" -> value)
const key = (blockId, actionId) => `${blockId}\n${actionId}`;

const FILLED = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  rich_text_input: ["rich_text_value", "initial_value"],
  file_input: ["files", null],
};

const holdsList = (name) => /^(selected_.*s|files)$/.test(name);

/** The name under which an element's value travels, such as "selected_option". */
export const valueName = (type) => FILLED[type]?.[0];

function initialValue(element) {
  const [name, initial] = FILLED[element.type];
  let value = (initial && element[initial]) ?? (holdsList(name) ? [] : null);
  if (value === null && element.default_to_current_conversation && state.place !== "home") value = state.place;
  return { type: element.type, [name]: value };
}

/** Elements of a block that can hold a value, wherever they stand in it. */
export function statefulElements(block) {
  const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements ?? [] : [])];
  return elements.filter((element) => element && FILLED[element.type]);
}

/**
 * Bring a surface's values in line with its blocks. A field with the same block and action id keeps what the person
 * put in, as in Slack; a new one starts from its initial value; one that left is forgotten.
 */
export function settle(surface, blocks) {
  const before = surfaces.get(surface) ?? new Map();
  const after = new Map();
  for (const block of blocks ?? [])
    for (const element of statefulElements(block)) {
      const at = key(block.block_id, element.action_id);
      const kept = before.get(at);
      after.set(at, kept?.type === element.type ? kept : initialValue(element));
    }
  surfaces.set(surface, after);
}

export const forget = (surface) => surfaces.delete(surface);
export const forgetAllBut = (kept) => [...surfaces.keys()].forEach((one) => one.startsWith("view:") && !kept.has(one) && surfaces.delete(one));

export function valueOf(surface, block, element) {
  return surfaces.get(surface)?.get(key(block.block_id, element.action_id))?.[valueName(element.type)] ?? null;
}

export function fill(surface, block, element, value) {
  if (!surfaces.has(surface)) surfaces.set(surface, new Map());
  surfaces.get(surface).set(key(block.block_id, element.action_id), { type: element.type, [valueName(element.type)]: value });
}

/** `{block_id: {action_id: value}}`, as Slack sends it. */
export function stateValues(surface) {
  const values = {};
  for (const [at, value] of surfaces.get(surface) ?? []) {
    const [blockId, actionId] = at.split("\n");
    (values[blockId] ??= {})[actionId] = value;
  }
  return values;
}

const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length) || value.elements?.length === 0;

/** What the client refuses before anything is sent: `{block_id: sentence}`. */
export function refusals(surface, blocks) {
  const found = {};
  for (const block of blocks ?? []) {
    if (block.type !== "input" || !FILLED[block.element?.type]) continue;
    const value = valueOf(surface, block, block.element);
    const sentence = isEmpty(value) ? (block.optional ? null : t("Please complete this required field.")) : refusal(block.element, value);
    if (sentence) found[block.block_id] = sentence;
  }
  return found;
}

function refusal(element, value) {
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return t("This is not an e-mail address.");
  if (element.type === "url_text_input" && !/^https?:\/\/\S+\.\S+$|^https?:\/\/localhost/.test(value)) return t("This is not a web address (https://…).");
  if (element.type === "number_input") return numberRefusal(element, value);
  if (element.type !== "plain_text_input") return null;
  const length = [...value].length;
  if (length < (element.min_length ?? 0)) return t("At least {n} characters, please.", { n: element.min_length });
  if (length > (element.max_length ?? 3000)) return t("At most {n} characters, please.", { n: element.max_length ?? 3000 });
  return null;
}

function numberRefusal(element, value) {
  const number = Number(value);
  if (!(element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value)) return t("This is not a number.");
  if (element.min_value != null && number < Number(element.min_value)) return t("A number from {min} on, please.", { min: element.min_value });
  if (element.max_value != null && number > Number(element.max_value)) return t("A number up to {max}, please.", { max: element.max_value });
  return null;
}
