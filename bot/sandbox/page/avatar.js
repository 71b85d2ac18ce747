// A person's face: initials on their colour.
import { html } from "./preact-htm.js";
import { botId, nameOf } from "./store.js";

const HUES = ["#b4532a", "#8a6a12", "#3f7d3c", "#1f7a74", "#2f6ca8", "#6455b5", "#9a4a8e", "#b0405f"];

export function initials(person) {
  const words = (person?.real_name || nameOf(person)).trim().split(/[\s\-]+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 1)).toLocaleUpperCase();
}

function colour(person) {
  if (/^#?[0-9a-f]{6}$/i.test(person?.color ?? "")) return `#${person.color.replace("#", "")}`;
  const sum = [...(person?.id ?? "")].reduce((total, sign) => (total * 31 + sign.codePointAt(0)) % 9973, 7);
  return HUES[sum % HUES.length];
}

function isPale(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2;
}

export function Avatar({ person, size = "" }) {
  if (person && (person.is_bot || person.id === botId())) return html`<span class=${`avatar avatar-bot ${size}`} aria-hidden="true"><${BotFace} />
    </span>`;
  const background = colour(person);
  return html`<span class=${`avatar ${size} ${isPale(background) ? "avatar-pale" : ""}`} style=${{ background }} aria-hidden="true">
    ${initials(person)}</span>`;
}

const BotFace = () => html`<svg viewBox="0 0 32 32"><circle cx="12.5" cy="13" r="5" fill="#f3c567" />
  <circle cx="20.5" cy="18.5" r="5" fill="#fff" fill-opacity=".92" /></svg>`;
