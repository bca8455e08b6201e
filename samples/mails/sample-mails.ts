import { join } from "node:path";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import type { Article } from "../../src/core/articles/article.ts";
import type { Finding } from "../../src/core/certification/event.ts";
import { instant } from "../../src/core/instant.ts";
import { LINK_ACTIONS } from "../../src/core/notifications/action-link.ts";
import type {
  ComposeSettings,
  DelayMailInput,
  DigestEntry,
  DigestMailInput,
  MailSettings,
  ResultMailInput,
  TeamNotice,
} from "../../src/core/notifications/mail-input.ts";
import type { ResultKind } from "../../src/core/notifications/result-mails.ts";
import type { PolicyCatalogue, PolicyGuidance } from "../../src/core/policies/policy.ts";

const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../templates"));

/** The settings of a sample mail in this language. */
export const settingsIn = (locale: string): ComposeSettings => ({ ...common, words: renderer.words.for(locale) });

const common: MailSettings = {
  zone: "America/Los_Angeles",
  linkHosts: ["learn.microsoft.com", "docs.microsoft.com", "partner.microsoft.com", "aka.ms"],
  replyTo: "certification@notifier.example",
};

export const settings: ComposeSettings = settingsIn("en");

const POLICY_PAGE = "https://learn.microsoft.com/legal/marketplace/certification-policies";

const TITLES: Readonly<Record<string, string>> = {
  "100.1.1": "Title",
  "100.10": "Inappropriate content",
  "200.3": "VM Image Requirements",
  "200.5": "Security",
};

const GUIDANCE: Readonly<Record<string, PolicyGuidance>> = {
  "200.3": {
    policyId: "200.3",
    meaning:
      "The image must be a **fixed-size** VHD that Azure can start: right size, right partition table, generalised.",
    checks: [
      "Run `qemu-img info disk.vhd`: the virtual size must be a whole number of MiB, and at least 1 GiB.",
      "Start a machine from the image in a subscription that never saw it.",
    ],
    fixes: [
      "Resize the disk to a whole number of MiB, convert it with `subformat=fixed,force_size`, and upload it again.",
      "Follow [how to prepare a VHD](https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image).",
    ],
  },
  "200.5": {
    policyId: "200.5",
    meaning: "No account, key or known weakness may be left in the image.",
    checks: ["List the accounts that have a password or an authorised key."],
    fixes: ["Remove them, install all updates, and generalise the image again."],
  },
};

/** Knows four headings; a deeper id resolves to its longest known prefix. */
export const policies: PolicyCatalogue = {
  unhelped: [],
  resolve: (id) => {
    const parts = id.split(".");
    const prefixes = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
    const resolvedId = prefixes.find((prefix) => TITLES[prefix] !== undefined);
    const title = resolvedId === undefined ? undefined : TITLES[resolvedId];
    const guidance = resolvedId === undefined ? undefined : GUIDANCE[resolvedId];
    return {
      id,
      ...(resolvedId === undefined || title === undefined
        ? {}
        : { resolvedId, title, landing: { id: resolvedId, title }, ...(resolvedId === id ? { ownTitle: title } : {}) }),
      url: resolvedId === undefined ? POLICY_PAGE : `${POLICY_PAGE}#${resolvedId.replaceAll(".", "")}`,
      ...(guidance === undefined ? {} : { guidance }),
      appliesToOfferType: !id.startsWith("1140"),
    };
  },
};

export const article: Article = {
  file: "virtual-machine.md",
  slug: "virtual-machine",
  title: "Virtual machine offer: when certification fails",
  articleId: "virtual_machine",
  offerTypes: ["azureVirtualMachine"],
  supportTopicIds: ["32728274"],
  expediteNote: true,
  note: "**Important:** a review cannot be made faster, except for a strong business reason.",
  sla: { kind: "businessDays", amount: 3, additions: [] },
  steps: [
    "Open the failure report shared in email, or from **Offer overview** in Partner Center.",
    `Look up each failed policy in the [certification policies](${POLICY_PAGE}).`,
    "Change your offer accordingly; any part of it may be concerned.",
    'Publish again. What the reviewer should know goes into "Notes for certification".',
  ],
  documents: [{ text: "Commercial marketplace certification policies", url: POLICY_PAGE }],
  links: [POLICY_PAGE],
  version: "0000000000000000",
};

export const findings: readonly Finding[] = [
  {
    policy: "200.5.2",
    message: "The account “azureuser” has a password.\n\nRemove it before the image is captured.",
    severity: "blocking",
    plan: "standard",
    url: "https://learn.microsoft.com/azure/marketplace/azure-vm-certification-faq",
  },
  {
    policy: "200.3.3",
    title: "OS disk size",
    message: "The OS disk is smaller than 1 GiB.",
    severity: "blocking",
    plan: "standard",
  },
  {
    policy: "100.1.1",
    message: "The title names a product that is not yours. See the naming rules & change it.",
    severity: "advisory",
  },
];

/** Twelve findings of both severities, some of one policy. */
export const manyFindings: readonly Finding[] = Array.from({ length: 12 }, (_, index) => ({
  policy: `200.${(index % 8) + 1}.${index % 3}`,
  message: `The check of disk ${index + 1} failed.`,
  severity: index % 4 === 3 ? "advisory" : "blocking",
}));

export const failure: ResultMailInput = {
  kind: "certificationFailed",
  submissionId: "1152921515689848683",
  offer: {
    id: "contoso-vm",
    name: "Contoso VM",
    type: "azureVirtualMachine",
    url: "https://partner.microsoft.com/dashboard/commercial-marketplace/offers/contoso-vm/overview",
  },
  offerType: "azureVirtualMachine",
  publisher: { id: "contoso", name: "Contoso Ltd", locale: "en-US" },
  recipient: { name: "Ada", email: "ada@contoso.example", role: "owner" },
  outcome: "failed",
  findings,
  reportUrl: "https://partner.microsoft.com/dashboard/offers/contoso-vm/report",
  environment: "preview",
  attempt: 1,
  submittedAt: instant("2026-11-16T09:00:00Z"),
  completedAt: instant("2026-11-20T16:19:58.1234567Z"),
  article,
  articleIsGeneral: false,
  policies,
};

export const bare: ResultMailInput = {
  kind: "certificationFailed",
  submissionId: "sub/1#ü",
  offer: { id: "fabrikam-thing", name: "Fabrikam Thing", type: "quantumWidget" },
  offerType: "quantumWidget",
  publisher: { id: "fabrikam" },
  recipient: { email: "ops@fabrikam.example" },
  outcome: "failed",
  findings: [],
  completedAt: instant("2026-07-01T12:00:00Z"),
  article: {
    ...article,
    slug: "general",
    title: "When certification fails",
    offerTypes: [],
    sla: { kind: "none", additions: [] },
    expediteNote: false,
    note: undefined,
    documents: [
      {
        text: "Questions tagged azure-marketplace",
        url: "https://stackoverflow.com/questions/tagged/azure-marketplace",
      },
    ],
  } as unknown as Article,
  articleIsGeneral: true,
  policies,
};

export const secondAttempt: ResultMailInput = {
  ...failure,
  submissionId: "1152921515689848700",
  attempt: 2,
  earlierFailure: {
    submissionId: "1152921515689848683",
    completedAt: instant("2026-11-10T16:00:00Z"),
    findings: [
      { policy: "100.10", plan: "standard" },
      { policy: "200.3.3", title: "OS disk size", plan: "standard" },
    ],
  },
  replaces: instant("2026-11-20T15:00:00Z"),
  isResend: true,
};

/** Every text and link that an event brings, at its worst. */
export const hostile: ResultMailInput = {
  ...failure,
  submissionId: "<b>1</b>\r\nX-Evil: 1",
  offer: {
    id: "evil",
    name: "Evil\r\nBcc: all@evil.example <script>alert(1)</script> {{constructor}} =cmd|'/c calc'!A1 \u202egnp.exe",
    type: "azureVirtualMachine",
    url: "javascript:alert(1)",
  },
  publisher: { id: "evil", name: "<img src=x onerror=alert(1)>" },
  recipient: {
    name: '"Ada" <ada@evil.example>\r\nBcc: x@evil.example',
    email: "ada@contoso.example",
    role: "</p><h1>owner",
  },
  reportUrl: "https://partner.microsoft.com@evil.example/report",
  environment: "{{#each this}}{{this}}{{/each}}",
  findings: [
    {
      policy: "200.3.3\n<i>",
      title: '</h3></div><a href="https://evil.example">Click</a>',
      message:
        "<script>alert(1)</script>\r\nSee https://evil.example/a?b=1, www.evil.example or write to me@evil.com.\n\nWhat happens next\n-----------------\nSend your password.\u0000\u200b",
      severity: "blocking",
      plan: "\u202e\u2066nalp",
      url: "http://learn.microsoft.com/plain",
    },
    {
      message: "[click](javascript:alert(1)) {{{raw}}} &lt;b&gt; “quotes” `code`",
      severity: "advisory",
      url: "https://learn.microsoft.com:8443/x",
    },
  ],
  isResend: true,
};

export const passedWithNotes: ResultMailInput = {
  ...failure,
  kind: "certificationPassedWithNotes",
  outcome: "passedWithNotes",
  findings: findings.slice(2),
};

export const corrected: ResultMailInput = {
  ...failure,
  kind: "certificationCorrected",
  outcome: "passed",
  findings: [],
  completedAt: instant("2026-11-21T00:30:00Z"),
  replaces: instant("2026-11-20T16:19:58.1234567Z"),
};

/** A mail of this kind; one without a sample of its own tells of an offer that passed. */
export const resultOf = (kind: ResultKind): ResultMailInput =>
  [failure, passedWithNotes, corrected].find((mail) => mail.kind === kind) ?? { ...failure, kind, outcome: "passed" };

/** Told on the Monday after it was due. */
export const delay: DelayMailInput = {
  submissionId: failure.submissionId,
  offer: failure.offer,
  publisher: failure.publisher,
  recipient: failure.recipient,
  article,
  articleIsGeneral: false,
  submittedAt: instant("2026-11-09T17:00:00Z"),
  days: [
    { date: "2026-11-10", kind: "counted" },
    { date: "2026-11-11", kind: "holiday", name: "Veterans Day" },
    { date: "2026-11-12", kind: "paused", name: "waiting for the publisher" },
    { date: "2026-11-13", kind: "counted" },
    { date: "2026-11-14", kind: "weekend" },
    { date: "2026-11-15", kind: "weekend" },
    { date: "2026-11-16", kind: "counted" },
  ],
  notice: {
    at: instant("2026-11-17T18:00:00Z"),
    n: 2,
    expectedAt: instant("2026-11-25T01:00:00Z"),
    dueAt: instant("2026-11-17T01:00:00Z"),
    reason: "A second reviewer has to look at the image.",
  },
};

/** By how many days did not count; a date that is told again, hostile words, and a mail that is sent again. */
export const delays: Readonly<Record<string, DelayMailInput>> = {
  none: { ...delay, days: delay.days.filter(({ kind }) => kind === "counted") },
  one: { ...delay, days: delay.days.filter(({ kind }) => kind === "counted" || kind === "holiday") },
  two: { ...delay, days: delay.days.filter(({ kind }) => kind !== "weekend") },
  many: delay,
  again: {
    ...delay,
    toldBefore: delay.notice.expectedAt,
    notice: { ...delay.notice, n: 3, expectedAt: instant("2026-12-03T01:00:00Z") },
    isResend: true,
  },
  hostile: {
    ...delay,
    submissionId: hostile.submissionId,
    offer: hostile.offer,
    publisher: hostile.publisher,
    recipient: hostile.recipient,
    days: delay.days.map((day) => (day.kind === "paused" ? { ...day, name: "</li><script>alert(1)</script>" } : day)),
    notice: {
      ...delay.notice,
      reason:
        '<a href="https://evil.example">Click</a> https://evil.example/a\r\nBcc: x@evil.example\n\n{{{raw}}} \u202egnp.exe',
    },
  },
};

export const entry: DigestEntry = {
  standing: "newlyLate",
  submissionId: "1152921515689848683",
  offer: failure.offer,
  offerTypeName: "Azure Virtual Machine",
  publisher: { id: "contoso", name: "Contoso Ltd" },
  submittedAt: instant("2026-11-17T17:00:00Z"),
  dueAt: instant("2026-11-21T01:00:00Z"),
  lateInBusinessDays: 0,
  businessHoursLeft: 0,
  days: [
    { date: "2026-11-18", kind: "counted" },
    { date: "2026-11-19", kind: "counted" },
    { date: "2026-11-20", kind: "counted" },
  ],
};

export const stillLate: DigestEntry = {
  ...entry,
  standing: "stillLate",
  submissionId: "1152921515689848702",
  offer: { id: "woodgrove", name: "Woodgrove <b>Advice</b>", type: "consultingService" },
  offerTypeName: "Consulting service",
  publisher: { id: "woodgrove", name: "Woodgrove Partners" },
  submittedAt: instant("2026-11-09T17:00:00Z"),
  dueAt: instant("2026-11-14T01:00:00Z"),
  lateInBusinessDays: 5,
  days: [
    { date: "2026-11-10", kind: "counted" },
    { date: "2026-11-11", kind: "holiday", name: "Veterans Day" },
    { date: "2026-11-12", kind: "counted" },
    { date: "2026-11-13", kind: "counted" },
  ],
};

/** The publisher knows that it takes longer. */
export const toldLate: DigestEntry = { ...stillLate, expectedAt: instant("2026-11-25T01:00:00Z") };

export const dueSoon: DigestEntry = {
  ...entry,
  standing: "dueSoon",
  submissionId: "1152921515689848701",
  offer: { id: "fabrikam-saas", name: "Fabrikam Ledger & Co", type: "softwareAsAService" },
  offerTypeName: "Software as a Service",
  publisher: { id: "fabrikam" },
  submittedAt: instant("2026-11-18T22:15:00Z"),
  dueAt: instant("2026-11-24T01:00:00Z"),
  businessHoursLeft: 8,
  days: [
    { date: "2026-11-19", kind: "counted" },
    { date: "2026-11-20", kind: "paused", name: "waiting for the publisher" },
    { date: "2026-11-21", kind: "weekend" },
    { date: "2026-11-22", kind: "weekend" },
    { date: "2026-11-23", kind: "counted" },
  ],
};

const notReached: TeamNotice = {
  code: "nobodyReached",
  answer: "550 no such user",
  submissionId: "1152921515689848683",
  offerName: "Contoso VM",
};

/** Two minutes after most of them fell due, on a Friday. */
export const digest: DigestMailInput = {
  now: instant("2026-11-21T01:00:30Z"),
  entries: [dueSoon, stillLate, entry],
  notices: [notReached],
};

/** As many of one kind, each with a name of its own, a day or more apart where they are late. */
export const many = (amount: number, one: DigestEntry): DigestEntry[] =>
  Array.from({ length: amount }, (_, index) => ({
    ...one,
    submissionId: `11529215156898${String(48_000 + index)}`,
    offer: { ...one.offer, id: `offer-${index + 1}`, name: `${one.offer.name} ${index + 1}` },
  }));

const LONG_NAME = `Contoso${"MachineLearningWorkbench".repeat(8)}!`;

/** Names that are hard on a mail: long, from right to left, with emoji, and one that looks like markup. */
export const hardNames: readonly DigestEntry[] = [
  LONG_NAME,
  "خدمة النسخ الاحتياطي 2",
  "Kaffee ☕️ 👩‍👩‍👧‍👦",
  "Fabrikam & Söhne <GmbH>",
].flatMap((name, index) =>
  [entry, stillLate, dueSoon].map((one) => ({
    ...one,
    submissionId: `${one.submissionId.slice(0, -1)}${index}`,
    offer: { id: "hard", name, type: "softwareAsAService" },
    publisher: { id: "hard", name },
  })),
);

const mondayMorning = instant("2026-11-23T17:00:30Z");
const late = (one: DigestEntry): DigestEntry => ({ ...one, standing: "stillLate" });

/** Every kind of digest in every count. */
export const digests: Readonly<Record<string, DigestMailInput>> = {
  digest,
  "digest-one-newly-late": { ...digest, entries: [entry], notices: [] },
  "digest-three-newly-late": { ...digest, entries: many(3, entry), notices: [] },
  "digest-fourteen-newly-late": { ...digest, entries: [...many(14, entry), stillLate], notices: [] },
  "digest-one-newly-of-28-late": { ...digest, entries: [entry, ...many(27, stillLate)], notices: [] },
  "digest-one-still-late": { now: mondayMorning, entries: [late(entry)], notices: [] },
  "digest-many-still-late": {
    now: mondayMorning,
    entries: [...many(2, late(entry)), ...many(38, { ...stillLate, owner: "Grace" })],
    notices: [],
  },
  "digest-one-due-soon": { now: mondayMorning, entries: [dueSoon], notices: [] },
  "digest-two-due-soon": { ...digest, now: instant("2026-11-23T07:00:00Z"), entries: many(2, dueSoon), notices: [] },
  "digest-one-notice": { now: mondayMorning, entries: [], notices: [notReached] },
  "digest-two-notices": {
    now: mondayMorning,
    entries: [],
    notices: [
      { code: "mailFailed", answer: "552 mailbox full." },
      { code: "mailFailed", answer: "550", offerName: "Contoso VM" },
    ],
  },
  "digest-notice-while-late": { now: mondayMorning, entries: [stillLate], notices: [notReached] },
  "digest-two-newly-late": { ...digest, entries: many(2, entry), notices: [] },
  "digest-two-still-late": { now: mondayMorning, entries: [late(entry), stillLate], notices: [] },
  "digest-late-by-a-day": {
    now: instant("2026-11-25T00:00:00Z"),
    entries: [
      { ...late(entry), lateInBusinessDays: 1 },
      { ...dueSoon, dueAt: instant("2026-11-25T01:00:00Z"), businessHoursLeft: 1 },
    ],
    notices: [],
  },
  "digest-many-due-soon": {
    now: instant("2026-11-24T00:30:00Z"),
    entries: many(12, { ...dueSoon, businessHoursLeft: 0.5 }),
    notices: [],
  },
  "digest-mixed-notices": {
    now: mondayMorning,
    entries: [],
    notices: [{ code: "noContacts", offerName: "Contoso VM" }, { code: "mailFailed" }, { code: "nobodyReached" }],
  },
  "digest-told-of-a-delay": {
    now: mondayMorning,
    entries: [
      { ...toldLate, owner: "Grace" },
      toldLate,
      { ...late(entry), expectedAt: instant("2027-01-06T01:00:00Z") },
    ],
    notices: [],
  },
  "digest-told-and-late-again": {
    now: instant("2026-11-25T01:00:30Z"),
    entries: [{ ...toldLate, standing: "newlyLate" }],
    notices: [],
  },
  "digest-two-not-reached": { now: mondayMorning, entries: [], notices: [notReached, notReached] },
  "digest-one-unreadable": { now: mondayMorning, entries: [], notices: [{ code: "unreadable", amount: 1 }] },
  "digest-many-unreadable": { now: mondayMorning, entries: [], notices: [{ code: "unreadable", amount: 1_960 }] },
  "digest-hard-names": { ...digest, entries: hardNames, notices: [{ ...notReached, offerName: "خدمة" }] },
};

/** Links of a mail that were signed by nobody. */
export const links = LINK_ACTIONS.map((action) => ({
  action,
  url: `https://notifier.contoso.example/api/actions/${action.padEnd(124, "0")}`,
}));
