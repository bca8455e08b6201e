import type { Dossier } from "../../core/verbs/show-dossier.ts";
import type { Given, RouteAnswer, Verbs } from "../route.ts";
import { reviewLink } from "./links.ts";
import { orShowAgain, type Refused } from "./or-show-again.ts";
import { backToReview } from "./review-page.ts";
import type { DONE_WORDS } from "./review-view.ts";

type Result = { readonly kind: string };

type PreviewOf<R> = Extract<R, { kind: "dryRun" }>;

/** A form about a review that shows first what it would send. */
export interface FormPage<F, R extends Result> {
  /** Its file in `ops/`. */
  readonly page: string;
  readonly title: string;
  /** The end of its path, below the review's. */
  readonly path: string;
  /** What the review's page says once it is sent. */
  readonly done: keyof typeof DONE_WORDS;
  /** What somebody filled in, as it came: its verb checks it. An empty form where nobody did. */
  readonly read: (form: URLSearchParams) => F;
  readonly ask: (verbs: Verbs, submissionId: string, filled: F, by: string, dryRun: boolean) => Promise<R>;
  /** What the page shows beside the review's name, its links and why it was refused. */
  readonly toView: (filled: F, dossier: Dossier, preview: PreviewOf<R> | undefined, link: string) => object;
}

type FormGiven = Pick<Given<{ readonly submissionId: string }>, "path" | "form" | "viewer">;

/** The form as nobody has filled it in. Throws `SUBMISSION_UNKNOWN`. */
export const showForm = async <F, R extends Result>(
  page: FormPage<F, R>,
  verbs: Verbs,
  { path, form }: FormGiven,
): Promise<RouteAnswer> => await show(page, verbs, path.submissionId, page.read(form));

/** Shows what would be sent, and sends it when `step` says so; what is refused stands on the form, as it was filled in. */
export const previewOrSend = async <F, R extends Result>(
  page: FormPage<F, R>,
  verbs: Verbs,
  { path: { submissionId }, form, viewer }: FormGiven,
): Promise<RouteAnswer> => {
  const filled = page.read(form);
  const ask = async (dryRun: boolean) => await page.ask(verbs, submissionId, filled, viewer.name, dryRun);
  return await orShowAgain(
    async () => {
      if (form.get("step") !== "send")
        return await show(page, verbs, submissionId, filled, { result: await ask(true) });
      await ask(false);
      return await backToReview(verbs, submissionId, page.done);
    },
    async (refused) => await show(page, verbs, submissionId, filled, refused),
  );
};

const show = async <F, R extends Result>(
  { page, title, path, toView }: FormPage<F, R>,
  verbs: Verbs,
  submissionId: string,
  filled: F,
  { status = 200, problems = [], result }: Partial<Refused> & { readonly result?: R } = {},
): Promise<RouteAnswer> => {
  const dossier = await verbs.showDossier(submissionId);
  const { review } = dossier;
  const link = reviewLink(review.submissionId);
  const formLink = `${link}/${path}`;
  const preview = result !== undefined && isDryRun(result) ? result : undefined;
  const frame = { offerName: review.offer.name, reviewLink: link, formLink, refusals: problems };
  return { status, page: { page, title, view: { ...frame, ...toView(filled, dossier, preview, formLink) } } };
};

const isDryRun = <R extends Result>(result: R): result is PreviewOf<R> => result.kind === "dryRun";
