// Selects of every source: the app's own options, options asked for, people, conversations.
import { html, useEffect, useMemo } from "./preact-htm.js";
import { act } from "./chair.js";
import { Picker } from "./picker.js";
import { askConfirm, conversationName, nameOf, person, state } from "./store.js";
import { plain } from "./text.js";
import { t } from "./words.js";

const optionItem = (option) => ({ id: option.value, label: plain(option.text), detail: plain(option.description), option });
const optionGroups = ({ options, option_groups: groups }) =>
  groups ? groups.map((group) => ({ label: plain(group.label), items: group.options.map(optionItem) })) : [{ items: (options ?? []).map(optionItem) }];

const personItem = (someone) => ({ id: someone.id, label: nameOf(someone), detail: [someone.title, someone.city].filter(Boolean).join(" · "), person: someone });
const people = () => [{ items: [...state.people.values()].filter((one) => !one.deleted).map(personItem) }];

function conversationItem(conversation) {
  const mark = { channel: "# ", private: "# " }[conversation.kind] ?? "";
  return { id: conversation.id, label: mark + conversationName(conversation), person: conversation.kind === "im" ? person(conversation.with) : null };
}

function conversations(filter) {
  const kinds = { public: "channel", private: "private", im: "im", mpim: "mpim" };
  const wanted = filter?.include?.map((kind) => kinds[kind]);
  const fits = (one) => (!wanted || wanted.includes(one.kind)) && !(filter?.exclude_bot_users && one.kind === "im" && person(one.with)?.is_bot);
  return [{ items: [...state.conversations.values()].filter(fits).map(conversationItem) }];
}

const SOURCES = {
  users: { groups: people, item: (id) => (person(id) ? personItem(person(id)) : { id, label: id }), value: (item) => item.id },
  conversations: {
    groups: (element) => conversations(element.filter),
    item: (id) => (state.conversations.has(id) ? conversationItem(state.conversations.get(id)) : { id, label: id }),
    value: (item) => item.id,
  },
  channels: {
    groups: () => conversations({ include: ["public"] }),
    item: (id) => (state.conversations.has(id) ? conversationItem(state.conversations.get(id)) : { id, label: id }),
    value: (item) => item.id,
  },
  static: { groups: optionGroups, item: optionItem, value: (item) => item.option },
  external: { groups: () => [], item: optionItem, value: (item) => item.option },
};

function useSearch(element, block, surface) {
  return useMemo(() => {
    if (!element.type.endsWith("external_select")) return null;
    return async (query) => {
      if (query.length < (element.min_query_length ?? 3)) return [];
      const answer = await act("options", { container: surface.container, block_id: block.block_id, action_id: element.action_id, query });
      return answer.ok ? optionGroups(answer) : [];
    };
  }, [element.type, element.action_id, block.block_id, surface.key]);
}

export function SelectField({ element, block, surface, id, hooks, value, put, parts, busy }) {
  const several = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace("multi_", "").replace("_select", "")];
  const search = useSearch(element, block, surface);
  const groups = useMemo(() => source.groups(element), [element, state.people.size, state.conversations.size]);
  const chosen = (several ? value ?? [] : [value]).filter((one) => one != null).map(source.item);
  useEffect(() => element.focus_on_load && document.getElementById(id)?.focus(), []);
  const choose = async (items) => {
    if (element.confirm && !(await askConfirm(element.confirm))) return;
    const values = items.map(source.value);
    put(several ? values : values[0] ?? null);
  };
  return html`<${Picker} ...${{ id, hooks, groups, search, chosen, several, busy }}
    placeholder=${plain(element.placeholder) || t("Choose…")} most=${element.max_selected_items}
    labelledBy=${parts.labelId} describedBy=${parts.describedBy} invalid=${parts.invalid} onChoose=${choose} />
    ${!several && parts.optional && chosen.length > 0 && html`<button type="button" class="clear" onClick=${() => put(null)}>${t("Clear")}
      </button>`}`;
}
