// The workspace's clock, and travelling in time.
import { html, useEffect, useRef, useState } from "./preact-htm.js";
import { sit, stopTravel, travel } from "./chair.js";
import { draw, intlLocale, momentOf, readerOf, time, wallOf } from "./dates.js";
import { me, nameOf, now, person, state } from "./store.js";
import { Icon, Spinner } from "./icons.js";
import { tool } from "./words.js";

const HOUR = 3600;
const STEPS = [["+1 hour", HOUR], ["+1 day", 24 * HOUR], ["+1 week", 7 * 24 * HOUR]];
const PASSED = "Everything on the way comes at its own hour.";
const JUMPED = "Nobody was there meanwhile: what is still useful comes late.";

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

const moment = (reader, epoch = now()) => `${draw(epoch, reader, { weekday: "short", day: "numeric", month: "short" })} · ${time(epoch, reader)}`;

function Travel({ reader, travelled }) {
  const [wall, setWall] = useState(() => wallOf(now(), reader.tz));
  const [passing, setPassing] = useState(true);
  const first = useRef();
  const { next, travelling } = state.clock;
  const busy = Boolean(travelling);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => setWall(wallOf(now(), reader.tz)), [state.clock.offset]);
  const epoch = momentOf(wall, reader.tz);
  const go = (where) => travel(passing ? { ...where, pass: true } : where);
  return html`<div class="clock-pop" role="dialog" aria-label=${tool("The workspace’s clock")}>
    <p class="faint">${tool("Travel in time: reminders and deadlines follow this clock.")}</p>
    <button type="button" class="button button-primary clock-wide" ref=${first} data-testid="clock-next" disabled=${busy || next == null}
      onClick=${() => travel({ to_next: true })}>${tool("To the next message")}</button>
    <div class="clock-steps">${STEPS.map(([label, seconds]) => html`<button type="button" class="button" disabled=${busy}
      data-testid=${`clock-plus-${seconds}`} onClick=${() => go({ advance: seconds })}>${tool(label)}</button>`)}</div>
    <form class="clock-to" onSubmit=${(event) => (event.preventDefault(), epoch && go({ to: epoch }))}>
      <label for="clock-to">${tool("Go to")}</label>
      <input type="datetime-local" id="clock-to" class="text-field" data-testid="clock-to" value=${wall}
        onInput=${(event) => setWall(event.target.value)} />
      <button type="submit" class="button" disabled=${busy} data-testid="clock-go">${tool("Go")}</button></form>
    <label class="clock-pass">
      <input type="checkbox" data-testid="clock-pass" checked=${passing} onChange=${(event) => setPassing(event.target.checked)} />
      <span>${tool("Let the time pass")}<span class="faint">${tool(passing ? PASSED : JUMPED)}</span></span></label>
    ${busy ? html`<${OnTheWay} reader=${reader} />` : html`<${Arrived} reader=${reader} />`}
    <button type="button" class="button clock-wide" data-testid="clock-reset" disabled=${!travelled || busy}
      onClick=${() => travel({ reset: true })}>${tool("Back to real time")}</button>
  </div>`;
}

const OnTheWay = ({ reader }) => html`<div class="clock-way" role="status" data-testid="clock-way"><${Spinner} /><span>${moment(reader)}</span>
  <button type="button" class="button" data-testid="clock-stop" onClick=${stopTravel}>${tool("Stop here")}</button></div>`;

/** What was said on the way, the latest first, each on its reader's own clock. */
function Arrived({ reader }) {
  const { journey } = state;
  if (!journey) return null;
  const shown = [...journey.said].reverse();
  const told = tool("Said on the way: {n}", { n: journey.said_count });
  return html`<section class="clock-said" data-testid="clock-said" aria-live="polite">
    <h2>${journey.ending === "unanswered" ? tool("The app does not answer; the clock stands here.") : told}</h2>
    <ol>${shown.map((one) => html`<${Said} key=${`${one.channel}/${one.at}`} said=${one} reader=${reader} />`)}</ol></section>`;
}

function Said({ said, reader }) {
  const someone = person(said.to);
  const theirs = someone ? { ...readerOf(someone), locale: reader.locale } : reader;
  const name = someone ? nameOf(someone) : state.conversations.get(said.channel)?.name;
  const sitThere = () => someone && sit(someone.id, said.channel);
  return html`<li><button type="button" class="clock-line" data-testid="clock-line" onClick=${sitThere}>
    <time>${moment(theirs, said.at)}</time> <bdi class="clock-who">${name ?? ""}</bdi>
    <span class="clock-words" dir="auto">${said.text.split("\n")[0]}</span></button></li>`;
}
