// The page's own icons, as strokes on a 20 by 20 field.
import { html } from "./preact-htm.js";

const PATHS = {
  home: "M3.5 9.2 10 3.8l6.5 5.4M5.2 8v8h9.6V8M8.4 16v-4.4h3.2V16",
  chat: "M4 4.5h12a1.2 1.2 0 0 1 1.2 1.2v7.1a1.2 1.2 0 0 1-1.2 1.2H9l-3.6 2.8V14H4a1.2 1.2 0 0 1-1.2-1.2V5.7A1.2 1.2 0 0 1 4 4.5Z",
  hash: "M8 3.5 6.4 16.5M13.6 3.5 12 16.5M3.8 7.5h13M3.2 12.5h13",
  lock: "M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM7 9V6.6a3 3 0 0 1 6 0V9",
  people: "M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 16c.3-2.6 2.2-4.2 4.7-4.2s4.4 1.6 4.7 4.2M13 9.3a2.3 2.3 0 1 0-.6-4.5M14 12c1.8.3 3 1.7 3.2 4",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.7",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  down: "M5.5 8l4.5 4.5L14.5 8",
  send: "M3.5 10 17 4l-4 12.5-3-5.5zM10 11l7-7",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13.2 13.2 17 17",
  sun: "M10 13.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM10 2.5v1.7M10 15.8v1.7M2.5 10h1.7M15.8 10h1.7M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M15.3 4.7l-1.2 1.2M5.9 14.1l-1.2 1.2",
  moon: "M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3Z",
  file: "M6 3h5.5L15 6.5V16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11.3 3.2V7H15",
  plus: "M10 4v12M4 10h12",
  bolt: "M11 3 4.5 11.5H9L8.5 17l7-9H11z",
  reply: "M8.5 5 4 9.5 8.5 14M4.3 9.5H12a4.5 4.5 0 0 1 4.5 4.5v1.5",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.1",
  check: "M4.5 10.5 8.3 14.3 15.5 6",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
};

export const Icon = ({ name, mirrored }) => html`
  <svg class=${`icon icon-${name} ${mirrored ? "icon-mirrored" : ""}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
  </svg>`;

export const Spinner = () => html`<span class="spinner" aria-hidden="true"></span>`;
