/** The one contact of a victim's review. */
export const addressOf = (submissionId: string): string => `${submissionId}@contoso.example`;
