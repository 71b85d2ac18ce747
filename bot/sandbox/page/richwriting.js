// Between what one types in a rich text field (mrkdwn and list dashes) and Slack's rich_text.
import { parse } from "./mrkdwn.js";

const PARTS = {
  text: (node, style) => ({ type: "text", text: node.text, ...style }),
  code: (node, style) => ({ type: "text", text: node.text, style: { ...style.style, code: true } }),
  link: (node, style) => ({ type: "link", url: node.url, ...(node.label ? { text: node.label } : {}), ...style }),
  user: (node) => ({ type: "user", user_id: node.id }),
  channel: (node) => ({ type: "channel", channel_id: node.id }),
  broadcast: (node) => ({ type: "broadcast", range: node.label.slice(1) }),
  emoji: (node) => ({ type: "emoji", name: node.name }),
};

function parts(nodes, style = {}) {
  return nodes.flatMap((node) => {
    if (node.children) return parts(node.children, { style: { ...style.style, [node.kind]: true } });
    return PARTS[node.kind]?.(node, style) ?? { type: "text", text: node.label ?? node.fallback ?? "" };
  });
}

const LISTS = [["bullet", /^\s*[-•]\s+/], ["ordered", /^\s*\d+[.)]\s+/]];
const escape = (text) => text.replace(/&/g, "&amp;").replace(/<(?![@#!]|https?:)/g, "&lt;");

export function toRichText(source) {
  const elements = parse(escape(source)).flatMap((block) => {
    if (block.kind === "pre") return [{ type: "rich_text_preformatted", elements: [{ type: "text", text: block.text }] }];
    if (block.kind === "quote") return [{ type: "rich_text_quote", elements: joined(block.lines) }];
    return runs(block.lines);
  });
  return { type: "rich_text", elements };
}

function runs(lines) {
  const found = [];
  for (const nodes of lines) {
    const start = nodes[0]?.kind === "text" ? nodes[0].text : "";
    const [style, mark] = LISTS.find(([, pattern]) => pattern.test(start)) ?? [null];
    const rest = mark ? [{ kind: "text", text: start.replace(mark, "") }, ...nodes.slice(1)].filter((node) => node.text !== "") : nodes;
    const last = found.at(-1);
    if (last?.style === style) last.lines.push(rest);
    else found.push({ style, lines: [rest] });
  }
  return found.map(({ style, lines }) =>
    style
      ? { type: "rich_text_list", style, elements: lines.map((line) => ({ type: "rich_text_section", elements: parts(line) })) }
      : { type: "rich_text_section", elements: joined(lines) });
}

function joined(lines) {
  return lines.flatMap((nodes, index) => [...(index ? [{ type: "text", text: "\n" }] : []), ...parts(nodes)]);
}

const SIGNS = { bold: "*", italic: "_", strike: "~", code: "`" };
const BACK = {
  text: (part) => part.text,
  link: (part) => (part.text ? `<${part.url}|${part.text}>` : part.url),
  user: (part) => `<@${part.user_id}>`,
  channel: (part) => `<#${part.channel_id}>`,
  broadcast: (part) => `<!${part.range}>`,
  emoji: (part) => `:${part.name}:`,
};

function back(elements = []) {
  return elements.map((part) => {
    const signs = Object.keys(part.style ?? {}).map((style) => SIGNS[style] ?? "").join("");
    return signs + (BACK[part.type]?.(part) ?? "") + [...signs].reverse().join("");
  }).join("");
}

/** The text one would have typed for a rich_text; the inverse of `toRichText` for what this field can write. */
export function toSource(richText) {
  return (richText?.elements ?? []).map((block) => {
    if (block.type === "rich_text_list") return block.elements.map((item, index) => `${block.style === "ordered" ? `${index + 1}.` : "-"} ${back(item.elements)}`).join("\n");
    if (block.type === "rich_text_preformatted") return `\`\`\`\n${back(block.elements)}\n\`\`\``;
    if (block.type === "rich_text_quote") return back(block.elements).replace(/^/gm, "> ");
    return back(block.elements);
  }).join("\n");
}
