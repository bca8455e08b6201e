/** What a sample event must lead to. */
export interface Expectation {
  /** File in `samples/`. */
  readonly file: string;
  /** The event in a few words, for the table. */
  readonly event: string;
  /** `mailed`: a failure mail to each of `to`. `recorded`: no mail. `announced`: named in the digest to `to`. `rejected`: put aside, no mail. */
  readonly outcome: "mailed" | "recorded" | "announced" | "rejected";
  readonly to: readonly string[];
  /** True when the next events must wait for this one, because they refer to it. */
  readonly first?: boolean;
}

/** Who gets the alert digests, when no setting says so. */
export const ALERT_RECIPIENT = "sla-team@notifier.example";

/** The whole promise of the demo: every sample, in order, and what becomes of it. */
export const EXPECTATIONS: readonly Expectation[] = [
  {
    file: "01-virtual-machine-failed.json",
    event: "virtual machine failed",
    outcome: "mailed",
    to: ["ada.lindqvist@contoso.example"],
    first: true,
  },
  {
    file: "02-virtual-machine-failed-again.json",
    event: "same machine failed again",
    outcome: "mailed",
    to: ["ada.lindqvist@contoso.example", "benedikt.aigner@contoso.example"],
  },
  {
    file: "03-software-as-a-service-failed.json",
    event: "SaaS failed",
    outcome: "mailed",
    to: ["chidi.okafor@fabrikam.example"],
  },
  {
    file: "04-consulting-service-without-findings.json",
    event: "consulting service failed, no findings",
    outcome: "mailed",
    to: ["dilys.price@northwind.example"],
  },
  {
    file: "05-dynamics-365-failed-deep-policies.json",
    event: "Dynamics 365 failed, deep policies",
    outcome: "mailed",
    to: ["esra.yilmaz@tailspin.example"],
  },
  {
    file: "06-teams-app-failed.json",
    event: "Teams app failed",
    outcome: "mailed",
    to: ["farah.haddad@adatum.example"],
  },
  {
    file: "07-hostile-text.json",
    event: "hostile text failed",
    outcome: "mailed",
    to: ["grace@wingtip.example"],
  },
  { file: "08-power-bi-visual-passed.json", event: "Power BI visual passed", outcome: "recorded", to: [] },
  {
    file: "09-submitted-long-ago.json",
    event: "submitted long ago, no result",
    outcome: "announced",
    to: [ALERT_RECIPIENT],
  },
  { file: "10-missing-fields.broken.json", event: "broken event", outcome: "rejected", to: [] },
];
