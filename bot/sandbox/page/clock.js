// The workspace's clock, and travelling in time.
import { html, useEffect, useRef, useState } from "./preact-htm.js";
import { travel } from "./chair.js";
import { draw, intlLocale, momentOf, readerOf, time, wallOf } from "./dates.js";
import { me, now, state } from "./store.js";
import { Icon, Spinner } from "./icons.js";
import { tool } from "./words.js";

const HOUR = 3600;
const STEPS = [["+1 hour", HOUR], ["+1 day", 24 * HOUR], ["+1 week", 7 * 24 * HOUR]];

export function Clock() {
  const [open, setOpen] = useState(false);
  const whole = useRef();
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event) => !whole.current?.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const reader = { tz: readerOf(me()).tz, locale: intlLocale(me()?.locale ?? navigator.language) };
  const travelled = Math.abs(state.clock.offset) > 30;
  const escape = (event) => event.key === "Escape" && open && (event.stopPropagation(), setOpen(false), whole.current.querySelector("button").focus());
  return html`<div class="clock" ref=${whole} onKeyDown=${escape}>
    <button type="button" class=${`clock-button ${travelled ? "clock-travelled" : ""}`} data-testid="clock" data-now=${Math.round(now())}
      aria-haspopup="dialog" aria-expanded=${String(open)} aria-label=${`${tool("The workspace’s clock")}: ${moment(reader)}`}
      title=${tool("The workspace’s clock")} onClick=${() => setOpen(!open)}>
      ${state.busy.has("clock") ? html`<${Spinner} />` : html`<${Icon} name="clock" />`}<span class="clock-text" aria-hidden="true">${moment(reader)}
        </span><span class="clock-short" aria-hidden="true">${time(now(), reader)}</span></button>
    ${open && html`<${Travel} reader=${reader} travelled=${travelled} />`}</div>`;
}

const moment = (reader) => `${draw(now(), reader, { weekday: "short", day: "numeric", month: "short" })} · ${time(now(), reader)}`;

function Travel({ reader, travelled }) {
  const [wall, setWall] = useState(() => wallOf(now(), reader.tz));
  const first = useRef();
  useEffect(() => first.current?.focus(), []);
  useEffect(() => setWall(wallOf(now(), reader.tz)), [state.clock.offset]);
  const epoch = momentOf(wall, reader.tz);
  return html`<div class="clock-pop" role="dialog" aria-label=${tool("The workspace’s clock")}>
    <p class="faint">${tool("Travel in time: reminders and deadlines follow this clock.")}</p>
    <div class="clock-steps">${STEPS.map(([label, seconds], index) => html`<button type="button" class="button" ref=${index ? null : first}
      data-testid=${`clock-plus-${seconds}`} onClick=${() => travel({ advance: seconds })}>${tool(label)}</button>`)}</div>
    <form class="clock-to" onSubmit=${(event) => (event.preventDefault(), epoch && travel({ to: epoch }))}>
      <label for="clock-to">${tool("Go to")}</label>
      <input type="datetime-local" id="clock-to" class="text-field" data-testid="clock-to" value=${wall}
        onInput=${(event) => setWall(event.target.value)} />
      <button type="submit" class="button button-primary" data-testid="clock-go">${tool("Go")}</button></form>
    <button type="button" class="button clock-reset" data-testid="clock-reset" disabled=${!travelled} onClick=${() => travel({ reset: true })}>
      ${tool("Back to real time")}</button>
  </div>`;
}
