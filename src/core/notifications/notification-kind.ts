/** Kinds of notification, as rows and tables name them. */
export const NOTIFICATION_KINDS = [
  "reviewDelayed",
  "certificationFailed",
  "certificationPassedWithNotes",
  "certificationCorrected",
  "slaWarning",
  "slaBreach",
  "slaReminder",
  "teamNotice",
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
