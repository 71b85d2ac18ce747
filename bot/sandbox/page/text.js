// Text objects, mrkdwn and rich text drawn as nodes. User text only ever becomes text nodes.
import { html } from "./preact-htm.js";
import { parse, parseInline } from "./mrkdwn.js";
import { emojiSign, withEmoji } from "./emoji.js";
import { capital, fillDateTokens, fullMoment, readerOf } from "./dates.js";
import { me, nameOf, now, person, state } from "./store.js";
import { go, openDirect } from "./chair.js";

/** plain_text: never read for marks. */
export const plain = (object) => (object ? (object.emoji === false ? object.text : withEmoji(object.text ?? "")) : "");

export function TextObject({ text }) {
  if (!text) return null;
  if (text.type !== "mrkdwn") return html`<div class="lines">${plain(text).split("\n").map((line) => html`<p dir="auto">${line}</p>`)}</div>`;
  return html`<${Mrkdwn} source=${text.text} verbatim=${text.verbatim} />`;
}

export const Mrkdwn = ({ source, verbatim }) => parse(source, { verbatim }).map(drawBlock);

const PARAGRAPHS = {
  pre: (block) => html`<pre dir="auto">${block.text}</pre>`,
  quote: (block) => html`<blockquote>${block.lines.map(drawLine)}</blockquote>`,
  lines: (block) => html`<div class="lines">${block.lines.map(drawLine)}</div>`,
};
const drawBlock = (block) => PARAGRAPHS[block.kind](block);
const drawLine = (nodes) => html`<p dir="auto">${nodes.length ? nodes.map((node, index) => drawNode(node, index === 0)) : "\u00a0"}</p>`;

const NODES = {
  text: (node) => node.text,
  bold: (node) => html`<strong>${node.children.map((one) => drawNode(one))}</strong>`,
  italic: (node) => html`<em>${node.children.map((one) => drawNode(one))}</em>`,
  strike: (node) => html`<s>${node.children.map((one) => drawNode(one))}</s>`,
  code: (node) => html`<code>${node.text}</code>`,
  link: (node) => html`<${Link} url=${node.url}>${node.label ? parseInline(node.label, true).map((one) => drawNode(one)) : node.url}<//>`,
  user: (node) => html`<${UserChip} id=${node.id} label=${node.label} />`,
  channel: (node) => html`<${ChannelChip} id=${node.id} label=${node.label} />`,
  group: (node) => html`<span class="chip">${node.label}</span>`,
  broadcast: (node) => html`<span class="chip chip-loud">${node.label}</span>`,
  date: (node, first) => html`<${DateText} ...${node} first=${first} />`,
  emoji: (node) => html`<${Emoji} name=${node.name} />`,
};
const drawNode = (node, first) => NODES[node.kind](node, first === true);

const isSafe = (url) => /^(https?:|mailto:|tel:)/i.test(url ?? "") || /^\/(?!\/)/.test(url ?? "");

export const Link = ({ url, children }) =>
  isSafe(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${children}</a>` : html`<span>${children}</span>`;

function Emoji({ name, unicode }) {
  const sign = unicode ? String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16))) : emojiSign(name);
  return sign ? html`<span class="emoji" role="img" aria-label=${name}>${sign}</span>` : `:${name}:`;
}

function UserChip({ id, label }) {
  const someone = person(id);
  const mine = id === state.me ? "chip-loud" : "";
  return html`<button type="button" class=${`chip ${mine}`} data-user-id=${id} onClick=${() => someone && id !== state.me && openDirect(id)}>
    <bdi>@${nameOf(someone) || label || id}</bdi></button>`;
}

function ChannelChip({ id, label }) {
  const channel = state.conversations.get(id);
  return html`<button type="button" class="chip" data-channel-id=${id} onClick=${() => channel && go(id)}><bdi>#${channel?.name ?? label ?? id}</bdi>
    </button>`;
}

// A sentence that begins with its date begins with a capital.
function DateText({ epoch, pattern, url, fallback, first }) {
  const reader = readerOf(me());
  const filled = Number.isFinite(epoch) ? fillDateTokens(pattern, epoch, now(), reader) : null;
  if (filled === null) return fallback;
  const drawn = html`<time dateTime=${new Date(epoch * 1000).toISOString()} title=${fullMoment(epoch, reader)}>
    ${first ? capital(filled, reader.locale) : filled}</time>`;
  return url ? html`<${Link} url=${url}>${drawn}<//>` : drawn;
}

// Rich text: sections, lists, quotes, preformatted; the parts inside carry their own style.

const RICH = {
  rich_text_section: (part) => html`<p dir="auto">${drawParts(part.elements)}</p>`,
  rich_text_quote: (part) => html`<blockquote dir="auto">${drawParts(part.elements)}</blockquote>`,
  rich_text_preformatted: (part) => html`<pre dir="auto">${(part.elements ?? []).map((one) => one.text ?? one.url ?? "").join("")}</pre>`,
  rich_text_list: (part) => drawList(part),
};

export const RichText = ({ block }) => html`<div class="rich-text">${(block.elements ?? []).map((part) => RICH[part.type]?.(part))}</div>`;

function drawList({ style, indent = 0, offset = 0, elements = [] }) {
  const items = elements.map((item) => html`<li dir="auto">${drawParts(item.elements)}</li>`);
  const level = `indent-${Math.min(indent, 4)}`;
  return style === "ordered" ? html`<ol class=${level} start=${offset + 1}>${items}</ol>` : html`<ul class=${level}>${items}</ul>`;
}

const drawParts = (parts = []) => parts.map((part) => styled(part.style, PARTS[part.type]?.(part) ?? part.text ?? ""));

const PARTS = {
  text: (part) => breakLines(part.text),
  link: (part) => html`<${Link} url=${part.url}>${part.text || part.url}<//>`,
  user: (part) => html`<${UserChip} id=${part.user_id} />`,
  channel: (part) => html`<${ChannelChip} id=${part.channel_id} />`,
  usergroup: (part) => html`<span class="chip">@${part.usergroup_id}</span>`,
  broadcast: (part) => html`<span class="chip chip-loud">@${part.range}</span>`,
  emoji: (part) => html`<${Emoji} name=${part.name} unicode=${part.unicode} />`,
  date: (part) => html`<${DateText} epoch=${part.timestamp} pattern=${part.format} url=${part.url} fallback=${part.fallback ?? ""} />`,
  color: (part) => html`<code>${part.value}</code>`,
};

const breakLines = (text) => text.split("\n").map((line, index) => (index ? [html`<br />`, line] : line));

function styled(style, drawn) {
  if (style?.code) drawn = html`<code>${drawn}</code>`;
  if (style?.bold) drawn = html`<strong>${drawn}</strong>`;
  if (style?.italic) drawn = html`<em>${drawn}</em>`;
  if (style?.strike) drawn = html`<s>${drawn}</s>`;
  if (style?.underline) drawn = html`<u>${drawn}</u>`;
  return drawn;
}
