// The markdown block: the part of CommonMark that Slack draws, without HTML.
import { html } from "./preact-htm.js";
import { Link } from "./text.js";
import { withEmoji } from "./emoji.js";

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^\s*](?:.*?[^\s*])?)\*|(?<!\w)_([^\s_](?:.*?[^\s_])?)_(?!\w)|!?\[([^\]]*)\]\(([^)\s]+)\)|<?(https?:\/\/[^\s<>]+[^\s<>.,;:!?)])>?/;

function inline(source) {
  const found = INLINE.exec(source);
  if (!found) return source ? [withEmoji(source.replace(/\\([\\`*_{}[\]()#+\-.!~|])/g, "$1"))] : [];
  const [whole, , code, bold, bold2, struck, italic, italic2, label, url, bare] = found;
  const rest = [...inline(source.slice(0, found.index)), null, ...inline(source.slice(found.index + whole.length))];
  rest[rest.indexOf(null)] = node({ code, bold: bold ?? bold2, struck, italic: italic ?? italic2, label, url: url ?? bare });
  return rest;
}

function node({ code, bold, struck, italic, label, url }) {
  if (code !== undefined) return html`<code>${code}</code>`;
  if (bold !== undefined) return html`<strong>${inline(bold)}</strong>`;
  if (struck !== undefined) return html`<s>${inline(struck)}</s>`;
  if (italic !== undefined) return html`<em>${inline(italic)}</em>`;
  return html`<${Link} url=${url}>${label ? inline(label) : url}<//>`;
}

const KINDS = [
  ["heading", /^(#{1,6})\s+(.*)$/],
  ["rule", /^\s*([-*_])(?:\s*\1){2,}\s*$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
  ["row", /^\s*\|(.*)\|\s*$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const found = pattern.exec(line);
    if (found) return { kind, found };
  }
  return { kind: line.trim() ? "text" : "gap" };
}

function gather(lines) {
  const groups = [];
  for (const line of lines) {
    const { kind, found } = kindOf(line);
    const last = groups.at(-1);
    if (last?.kind === kind && kind !== "heading" && kind !== "rule") last.lines.push({ line, found });
    else groups.push({ kind, lines: [{ line, found }] });
  }
  return groups;
}

const GROUPS = {
  heading: ({ lines: [{ found }] }) => html`<p class=${`heading heading-${Math.min(found[1].length, 3)}`} dir="auto">${inline(found[2])}</p>`,
  rule: () => html`<hr />`,
  bullet: ({ lines }) => html`<ul>${lines.map(({ found }) => html`<li dir="auto">${task(found[1])}</li>`)}</ul>`,
  number: ({ lines }) => html`<ol>${lines.map(({ found }) => html`<li dir="auto">${inline(found[1])}</li>`)}</ol>`,
  quote: ({ lines }) => html`<blockquote>${lines.map(({ found }) => html`<p dir="auto">${inline(found[1])}</p>`)}</blockquote>`,
  row: ({ lines }) => table(lines.map(({ found }) => found[1].split("|").map((one) => one.trim()))),
  text: ({ lines }) => html`<div class="lines">${lines.map(({ line }) => html`<p dir="auto">${inline(line)}</p>`)}</div>`,
  gap: () => null,
};

const task = (item) => inline(item.replace(/^\[x\]\s/i, "☑\ufe0e ").replace(/^\[ \]\s/, "☐ "));

function table([head, ...rows]) {
  const body = rows.filter((row) => !row.every((one) => /^:?-+:?$/.test(one)));
  return html`<div class="table-scroll"><table><thead><tr>${head.map((one) => html`<th scope="col" dir="auto">${inline(one)}</th>`)}</tr></thead>
    <tbody>${body.map((row) => html`<tr>${row.map((one) => html`<td dir="auto">${inline(one)}</td>`)}</tr>`)}</tbody></table></div>`;
}

export function Markdown({ source }) {
  return html`<div class="markdown">${String(source ?? "").split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m).map((part, index) =>
    index % 2 ? html`<pre dir="auto">${part.replace(/\n$/, "")}</pre>` : gather(part.split("\n")).map((group) => GROUPS[group.kind](group)))}</div>`;
}
