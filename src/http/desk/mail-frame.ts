import type { RouteAnswer } from "../route.ts";

/**
 * The HTML of a mail for a frame in a page of ours: as its reader sees it, but that it runs nothing and fetches nothing, and cannot
 * lead the page away.
 */
export const mailInFrame = (html: string): RouteAnswer => ({
  status: 200,
  headers: {
    "content-security-policy":
      "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
  },
  text: { contentType: "text/html; charset=utf-8", body: html },
});
