// Dates and times. The browser's own fields do the choosing; beneath them the choice is said in the reader's words.
import { html, useEffect, useRef } from "./preact-htm.js";
import { draw, fullMoment, momentOf, offsetLabel, readerOf, wallOf } from "./dates.js";
import { askConfirm, me, now } from "./store.js";

function Native({ type, element, id, hooks, parts, busy, shown, onPick, said, ...rest }) {
  const field = useRef();
  useEffect(() => element.focus_on_load && field.current?.focus(), []);
  const pick = async (event) => {
    const picked = event.target.value || null;
    if (element.confirm && !(await askConfirm(element.confirm))) return (event.target.value = shown ?? "");
    // While a year is being typed the browser reports 0002, 0020, 0202.
    if (picked && type !== "time" && picked < "1900") return null;
    return onPick(picked);
  };
  return html`<div class="date-field">
    <input ref=${field} type=${type} id=${id} ...${hooks} ...${rest} class="text-field" value=${shown ?? ""} aria-labelledby=${parts.labelId}
      aria-label=${parts.labelId ? null : element.placeholder?.text}
      aria-describedby=${parts.describedBy} aria-invalid=${parts.invalid ? "true" : null} aria-busy=${busy ? "true" : null} onChange=${pick} />
    ${said && html`<span class="said" dir="auto">${said}</span>`}</div>`;
}

export function DateField(props) {
  const noon = props.value && Date.parse(`${props.value}T12:00:00Z`) / 1000;
  const said = noon && draw(noon, { ...readerOf(me()), tz: "UTC" }, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return html`<${Native} ...${props} type="date" shown=${props.value} onPick=${props.put} said=${said} />`;
}

export const TimeField = (props) => html`<${Native} ...${props} type="time" shown=${props.value}
  onPick=${props.put} said=${props.element.timezone && zoneSaid(props.element.timezone)} />`;

export function DateTimeField(props) {
  const reader = readerOf(me());
  const shown = props.value ? wallOf(props.value, reader.tz) : null;
  const said = props.value ? fullMoment(props.value, reader) : zoneSaid(reader.tz);
  return html`<${Native} ...${props} type="datetime-local" shown=${shown}
    onPick=${(wall) => props.put(wall && momentOf(wall, reader.tz))} said=${said} />`;
}

const zoneSaid = (tz) => `${tz.split("/").at(-1).replaceAll("_", " ")}, ${offsetLabel(tz, now())}`;
