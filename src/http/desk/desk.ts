import type { HttpRequest } from "@azure/functions";
import type { DeskSettings } from "../../config/desk-settings.ts";
import { NotifierError } from "../../core/errors.ts";
import type { PageAnswer } from "../route.ts";
import { checkForm, FORM_TOKEN, formTokenOf } from "./check-form.ts";
import { BOARD_LINK, HEALTH_LINK, REPORT_LINK } from "./links.ts";
import { SIGN_IN, type Viewer, viewerOf } from "./viewer.ts";

/** A file that pages name, ready to be sent. */
export interface DeskAsset {
  readonly contentType: string;
  readonly body: string;
}

/** The pages of `ops/`, compiled. */
export interface DeskPages {
  /** One page inside of its frame. Throws `TEMPLATE_FAILED`. */
  render(page: string, view: object, frame?: string): string;
  /** The asset of this name, which holds the hash of its content; undefined where there is none. */
  asset(name: string): DeskAsset | undefined;
}

/** What the routes of the desk work with. */
export interface Desk {
  /** Says who asks, and whether they may do this. Throws `DESK_DENIED`. */
  admit(request: HttpRequest): Viewer;
  /** Throws `FORM_FOREIGN` for a form that no page of ours sent. */
  checkForm(request: HttpRequest, form: URLSearchParams): void;
  /** A page as it is sent, with its headers. */
  show(
    answer: PageAnswer,
    request: HttpRequest,
    viewer: Viewer | undefined,
  ): { body: string; headers: Record<string, string> };
  asset(name: string): DeskAsset | undefined;
}

/** Nothing but what we serve ourselves: no script or style in a page, no frame around it. */
const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/** A page for anybody has no script at all, and tells no site where its link led. */
const OPEN_PAGE_HEADERS = {
  ...PAGE_HEADERS,
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
};

const NAV = [
  { href: BOARD_LINK, text: "Reviews" },
  { href: REPORT_LINK, text: "Report" },
  { href: HEALTH_LINK, text: "Health" },
] as const;

/** The desk on its pages. */
export const makeDesk = (pages: DeskPages, { auth, url }: DeskSettings): Desk => ({
  admit: (request) => {
    const viewer = viewerOf(auth, request);
    if (request.method === "POST" && !viewer.mayAct) {
      throw new NotifierError("DESK_DENIED", "You may look, and not act: that takes the role Notifier.Operator.");
    }
    return viewer;
  },
  checkForm: (request, form) => checkForm(request, form, url),
  show: ({ page, title, view, isOpen = false }, request, viewer) => {
    if (isOpen) return { body: pages.render(page, { title, ...view }, "open-frame"), headers: OPEN_PAGE_HEADERS };
    const { token, cookie } = formTokenOf(request, auth === "platform");
    const path = new URL(request.url).pathname.replace(/\/$/, "");
    const frame = {
      title,
      viewer: viewer?.name ?? null,
      mayAct: viewer?.mayAct ?? false,
      nav: viewer === undefined ? [] : NAV.map((item) => ({ ...item, isCurrent: item.href === path })),
      formToken: token,
      formTokenName: FORM_TOKEN,
    };
    return {
      body: pages.render(page, { ...frame, ...view }),
      headers: { ...PAGE_HEADERS, ...(cookie === undefined ? {} : { "set-cookie": cookie }) },
    };
  },
  asset: (name) => pages.asset(name),
});

/** Where somebody signs in who comes back to this page. */
export const signInLink = (request: Pick<HttpRequest, "url">): string => {
  const { pathname, search } = new URL(request.url);
  return `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(`${pathname}${search}`)}`;
};

/** True for a refusal that signing in can help. */
export const isSignInNeeded = (error: unknown): boolean => error instanceof NotifierError && error.message === SIGN_IN;
