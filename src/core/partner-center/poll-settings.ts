/** What is asked for, and what Partner Center cannot tell. */
export interface PollSettings {
  readonly products: readonly PolledProduct[];
  readonly publisherId: string;
  /** Who gets the mails: Partner Center names nobody. */
  readonly contacts: readonly string[];
  /** Hosts that the link to a report may lead to. */
  readonly linkHosts: readonly string[];
}

/** A product whose submissions are looked at. */
export interface PolledProduct {
  readonly productId: string;
  readonly offerType: string;
}
