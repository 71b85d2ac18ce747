// The one list to choose from behind every kind of select: searchable, single or several, by mouse and by keyboard.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./preact-htm.js";
import { Avatar } from "./avatar.js";
import { Icon, Spinner } from "./icons.js";
import { t } from "./words.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Items whose label or detail holds every word typed, accents aside. */
export function matching(groups, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const fits = (item) => words.every((word) => fold(`${item.label} ${item.detail ?? ""}`).includes(word));
  return groups.map((group) => ({ ...group, items: group.items.filter(fits) })).filter((group) => group.items.length);
}

/**
 * `groups`: `[{label, items: [{id, label, detail?, person?}]}]`, or `search(query)` that resolves to them.
 * `chosen`: items; `onChoose(items)`. `hooks` go on the button that opens the list.
 */
export function Picker({ id, hooks, labelledBy, describedBy, invalid, placeholder, groups, search, chosen, several, most, onChoose, busy }) {
  const [open, setOpen] = useState(false);
  const button = useRef();
  const close = (refocus) => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  const take = (item) => {
    if (!several) return close(true), onChoose([item]);
    const held = chosen.some((one) => one.id === item.id);
    if (!held && most && chosen.length >= most) return null;
    return onChoose(held ? chosen.filter((one) => one.id !== item.id) : [...chosen, item]);
  };
  return html`
    <div class="picker">
      ${several && chosen.length > 0 && html`<div class="picks">${chosen.map((item) => html`<${Pick} item=${item}
        onDrop=${() => onChoose(chosen.filter((one) => one.id !== item.id))} />`)}</div>`}
      <button type="button" ref=${button} id=${id} ...${hooks} class="picker-button" role="combobox" aria-haspopup="listbox"
        aria-expanded=${String(open)}
        aria-labelledby=${labelledBy ? `${labelledBy} ${id}` : null} aria-label=${labelledBy ? null : placeholder} aria-describedby=${describedBy} aria-invalid=${invalid ? "true" : null}
        aria-busy=${busy ? "true" : null} onClick=${() => setOpen(!open)} onKeyDown=${(event) => event.key === "ArrowDown" && (event.preventDefault(), setOpen(true))}>
        ${!several && chosen[0] ? html`<${ItemFace} item=${chosen[0]} />` : html`<span class="placeholder">${placeholder}</span>`}
        ${busy ? html`<${Spinner} />` : html`<${Icon} name="down" />`}
      </button>
      ${open && html`<${List} anchor=${button} groups=${groups} search=${search} chosen=${chosen} several=${several} label=${placeholder}
        onTake=${take} onClose=${close} />`}
    </div>`;
}

const ItemFace = ({ item }) => html`<span class="item-face">${item.person && html`<${Avatar} person=${item.person} size="small" />`}<bdi>${item.label}
  </bdi></span>`;

const Pick = ({ item, onDrop }) => html`<span class="pick"><bdi>${item.label}</bdi>
  <button type="button" aria-label=${t("Remove {name}", { name: item.label })} onClick=${onDrop}><${Icon} name="close" /></button></span>`;

// What was found for an older query must not be taken by an Enter meant for the newer one.
function useFound(groups, search, query) {
  const [answer, setAnswer] = useState({});
  useEffect(() => {
    if (!search) return undefined;
    let stale = false;
    const timer = setTimeout(async () => {
      const found = await search(query);
      if (!stale) setAnswer({ query, found });
    }, query ? 200 : 0);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [query, search]);
  if (!search) return matching(groups, query);
  return answer.query === query ? answer.found : null;
}

// Fixed to the window, or a scrolling dialog would cut the list off.
function place(button, popup) {
  const box = button.getBoundingClientRect();
  const below = innerHeight - box.bottom;
  const up = below < 280 && box.top > below;
  const width = Math.min(Math.max(box.width, 240), innerWidth - 16);
  const left = document.documentElement.dir === "rtl" ? box.right - width : box.left;
  Object.assign(popup.style, {
    left: `${Math.min(Math.max(8, left), innerWidth - width - 8)}px`,
    width: `${width}px`,
    top: up ? "auto" : `${box.bottom + 4}px`,
    bottom: up ? `${innerHeight - box.top + 4}px` : "auto",
    maxHeight: `${Math.min(340, (up ? box.top : below) - 16)}px`,
  });
}

function usePlacement(anchor, popup) {
  useLayoutEffect(() => place(anchor.current, popup.current));
  useEffect(() => {
    const follow = (event) => !popup.current?.contains(event.target) && place(anchor.current, popup.current);
    addEventListener("resize", follow);
    document.addEventListener("scroll", follow, true);
    return () => {
      removeEventListener("resize", follow);
      document.removeEventListener("scroll", follow, true);
    };
  }, []);
}

function List({ anchor, groups, search, chosen, several, label, onTake, onClose }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const popup = useRef();
  const field = useRef();
  const found = useFound(groups, search, query);
  const items = (found ?? []).flatMap((group) => group.items);
  usePlacement(anchor, popup);
  const listId = `${anchor.current?.id}-list`;

  useLayoutEffect(() => void field.current.focus({ preventScroll: true }), []);
  useEffect(() => popup.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [at]);
  useEffect(() => {
    const outside = (event) => !popup.current?.contains(event.target) && !anchor.current?.contains(event.target) && onClose(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);

  const step = (by) => items.length && setAt((at + by + items.length) % items.length);
  const keys = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => setAt(0), End: () => setAt(items.length - 1),
    Enter: () => items[at] && onTake(items[at]), Escape: () => onClose(true),
  };
  const onKeyDown = (event) => {
    if (event.key === "Tab") return onClose(true);
    if (event.isComposing || !keys[event.key]) return null;
    event.preventDefault();
    event.stopPropagation();
    return keys[event.key]();
  };
  let index = -1;
  return html`
    <div class="picker-pop" ref=${popup} onKeyDown=${onKeyDown}>
      <input ref=${field} class="picker-search" type="text" dir=${query ? "auto" : null} data-testid="option-search" placeholder=${t("Search…")}
        aria-label=${`${label} – ${t("Search…")}`} autocomplete="off"
        role="combobox" aria-expanded="true" aria-controls=${listId} aria-activedescendant=${items[at] ? `${listId}-${at}` : null} value=${query} onInput=${(event) => (setQuery(event.target.value), setAt(0))} />
      <div class="picker-list" onMouseDown=${(event) => event.preventDefault()} role="listbox" id=${listId} aria-label=${label}
        aria-multiselectable=${several ? "true" : null}>
        ${found === null && html`<p class="faint picker-note">${t("Loading…")}</p>`}
        ${found !== null && !items.length && html`<p class="faint picker-note">${t("No results")}</p>`}
        ${(found ?? []).map((group) => html`
          ${group.label && html`<div class="picker-group" dir="auto" role="presentation">${group.label}</div>`}
          ${group.items.map((item) => {
            index += 1;
            const mine = index;
            const held = chosen.some((one) => one.id === item.id);
            return html`<div role="option" id=${`${listId}-${mine}`} data-testid="option" data-value=${item.id} class="option"
              aria-selected=${String(held)} aria-current=${mine === at ? "true" : null}
              onPointerMove=${() => mine !== at && setAt(mine)} onClick=${() => onTake(item)}>
              <span class="option-text"><${ItemFace} item=${item} />${item.detail && html`<small dir="auto">${item.detail}</small>`}</span>
                ${held && html`<${Icon} name="check" />`}</div>`;
          })}`)}
      </div>
    </div>`;
}
