import type { Article } from "./article.ts";
import { findNote } from "./find-note.ts";
import { toInlineMarkdown } from "./inline-markdown.ts";
import { linksBelow, offsetOf, parseMarkdown, plainText } from "./markdown.ts";
import { toSentences } from "./prose.ts";
import { NO_REVIEW_TIME, type ReadReviewTime, readReviewTime } from "./read-review-time.ts";
import { findStepLists, splitZones } from "./zones.ts";

/** What the body of an article says, and the problems in it by their offset in the file's text. */
export interface ParsedBody {
  readonly parts: Pick<Article, "note" | "expediteNote" | "sla" | "steps" | "documents" | "links">;
  readonly problems: ReadReviewTime["problems"];
}

/** Reads the Markdown body that begins at offset `start`. `readsTime` is false where the header states the review time. */
export const parseBody = (source: string, start: number, readsTime: boolean): ParsedBody => {
  const markdown = parseMarkdown(source, start);
  const zones = splitZones(markdown);
  const found = findNote(zones.prose, markdown);
  const { list, cutOff } = findStepLists(zones.steps);
  const time = readsTime ? readReviewTime(toSentences(zones.prose, markdown)) : { sla: NO_REVIEW_TIME, problems: [] };
  return {
    parts: {
      expediteNote: found !== undefined,
      ...(found && { note: found.note }),
      sla: time.sla,
      steps: (list?.children ?? []).map((item) => toInlineMarkdown(item, markdown)).filter((step) => step !== ""),
      documents: zones.documents
        .flatMap((block) => linksBelow(block, markdown))
        .map(({ node, url }) => ({ text: plainText(node) || url, url })),
      links: linksBelow(markdown.root, markdown).map(({ url }) => url),
    },
    problems: [
      ...time.problems,
      ...(cutOff
        ? [
            {
              offset: offsetOf(cutOff, markdown),
              message: "The steps go on here after other text, so these are lost; indent that text.",
            },
          ]
        : []),
    ],
  };
};
