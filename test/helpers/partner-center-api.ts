import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A submission as the API shows it, with what lies under it. */
export interface FakeSubmission {
  readonly id: string;
  state: string;
  substate: string;
  pendingUpdateInfo?: { status: string } | null;
  targets?: readonly { type: string; value: string }[];
  reports?: readonly object[];
  workflows?: readonly object[];
}

/** An answer in place of the right one. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Fault {
  readonly on: RegExp;
  readonly answer: FakeAnswer;
  times: number;
}

/** What one workflow of a review looks like. */
export const aWorkflow = (startedAt: string, certifiedAt?: string) => ({
  type: "Publish",
  state: "InProgress",
  targetEnvironment: "preview",
  startDateTimeInUtc: startedAt,
  completeDateTimeInUtc: "0001-01-01T00:00:00",
  workflowSteps: [
    { name: "AutomatedValidation", state: "Complete", startDateTimeInUtc: startedAt, completeDateTimeInUtc: startedAt },
    {
      name: "Certification",
      state: certifiedAt === undefined ? "InProgress" : "Complete",
      startDateTimeInUtc: startedAt,
      completeDateTimeInUtc: certifiedAt ?? "0001-01-01T00:00:00",
    },
  ],
});

const BASE = "/v1.0/ingestion";

/** The ingestion API of Partner Center over real HTTP: pages with relative links, tokens, and whatever faults a test wants. */
export const startPartnerCenterApi = async ({ pageSize = 2 }: { readonly pageSize?: number } = {}) => {
  const products = new Map<string, { product: object; submissions: FakeSubmission[] }>();
  const tokens = new Set(["token"]);
  const requests: string[] = [];
  const faults: Fault[] = [];

  const page = (path: string, query: URLSearchParams, all: readonly unknown[]): FakeAnswer => {
    const from = Number(query.get("from") ?? 0);
    const to = from + pageSize;
    const nextLink = to < all.length ? `${path.slice(BASE.length + 1)}?from=${to}` : undefined;
    return { status: 200, body: JSON.stringify({ value: all.slice(from, to), nextLink }) };
  };

  const answer = (url: URL): FakeAnswer => {
    const { pathname, searchParams } = url;
    const [, productId = "", , submissionId, part] = pathname
      .slice(BASE.length + 1)
      .split("/")
      .map(decodeURIComponent);
    const held = products.get(productId);
    if (held === undefined) return { status: 404, body: "{}" };
    if (pathname.endsWith("/submissions")) return page(pathname, searchParams, held.submissions.map(shown));
    if (submissionId === undefined) return { status: 200, body: JSON.stringify(held.product) };
    const submission = held.submissions.find(({ id }) => id === submissionId);
    if (submission === undefined) return { status: 404, body: "{}" };
    if (part === undefined) return { status: 200, body: JSON.stringify(shown(submission)) };
    return page(pathname, searchParams, (part === "reports" ? submission.reports : submission.workflows) ?? []);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    requests.push(`${url.pathname.slice(BASE.length)}${url.search}`);
    const fault = faults.find(({ on, times }) => times > 0 && on.test(url.pathname));
    if (fault !== undefined) {
      fault.times -= 1;
      return send(response, fault.answer);
    }
    const isKnown = tokens.has((request.headers.authorization ?? "").replace("Bearer ", ""));
    return send(response, isKnown ? answer(url) : { status: 401, body: "{}" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}${BASE}`,
    /** Tokens that are taken. */
    tokens,
    /** Path and query of each request, without the base. */
    requests,
    put: (productId: string, ...submissions: FakeSubmission[]): void => {
      const product = {
        resourceType: "AzureThirdPartyVirtualMachine",
        id: productId,
        name: "Contoso VM",
        externalIDs: [{ type: "AzureOfferId", value: `${productId}-offer` }],
      };
      products.set(productId, { product, submissions });
    },
    /** Answers the next requests whose path matches like this. */
    fault: (on: RegExp, given: FakeAnswer, times = 1): void => {
      faults.push({ on, answer: given, times });
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** What `startPartnerCenterApi` gives. */
export type PartnerCenterApi = Awaited<ReturnType<typeof startPartnerCenterApi>>;

const shown = ({ reports: _reports, workflows: _workflows, ...submission }: FakeSubmission) => ({
  resourceType: "Submission",
  ...submission,
});

const send = (response: ServerResponse, { status, headers = {}, body = "" }: FakeAnswer): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
};
