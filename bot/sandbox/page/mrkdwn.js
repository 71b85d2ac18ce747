// Slack's mrkdwn read into a small tree. Nothing here draws, and nothing becomes HTML.

const ENTITY = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITY[entity]);

const text = (value) => ({ kind: "text", text: decode(value) });
const MARKS = { "*": "bold", _: "italic", "~": "strike" };
const isWord = (sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);

/** Blocks of a mrkdwn text: paragraphs, quotes and preformatted text. `verbatim` leaves bare addresses alone. */
export function parse(source, { verbatim = false } = {}) {
  const blocks = [];
  const parts = String(source ?? "").split(/```([\s\S]+?)```/);
  parts.forEach((part, index) => {
    if (index % 2) blocks.push({ kind: "pre", text: decode(part.replace(/^\n|\n$/g, "")) });
    else parseLines(trimBesideFence(part, index > 0, index < parts.length - 1), blocks, verbatim);
  });
  return blocks;
}

// The line break that sets a fence apart is not a line of its own.
function trimBesideFence(part, after, before) {
  const rest = after ? part.replace(/^ *\n/, "") : part;
  return before ? rest.replace(/\n *$/, "") : rest;
}

function parseLines(part, blocks, verbatim) {
  const lines = part.split("\n");
  let quotingRest = false;
  for (const line of lines) {
    const rest = /^(?:&gt;|>){3}\s?/.exec(line);
    const mark = rest ?? /^(?:&gt;|>)\s?/.exec(line);
    if (rest) quotingRest = true;
    const kind = mark || quotingRest ? "quote" : "lines";
    const inline = parseInline(mark ? line.slice(mark[0].length) : line, verbatim);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(inline);
    else if (kind === "quote" || line || lines.length > 1) blocks.push({ kind, lines: [inline] });
  }
}

/** One line's nodes: text, bold, italic, strike, code, link, user, channel, group, broadcast, date, emoji. */
export function parseInline(line, verbatim = false) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(text(plain));
    plain = "";
  };
  for (let at = 0; at < line.length; ) {
    const found = nodeAt(line, at, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else plain += line[at++];
  }
  flush();
  return nodes;
}

function nodeAt(line, at, verbatim) {
  const sign = line[at];
  if (sign === "<") return angle(line, at);
  if (sign === "`") return code(line, at);
  if (sign === ":") return emoji(line, at);
  if (MARKS[sign]) return marked(line, at, verbatim);
  if (sign === "h" && !verbatim && !isWord(line[at - 1])) return bareAddress(line, at);
  return null;
}

function angle(line, at) {
  const end = line.indexOf(">", at);
  if (end < 0) return null;
  const inside = line.slice(at + 1, end);
  const node = inside && special(inside);
  return node ? { node, length: end - at + 1 } : null;
}

function special(inside) {
  const bar = inside.indexOf("|");
  const head = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : decode(inside.slice(bar + 1));
  if (/^@[UW]/.test(head)) return { kind: "user", id: head.slice(1), label };
  if (/^#[CGD]/.test(head)) return { kind: "channel", id: head.slice(1), label };
  if (head.startsWith("!date^")) return dateNode(head, label);
  if (head.startsWith("!subteam^")) return { kind: "group", label: label ?? "@group" };
  if (head.startsWith("!")) return { kind: "broadcast", label: `@${head.slice(1)}` };
  if (/^(https?:\/\/|mailto:|tel:)/i.test(head)) return { kind: "link", url: decode(head), label };
  return null;
}

function dateNode(head, label) {
  const [, epoch, pattern, url] = head.split("^");
  return { kind: "date", epoch: Number(epoch), pattern: pattern ?? "", url: url ? decode(url) : null, fallback: label ?? "" };
}

function code(line, at) {
  const end = line.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: { kind: "code", text: decode(line.slice(at + 1, end)) }, length: end - at + 1 };
}

function emoji(line, at) {
  const found = /^:([a-z0-9_+'-]+)(?:::(skin-tone-[2-6]))?:/.exec(line.slice(at, at + 80));
  return found ? { node: { kind: "emoji", name: found[1] }, length: found[0].length } : null;
}

// *bold* only where the signs hug their words: 2*3*4 and snake_case_names stay as they are.
function marked(line, at, verbatim) {
  const sign = line[at];
  if (isWord(line[at - 1]) || line[at - 1] === sign || line[at + 1] === undefined || /\s/.test(line[at + 1])) return null;
  for (let end = line.indexOf(sign, at + 1); end > 0; end = line.indexOf(sign, end + 1)) {
    if (end === at + 1) return null;
    if (/\s/.test(line[end - 1]) || isWord(line[end + 1]) || insideAngle(line, at, end)) continue;
    return { node: { kind: MARKS[sign], children: parseInline(line.slice(at + 1, end), verbatim) }, length: end - at + 1 };
  }
  return null;
}

function insideAngle(line, from, at) {
  const open = line.lastIndexOf("<", at);
  return open > from && line.indexOf(">", open) > at;
}

function bareAddress(line, at) {
  const found = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"*_~]/.exec(line.slice(at));
  return found ? { node: { kind: "link", url: decode(found[0]), label: null }, length: found[0].length } : null;
}
