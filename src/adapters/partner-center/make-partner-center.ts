import type * as z from "zod";
import type { PartnerCenterConfig } from "../../config/load-config.ts";
import { NotifierError } from "../../core/errors.ts";
import type { PartnerCenter } from "../../core/ports.ts";
import { pageSchema, productSchema, reportSchema, submissionSchema, workflowSchema } from "./answer-schemas.ts";
import { makeGetJson } from "./partner-center-client.ts";
import { makeTokenSource } from "./token-source.ts";

const MOST_PAGES = 100;

/** Partner Center by its ingestion API, version 1.0. */
export const makePartnerCenter = ({
  baseUrl,
  access,
}: Pick<PartnerCenterConfig, "baseUrl" | "access">): PartnerCenter => {
  const getJson = makeGetJson(makeTokenSource(access));
  const base = new URL(baseUrl.replace(/\/*$/, "/"));
  const at = (...path: readonly string[]): URL => new URL(path.map(encodeURIComponent).join("/"), base);

  /** Every entry of every page; undefined for a list that is not there. */
  const listAll = async (first: URL): Promise<readonly unknown[] | undefined> => {
    const found: unknown[] = [];
    let next: URL | undefined = first;
    for (let pages = 0; next !== undefined; pages += 1) {
      if (pages === MOST_PAGES) throw unreadable("a list that does not end");
      const json = await getJson(next);
      if (json === undefined && pages === 0) return undefined;
      const page: z.infer<typeof pageSchema> = parseWhole(pageSchema, json, "a list");
      found.push(...page.value);
      next = page.nextLink ? follow(page.nextLink, base) : undefined;
    }
    return found;
  };
  const submissionPath = (productId: string, submissionId: string): string[] => [
    "products",
    productId,
    "submissions",
    submissionId,
  ];

  return {
    getProduct: async (productId) => parseWhole(productSchema, await getJson(at("products", productId)), "a product"),
    listSubmissions: async (productId) => {
      const entries = await listAll(at("products", productId, "submissions"));
      if (entries === undefined) throw unreadable("no such product");
      const parsed = entries.map((entry) => submissionSchema.safeParse(entry));
      const submissions = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]));
      return { submissions, unreadable: entries.length - submissions.length };
    },
    hasSubmission: async (productId, submissionId) =>
      (await getJson(at(...submissionPath(productId, submissionId)))) !== undefined,
    listReports: async (productId, submissionId) => {
      const entries = await listAll(at(...submissionPath(productId, submissionId), "reports"));
      return (entries ?? []).map((entry) => parseWhole(reportSchema, entry, "a report"));
    },
    listWorkflows: async (productId, submissionId) => {
      const entries = await listAll(at(...submissionPath(productId, submissionId), "workflowdetails"));
      return (entries ?? []).map((entry) => parseWhole(workflowSchema, entry, "a workflow"));
    },
  };
};

/** Links are followed on the same host alone: the token goes to no other. */
const follow = (link: string, base: URL): URL => {
  const url = URL.canParse(link, base.href) ? new URL(link, base) : undefined;
  if (url?.origin !== base.origin) throw unreadable("a link to another host");
  return url;
};

const parseWhole = <T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> => {
  if (value === undefined)
    throw new NotifierError("PARTNER_CENTER_UNREADABLE", `Partner Center does not find ${what}.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // The paths of what is wrong are names of the API; the values stay out.
  const paths = parsed.error.issues.map(({ path }) => path.join(".") || "all of it");
  throw new NotifierError(
    "PARTNER_CENTER_UNREADABLE",
    `Partner Center shows ${what} in another shape: ${paths.join(", ")}.`,
  );
};

const unreadable = (what: string): NotifierError =>
  new NotifierError("PARTNER_CENTER_UNREADABLE", `Partner Center shows ${what}.`);
