/** The policy page that every link falls back to. */
export const POLICY_PAGE = "https://learn.microsoft.com/legal/marketplace/certification-policies";
