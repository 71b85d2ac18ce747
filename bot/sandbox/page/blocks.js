// Block Kit drawn. Every block of a surface is drawn here; what can be pressed or filled in is in elements.js.
import { html, useMemo, useState } from "./preact-htm.js";
import { settle } from "./forms.js";
import { Link, RichText, TextObject, plain } from "./text.js";
import { Element, Field } from "./elements.js";
import { Markdown } from "./markdown.js";
import { t } from "./words.js";

/**
 * A list of blocks and the surface it stands on: `{key, container, where}`. `container` is what an action reports;
 * `key` is where the values filled in are kept.
 */
export function Surface({ surface, blocks }) {
  useMemo(() => settle(surface.key, blocks), [surface.key, blocks]);
  return html`<div class="blocks">${(blocks ?? []).map((block, index) => html`<${Block} key=${block.block_id ?? index} block=${block}
    surface=${surface} />`)}</div>`;
}

function Block({ block, surface }) {
  const drawing = BLOCKS[block.type] ?? Unknown;
  return html`<div class=${`block block-${block.type}`} data-block=${block.block_id}><${drawing} block=${block} surface=${surface} /></div>`;
}

const Unknown = ({ block }) => html`<div class="unknown">${t("A kind of block that this page does not draw: {type}", { type: block.type })}</div>`;

function Section({ block, surface }) {
  return html`
    <div class="section-body">
      ${block.text && html`<${TextObject} text=${block.text} />`}
      ${block.fields && html`<div class="fields">${block.fields.map((field) => html`<div class="field"><${TextObject} text=${field} /></div>`)}
        </div>`}
    </div>
    ${block.accessory && html`<div class="accessory"><${Element} element=${block.accessory} block=${block} surface=${surface} /></div>`}`;
}

const Context = ({ block }) => html`<div class="context-items">${(block.elements ?? []).map((item) =>
  item.type === "image" ? html`<${Picture} src=${item.image_url} alt=${item.alt_text} />` : html`<span class="context-text">
    <${TextObject} text=${item} /></span>`)}</div>`;

const Actions = ({ block, surface }) => html`<div class="actions">${(block.elements ?? []).map((element) =>
  html`<${Element} key=${element.action_id} element=${element} block=${block} surface=${surface} />`)}</div>`;

const Image = ({ block }) => html`<figure>
  ${block.title && html`<figcaption dir="auto">${plain(block.title)}</figcaption>`}
  <${Picture} src=${block.image_url} alt=${block.alt_text} /></figure>`;

/** A picture, or its words where the page may not or cannot fetch it: the sandbox speaks to no other host. */
export function Picture({ src, alt }) {
  const [failed, setFailed] = useState(false);
  const ours = /^(\/(?!\/)|data:image\/)/.test(src ?? "") || src?.startsWith(`${location.origin}/`);
  if (failed || !ours) return html`<span class="picture-words" role="img" aria-label=${alt} title=${alt}>${alt}</span>`;
  return html`<img src=${src} alt=${alt} loading="lazy" onError=${() => setFailed(true)} />`;
}

function cell(content) {
  if (content?.type === "rich_text") return html`<${RichText} block=${content} />`;
  return html`<span dir="auto">${content?.text ?? content?.value ?? ""}</span>`;
}

function Table({ block }) {
  const [head, ...rows] = block.rows ?? [];
  const side = (index) => `align-${block.column_settings?.[index]?.align ?? "left"}`;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${block.caption ?? ""}>
    <table>
      ${block.caption && html`<caption>${block.caption}</caption>`}
      <thead><tr>${(head ?? []).map((one, index) => html`<th scope="col" class=${side(index)}>${cell(one)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((one, index) => html`<td class=${side(index)}>${cell(one)}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

const Video = ({ block }) => html`<div class="card">
  <strong dir="auto"><${Link} url=${block.title_url || block.video_url}>${plain(block.title)}<//></strong>
  ${block.description && html`<p dir="auto">${plain(block.description)}</p>`}
  <p class="faint">${[block.provider_name, block.author_name].filter(Boolean).join(" · ")}</p></div>`;

const Alert = ({ block }) => html`<div class=${`alert alert-${block.level ?? "default"}`} role=${block.level === "error" ? "alert" : "note"}>
  <${TextObject} text=${typeof block.text === "string" ? { type: "mrkdwn", text: block.text } : block.text} /></div>`;

function Card({ block, surface }) {
  return html`<div class="card">
    ${block.hero_image && html`<${Picture} src=${block.hero_image.image_url} alt=${block.hero_image.alt_text} />`}
    ${block.title && html`<strong><${TextObject} text=${block.title} /></strong>`}
    ${block.subtitle && html`<div class="faint"><${TextObject} text=${block.subtitle} /></div>`}
    ${block.body && html`<${TextObject} text=${block.body} />`}
    ${block.actions && html`<${Actions} block=${{ ...block, elements: block.actions }} surface=${surface} />`}</div>`;
}

const Container = ({ block, surface }) => html`<div class="card">
  ${block.title && html`<strong><${TextObject} text=${block.title} /></strong>`}
  <div class="blocks">${(block.child_blocks ?? block.blocks ?? []).map((child) => html`<${Block} block=${child} surface=${surface} />`)}</div></div>`;

const BLOCKS = {
  section: Section,
  header: ({ block }) => html`<h3 class="block-header" dir="auto">${plain(block.text)}</h3>`,
  context: Context,
  divider: () => html`<hr />`,
  actions: Actions,
  context_actions: Actions,
  image: Image,
  input: Field,
  rich_text: RichText,
  markdown: ({ block }) => html`<${Markdown} source=${block.text} />`,
  table: Table,
  data_table: Table,
  video: Video,
  alert: Alert,
  card: Card,
  carousel: ({ block, surface }) => html`<div class="carousel">${(block.elements ?? []).map((card) => html`<${Card} block=${card}
    surface=${surface} />`)}</div>`,
  container: Container,
  file: () => null,
};
