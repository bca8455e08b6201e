import type { CheckedArticle } from "./check-folder.ts";

const slugOf = (file: string): string => (file.split("/").at(-1) ?? file).replace(/\.[^.]+$/, "");

/** One article as `npm run articles -- --json` prints it. An article that cannot be read has only its file, slug and problems to tell. */
export const toJsonItem = ({ file, article, problems }: CheckedArticle) => ({
  file,
  slug: article?.slug ?? slugOf(file),
  title: article?.title ?? "",
  articleId: article?.articleId ?? "",
  offerTypes: article?.offerTypes ?? [],
  supportTopicIds: article?.supportTopicIds ?? [],
  expediteNote: article?.expediteNote ?? false,
  sla: article?.sla ?? { kind: "none", additions: [] },
  steps: article?.steps ?? [],
  documents: article?.documents ?? [],
  links: article?.links ?? [],
  problems: problems.map(({ line, column, message }) => ({ line, column, message })),
});
