import { RESULT_KINDS } from "./result-mails.ts";

/** Kinds of notification, as rows and tables name them. */
export const NOTIFICATION_KINDS = [
  "reviewDelayed",
  ...RESULT_KINDS,
  "slaWarning",
  "slaBreach",
  "slaReminder",
  "teamNotice",
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
