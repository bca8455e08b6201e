import type { EventPreview } from "../../src/core/verbs/preview-event.ts";
import { escapeHtml } from "./escape-html.ts";

const DARK_ONLY = /@media\s*\(prefers-color-scheme:\s*dark\)/g;

/** A page cannot tell its frames which scheme to prefer, so the mail's own media query is answered for them. */
const inScheme = (html: string, scheme: "light" | "dark"): string =>
  html.replace(DARK_ONLY, scheme === "dark" ? "@media all" : "@media not all");

const frame = (title: string, html: string, scheme: "light" | "dark", width: number): string => `
  <figure>
    <figcaption>${title}</figcaption>
    <iframe title="${title}" style="color-scheme: ${scheme}; width: ${width}px" srcdoc="${escapeHtml(inScheme(html, scheme))}"></iframe>
  </figure>`;

/** One page that shows a mail in light, dark and narrow, and its text part beside them. It reloads when its server says so. */
export const previewPage = ({ rendered, article, removed }: Extract<EventPreview, { kind: "mail" }>): string => {
  const { subject, text, html } = rendered;
  const remarks = [
    `Article: ${article.file}${article.isGeneral ? " (no article for this offer type)" : ""}`,
    `HTML part: ${(Buffer.byteLength(html) / 1024).toFixed(0)} KiB`,
    ...removed,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview: ${escapeHtml(subject)}</title>
<style>
  :root { color-scheme: light; }
  body { font: 16px/24px system-ui, sans-serif; margin: 24px; color: #242424; background: #f5f5f5; }
  h1 { font-size: 20px; line-height: 28px; margin: 0 0 8px; }
  ul { margin: 0 0 24px; padding-left: 20px; color: #616161; }
  main { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
  figure { margin: 0; max-width: 100%; }
  figcaption { font-weight: 600; margin-bottom: 8px; }
  iframe, pre { background: #fff; border: 1px solid #d1d1d1; border-radius: 4px; max-width: 100%; }
  iframe { height: 1200px; display: block; }
  pre { width: 640px; margin: 0; padding: 16px; box-sizing: border-box; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>${escapeHtml(subject)}</h1>
<ul>${remarks.map((remark) => `<li>${escapeHtml(remark)}</li>`).join("")}</ul>
<main>${frame("Light", html, "light", 680)}${frame("Dark", html, "dark", 680)}${frame("Narrow", html, "light", 320)}
  <figure><figcaption>Text</figcaption><pre>${escapeHtml(text)}</pre></figure>
</main>
<script>
  if (location.protocol === "http:") new EventSource("/changes").onmessage = () => location.reload();
</script>
</body>
</html>
`;
};
