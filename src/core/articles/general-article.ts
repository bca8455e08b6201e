import type { Article } from "./article.ts";

/** What serves when not even a general article can be read: it says the least that is always true. */
export const BUILT_IN_GENERAL: Article = {
  file: "general.md",
  slug: "general",
  title: "Certification of a marketplace offer",
  articleId: "",
  offerTypes: [],
  supportTopicIds: [],
  expediteNote: false,
  sla: { kind: "none", additions: [] },
  steps: [],
  documents: [],
  links: [],
  version: "built-in",
};

/** True for the slug of the article that serves every offer type without one of its own. */
export const isGeneralSlug = (slug: string): boolean => slug.toLowerCase() === "general";
