import { LOOKS } from "./draw-mails.ts";
import { escapeHtml } from "./escape-html.ts";

/** One written mail as the page of all lists it. */
export interface GalleryEntry {
  readonly name: string;
  readonly subject: string;
}

const pictures = (name: string): string =>
  LOOKS.map(
    ({ look, width }) =>
      `<a class="${look}" href="${name}-${look}.png"><img src="${name}-${look}.png" alt="${name}, ${look}" width="${width / 2}" loading="lazy"></a>`,
  ).join("");

/** A page of all mails: links to HTML and text of each, and its pictures when they were drawn. */
export const galleryPage = (entries: readonly GalleryEntry[], hasPictures: boolean): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every mail</title>
<style>
  :root { color-scheme: light; }
  body { font: 16px/24px system-ui, sans-serif; margin: 24px; color: #242424; background: #f5f5f5; }
  h1 { font-size: 24px; line-height: 32px; }
  h2 { font-size: 16px; line-height: 24px; margin: 0; overflow-wrap: anywhere; }
  p { margin: 0 0 12px; }
  section { margin: 0 0 40px; }
  .pictures { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
  .pictures a { max-height: 800px; overflow: hidden; border: 1px solid #d1d1d1; border-radius: 4px; }
  img { display: block; height: auto; }
  .only-light .dark, .only-dark .light { display: none; }
</style>
</head>
<body>
<h1>Every mail (${entries.length})</h1>
${
  hasPictures
    ? `<p><label><input type="radio" name="look" value="" checked> All</label>
<label><input type="radio" name="look" value="only-light"> Light</label>
<label><input type="radio" name="look" value="only-dark"> Dark</label></p>`
    : ""
}
<main>
${entries
  .map(
    ({ name, subject }) => `<section id="${name}">
<h2>${name}</h2>
<p>${escapeHtml(subject)} · <a href="${name}.html">HTML</a> · <a href="${name}.txt">text</a></p>
${hasPictures ? `<div class="pictures">${pictures(name)}</div>` : ""}
</section>`,
  )
  .join("\n")}
</main>
<script>
  for (const choice of document.querySelectorAll("input")) choice.onchange = () => { document.body.className = choice.value; };
</script>
</body>
</html>
`;
